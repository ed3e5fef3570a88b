using Backorders.Server;

namespace Backorders.Cli.Output;

/// <summary>How to look at a node that runs.</summary>
internal static class WhereToLook
{
    public static async Task WriteAsync(TextWriter to, BackordersNode node, string key, string warehouse)
    {
        string grpc = node.GrpcAddress.ToString().TrimEnd('/');
        string http = node.HttpAddress.ToString().TrimEnd('/');
        await to.WriteLineAsync(
            $$"""

            The node goes on serving; Ctrl-C ends it.
              gRPC      {{grpc}}
              JSON      {{http}}   (also /metrics and /health)
              key       {{key}}

            Look at it:
              curl -s {{http}}/backorders.v1.Operations/GetFigures -H 'authorization: Bearer {{key}}' -H 'content-type: application/json' -d '{"warehouse":"{{warehouse}}"}'
              backorders watch --server {{grpc}} --key {{key}} --warehouse {{warehouse}}
            """).ConfigureAwait(false);
    }
}
