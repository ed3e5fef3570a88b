using System.Net.Sockets;
using Backorders.V1;
using ScanStream = Grpc.Core.AsyncDuplexStreamingCall<Backorders.V1.ReceiveRequest, Backorders.V1.ReceiveStreamResponse>;

namespace Backorders.Server.Tests;

/// <summary>A node that stops while it passes messages on.</summary>
public sealed class RoutedShutdownTests
{
    [Fact]
    public async Task ReceiveStream_NodeBeginsToStop_MessageOnItsWayToAnotherIsStillAnswered()
    {
        RoutedNodes nodes = await RoutedNodes.StartAsync(["a", "b"]);
        await using (nodes)
        {
            nodes.Board.Give(TestNode.Warehouse, "b");
            await nodes.Client("b").Items.DefineItemsAsync(TestNode.Items());
            nodes.Board.Give(TestNode.Warehouse, null);
            Uri address = nodes["a"].GrpcAddress;
            using ScanStream stream = nodes.Client("a").Receiving.ReceiveStream();
            int waits = nodes.Board.Waits;
            await stream.RequestStream.WriteAsync(TestNode.Scan("1", 3));
            await Poll.UntilAsync(() => nodes.Board.Waits > waits);
            Task stopping = nodes.StopAsync("a");

            // The ports close after streams have been told.
            await Poll.UntilAsync(() => !Listens(address));
            nodes.Board.Give(TestNode.Warehouse, "b");
            Assert.True(await stream.ResponseStream.MoveNext(default));
            Assert.Equal(3, stream.ResponseStream.Current.Received.Quantity);
            await stopping;
        }
    }

    private static bool Listens(Uri address)
    {
        try
        {
            using TcpClient client = new(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
