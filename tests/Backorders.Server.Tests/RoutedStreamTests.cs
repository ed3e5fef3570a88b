using Backorders.Domain.Questions;
using Backorders.V1;
using Grpc.Core;
using ScanStream = Grpc.Core.AsyncDuplexStreamingCall<Backorders.V1.ReceiveRequest, Backorders.V1.ReceiveStreamResponse>;

namespace Backorders.Server.Tests;

/// <summary>Streams of commands whose warehouses are served by several nodes, through one of them.</summary>
public sealed class RoutedStreamTests : IAsyncLifetime
{
    private RoutedNodes nodes = null!;

    public async Task InitializeAsync()
    {
        nodes = await RoutedNodes.StartAsync(["a", "b", "c"], options => options.Cluster.RouteWaitMilliseconds = 1_500);
        foreach (string name in (string[])["a", "b", "c"])
        {
            foreach (string warehouse in (string[])[TestNode.Warehouse, "NORTH", "SOUTH"])
            {
                nodes.Board.Give(warehouse, name);
                DefineItemsRequest items = TestNode.Items();
                items.Warehouse = warehouse;
                await nodes.Client(name).Items.DefineItemsAsync(items);
            }
        }

        nodes.Board.Give(TestNode.Warehouse, "b");
        nodes.Board.Give("NORTH", "a");
        nodes.Board.Give("SOUTH", "c");
    }

    public async Task DisposeAsync() => await nodes.DisposeAsync();

    [Fact]
    public async Task ReceiveStream_WarehousesOfThreeNodes_AnswersComeInTheOrderOfTheMessages()
    {
        using ScanStream stream = nodes.Client("a").Receiving.ReceiveStream();
        string[] warehouses = [TestNode.Warehouse, "NORTH", "SOUTH", "MOON"];
        for (int i = 0; i < 200; i++)
        {
            await stream.RequestStream.WriteAsync(Scan(i, warehouses[i % 4]));
        }

        await stream.RequestStream.CompleteAsync();
        int next = 0;
        await foreach (ReceiveStreamResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(next.ToString(), answer.ScanId);
            Assert.Equal(next % 4 == 3 ? Refusal.UnknownWarehouse : Refusal.Unspecified, answer.Refused?.Reason ?? Refusal.Unspecified);
            next++;
        }

        Assert.Equal(200, next);
        Assert.Equal((50, 50, 50), (await ReceivedAsync("b", TestNode.Warehouse), await ReceivedAsync("a", "NORTH"), await ReceivedAsync("c", "SOUTH")));
    }

    [Fact]
    public async Task ReceiveStream_OwnerGone_UnansweredMessagesGoToTheNextOne()
    {
        using ScanStream stream = nodes.Client("a").Receiving.ReceiveStream();
        await SendAsync(stream, 0, 1);
        await AnsweredAsync(stream, 0, 1);
        await nodes.StopAsync("b");
        await SendAsync(stream, 1, 8);
        await Poll.UntilAsync(() => nodes.Log("a").Entries.Any(e => e.EventId == 4701));
        nodes.Board.Give(TestNode.Warehouse, "c");
        await AnsweredAsync(stream, 1, 8);
        Assert.Equal(Enumerable.Range(1, 7).Select(i => i.ToString()), await ScansAsync("c"));
        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task ReceiveStream_NoOwnerForTooLong_IsRefusedInPlaceAndTheStreamGoesOn()
    {
        nodes.Board.Give(TestNode.Warehouse, null);
        using ScanStream stream = nodes.Client("a").Receiving.ReceiveStream();
        await SendAsync(stream, 0, 3);
        await stream.RequestStream.WriteAsync(Scan(3, "NORTH"));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await stream.ResponseStream.MoveNext());
            Assert.Equal((i.ToString(), Refusal.NotReady), (stream.ResponseStream.Current.ScanId, stream.ResponseStream.Current.Refused.Reason));
            Assert.NotNull(stream.ResponseStream.Current.Refused.RetryAfter);
        }

        await AnsweredAsync(stream, 3, 4);
        nodes.Board.Give(TestNode.Warehouse, "b");
        await SendAsync(stream, 0, 3);
        await AnsweredAsync(stream, 0, 3);
        nodes.Board.Close(TestNode.Warehouse);
        await SendAsync(stream, 5, 6);
        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal(Refusal.ShardSealed, stream.ResponseStream.Current.Refused?.Reason);
        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task OtherStreams_WarehouseElsewhere_AreAnsweredToo()
    {
        BackordersClient client = nodes.Client("a");
        using (AsyncDuplexStreamingCall<SubmitOrderRequest, SubmitOrdersResponse> orders = client.Orders.SubmitOrders())
        {
            await orders.RequestStream.WriteAsync(TestNode.Order("SO-1", 2));
            await orders.RequestStream.CompleteAsync();
            Assert.True(await orders.ResponseStream.MoveNext());
            Assert.NotNull(orders.ResponseStream.Current.Accepted);
            Assert.False(await orders.ResponseStream.MoveNext());
        }

        using (AsyncDuplexStreamingCall<AnnounceShipmentRequest, AnnounceShipmentsResponse> notices = client.Inbound.AnnounceShipments())
        {
            await notices.RequestStream.WriteAsync(new AnnounceShipmentRequest
            {
                Warehouse = TestNode.Warehouse, AsnNo = "ASN-1", Lines = { new ShipmentLine { Sku = "MUG", Quantity = 4 } },
                Eta = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(100)),
            });
            await notices.RequestStream.CompleteAsync();
            Assert.True(await notices.ResponseStream.MoveNext());
            Assert.NotNull(notices.ResponseStream.Current.Announced);
            Assert.False(await notices.ResponseStream.MoveNext());
        }

