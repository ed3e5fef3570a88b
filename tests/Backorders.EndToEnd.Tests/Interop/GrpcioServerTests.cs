using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Interop;

public sealed class GrpcioServerTests : ForeignServerTests
{
    [PeerFact(Peers.Python)]
    public Task Client_Grpcio_AllShapes() => AllShapesAsync();

    [PeerFact(Peers.Python)]
    public Task Client_Grpcio_MetadataAndErrors() => MetadataAndErrorsAsync();

    [PeerFact(Peers.Python)]
    public Task Client_Grpcio_Gzip() => GzipAsync();

    internal override Task<(PeerProcess Server, int Port)> ServeAsync() => PeerProcess.ServeAsync(Peers.Python, "python/server.py", Peers.EchoDescriptor);
}
