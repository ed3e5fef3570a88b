using Backorders.Server.Tests.Edge;
using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Interop;

public sealed class GrpcioClientTests(GrpcioClientTests.Run run) : IClassFixture<GrpcioClientTests.Run>
{
    private static readonly string[] Checks =
    [
        "unary", "empty message", "large message", "server stream", "client stream", "duplex", "metadata", "error with details", "deadline", "cancel",
        "gzip", "too large", "unimplemented",
    ];

    public static TheoryData<string> Names => [.. Checks];

    [PeerTheory(Peers.Python)]
    [MemberData(nameof(Names))]
    public void Server_Grpcio_Ok(string name) => run.AssertOk(name);

    [PeerFact(Peers.Python)]
    public void Server_Grpcio_EveryCheckIsNamedHere() => Assert.Equal(Checks, run.Names);

    public sealed class Run : ClientRun
    {
        internal override string Peer => Peers.Python;

        internal override string Script => "python/client.py";

        internal override string[] Arguments(EchoHost host) => [$"{host.Http2.Port}", Peers.EchoDescriptor];
    }
}