        using AsyncDuplexStreamingCall<CloseShipmentRequest, CloseShipmentsResponse> closings = client.Inbound.CloseShipments();
        await closings.RequestStream.WriteAsync(new CloseShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1" });
        await closings.RequestStream.CompleteAsync();
        Assert.True(await closings.ResponseStream.MoveNext());
        Assert.NotNull(closings.ResponseStream.Current.Closed);
        Assert.False(await closings.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Subscribe_WarehouseMoves_GoesOnBehindTheLastCursor()
    {
        // The same history stands at both nodes, so their cursors mean the same, as in a store that they share.
        await PlayAsync("b", 1, 4);
        await PlayAsync("c", 1, 8);
        using AsyncServerStreamingCall<SubscribeResponse> events = nodes.Client("a").Events.Subscribe(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted } });
        List<string> orders = [];
        long cursor = 0;
        while (await events.ResponseStream.MoveNext())
        {
            SubscribeResponse message = events.ResponseStream.Current;
            Assert.True(message.Cursor >= cursor);
            cursor = message.Cursor;
            orders.AddRange(message.Events.Select(e => e.OrderAccepted.OrderNo));
            if (orders.Count == 4 && message.Cursor == message.HighWater)
            {
                nodes.Board.Give(TestNode.Warehouse, "c");
            }

            if (orders.Count == 8)
            {
                break;
            }
        }

        Assert.Equal([.. Enumerable.Range(1, 8).Select(i => $"SO-{i}")], orders);
    }

    [Fact]
    public async Task Watch_WarehouseMoves_IsOpenedAgainAtTheNewOwner()
    {
        using AsyncServerStreamingCall<WatchResponse> watch = nodes.Client("a").Availability.Watch(
            new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" } });
        Assert.True(await watch.ResponseStream.MoveNext());
        nodes.Board.Give(TestNode.Warehouse, "c");
        Assert.True(await watch.ResponseStream.MoveNext());
        await nodes.Client("c").Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        while (watch.ResponseStream.Current.Changes.Single().Availability.Available != 5)
        {
            Assert.True(await watch.ResponseStream.MoveNext());
        }
    }

    [Fact]
    public async Task Streams_AskedDirectly_EndWhenTheWarehouseLeaves()
    {
        using AsyncServerStreamingCall<SubscribeResponse> events = nodes.Direct("b").Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse });
        Assert.True(await events.ResponseStream.MoveNext());
        nodes.Board.Give(TestNode.Warehouse, "c");
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await events.ResponseStream.MoveNext())
            {
            }
        });
        Assert.Equal("NOT_OWNER", Grpc.Errors.RichStatus.From(e)!.ErrorInfo!.Reason);
        Assert.Equal("c", Grpc.Errors.RichStatus.From(e)!.ErrorInfo!.Metadata["owner"]);
    }

    private static ReceiveRequest Scan(int number, string warehouse = TestNode.Warehouse)
    {
        ReceiveRequest scan = TestNode.Scan(number.ToString(), 1);
        scan.Warehouse = warehouse;
        return scan;
    }

    private static async Task SendAsync(ScanStream stream, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            await stream.RequestStream.WriteAsync(Scan(i));
        }
    }

    private static async Task AnsweredAsync(ScanStream stream, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            Assert.True(await stream.ResponseStream.MoveNext());
            Assert.Equal((i.ToString(), null), (stream.ResponseStream.Current.ScanId, stream.ResponseStream.Current.Refused));
        }
    }

    private async Task PlayAsync(string name, int from, int to)
    {
        nodes.Board.Give(TestNode.Warehouse, name);
        for (int i = from; i <= to; i++)
        {
            await nodes.Client(name).Orders.SubmitOrderAsync(TestNode.Order($"SO-{i}", 1));
        }

        nodes.Board.Give(TestNode.Warehouse, "b");
    }

    /// <summary>What a node's own engine holds, whoever owns the warehouse.</summary>
    private async Task<long> ReceivedAsync(string name, string warehouse) =>
        (await nodes[name].Warehouses.AskAsync(new Domain.WarehouseId(warehouse), new CountFigures())).Value!.Received;

    /// <summary>The scans that a node recorded, in their order.</summary>
    private async Task<string[]> ScansAsync(string name)
    {
        List<string> scans = [];
        await foreach (Engine.FeedItem item in nodes[name].Warehouses.FollowAsync(new Domain.WarehouseId(TestNode.Warehouse), 0, CancellationToken.None))
        {
            if (item.Turn is null)
            {
                break;
            }

            scans.AddRange(item.Turn.Events.OfType<Domain.Events.ReceiptRecorded>().Select(e => e.Scan.Scan.Value));
        }

        return [.. scans];
    }
}
