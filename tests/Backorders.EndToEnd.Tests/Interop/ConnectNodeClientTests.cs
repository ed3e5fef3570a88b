using Backorders.Server.Tests.Edge;
using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Interop;

public sealed class ConnectNodeClientTests(ConnectNodeClientTests.Run run) : IClassFixture<ConnectNodeClientTests.Run>
{
    private static readonly string[] Protocols =
        ["connect json h1", "connect proto h1", "connect json h2", "connect proto h2", "web h1", "web h2", "grpc"];

    private static readonly string[] Checks =
    [
        .. from protocol in Protocols
           from check in (string[])["unary", "metadata", "error", "deadline", "server stream"]
           where check != "server stream" || !protocol.StartsWith("connect", StringComparison.Ordinal)
           select $"{protocol}: {check}",
        "grpc: duplex",
        "connect json h1: large and compressed",
    ];

    public static TheoryData<string> Names => [.. Checks];

    [PeerTheory(Peers.Node)]
    [MemberData(nameof(Names))]
    public void Server_ConnectNode_Ok(string name) => run.AssertOk(name);

    [PeerFact(Peers.Node)]
    public void Server_ConnectNode_EveryCheckIsNamedHere() => Assert.Equal(Checks, run.Names);

    public sealed class Run : ClientRun
    {
        internal override string Peer => Peers.Node;

        internal override string Script => "node/connect-client.mjs";

        internal override string[] Arguments(EchoHost host) => [$"{host.Http2.Port}", $"{host.Http1.Port}", Peers.EchoDescriptor];
    }
}
