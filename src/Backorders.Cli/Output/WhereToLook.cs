using Backorders.Cli.Client;
using Backorders.Cli.Terminal;
using Backorders.Server;

namespace Backorders.Cli.Output;

/// <summary>How to look at a node that runs: commands that work as they are printed, in a terminal beside this one.</summary>
internal static class WhereToLook
{
    /// <param name="console">Where it is said.</param>
    /// <param name="node">The node.</param>
    /// <param name="key">A key that it knows.</param>
    /// <param name="operatorKey">The key that operates its building.</param>
    /// <param name="warehouse">Which warehouse.</param>
    /// <param name="look">A command that shows something of what it has just lived through.</param>
    public static async Task WriteAsync(CliConsole console, BackordersNode node, string key, string operatorKey, string warehouse, string look)
    {
        string grpc = node.GrpcAddress.ToString().TrimEnd('/');
        string http = node.HttpAddress.ToString().TrimEnd('/');
        string building = warehouse == ConnectionOptions.DefaultWarehouse ? string.Empty : $" --warehouse {warehouse}";
        await console.Out.WriteLineAsync(
            $$"""

            The node goes on serving; Ctrl-C ends it. In another terminal, in this folder:

              export {{ConnectionOptions.ServerVariable}}={{grpc}}
              export {{ConnectionOptions.KeyVariable}}={{key}}
              export {{ConnectionOptions.OperatorKeyVariable}}={{operatorKey}}

              {{console.Program}} {{look}}{{building}}
              {{console.Program}} watch{{building}}
              curl -s {{http}}/metrics

            In a browser: {{http}}/dock (log in with the key above). {{http}} also takes every call as JSON, and says /health.
            """).ConfigureAwait(false);
    }
}
