using Backorders.Server.Tests.Edge;
using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Interop;

public sealed class GrpcJsClientTests(GrpcJsClientTests.Run run) : IClassFixture<GrpcJsClientTests.Run>
{
    private static readonly string[] Checks =
    [
        "unary", "empty message", "large message", "server stream", "client stream", "duplex", "metadata both ways", "error with details",
        "error after messages", "deadline", "cancel", "gzip", "too large", "unimplemented", "many at once",
    ];

    public static TheoryData<string> Names => [.. Checks];

    [PeerTheory(Peers.Node)]
    [MemberData(nameof(Names))]
    public void Server_GrpcJs_Ok(string name) => run.AssertOk(name);

    [PeerFact(Peers.Node)]
    public void Server_GrpcJs_EveryCheckIsNamedHere() => Assert.Equal(Checks, run.Names);

    public sealed class Run : ClientRun
    {
        internal override string Peer => Peers.Node;

        internal override string Script => "node/grpc-js-client.mjs";

        internal override string[] Arguments(EchoHost host) => [$"{host.Http2.Port}", Peers.EchoProto];
    }
}
