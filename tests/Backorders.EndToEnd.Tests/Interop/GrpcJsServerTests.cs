using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Interop;

public sealed class GrpcJsServerTests : ForeignServerTests
{
    [PeerFact(Peers.Node)]
    public Task Client_GrpcJs_AllShapes() => AllShapesAsync();

    [PeerFact(Peers.Node)]
    public Task Client_GrpcJs_MetadataAndErrors() => MetadataAndErrorsAsync();

    [PeerFact(Peers.Node)]
    public Task Client_GrpcJs_Gzip() => GzipAsync();

    internal override Task<(PeerProcess Server, int Port)> ServeAsync() => PeerProcess.ServeAsync(Peers.Node, "node/grpc-js-server.mjs", Peers.EchoProto);
}
