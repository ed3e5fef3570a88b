using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>Streams and a going-straight client among three nodes with shards that really move: what clients of any node notice of it.</summary>
public sealed class ClusterRoutingTests : IAsyncLifetime
{
    private readonly SiteNodes site = new();

    public Task InitializeAsync() => site.InitializeAsync();

    public Task DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Stream_OfScans_WhileItsWarehouseMoves_EachIsRecordedOnceAndInOrder()
    {
        string owner = await site.OwnerAsync();
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = site.Client(site.Other(owner)).Receiving.ReceiveStream();
        Task moving = Task.CompletedTask;
        for (int i = 0; i < 400; i++)
        {
            if (i == 100)
            {
                moving = site.DrainAsync(owner);
            }

            await stream.RequestStream.WriteAsync(TestNode.Scan($"{i}", 1));
            if (i >= 100 && i % 10 == 0)
            {
                // Some while before the move, some in the middle, some after.
                await Poll.UntilAsync(() => moving.IsCompleted || i < 200);
            }
        }

        await stream.RequestStream.CompleteAsync();
        int next = 0;
        long cursor = 0;
        await foreach (ReceiveStreamResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(($"{next++}", null), (answer.ScanId, answer.Refused));
            Assert.True(answer.Received.Cursor > cursor);
            cursor = answer.Received.Cursor;
        }

        await moving;
        Assert.Equal(400, next);
        Assert.NotEqual(owner, await site.OwnerAsync());
        Assert.Equal(400, (await site.Operator(owner).Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.Received);
    }

    [Fact]
    public async Task Subscription_WhileItsWarehouseMoves_TellsEachOrderOnceInOrder()
    {
        string owner = await site.OwnerAsync();
        using AsyncServerStreamingCall<SubscribeResponse> events = site.Client(site.Other(owner)).Events.Subscribe(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted } });
        Task<List<string>> reading = ReadAsync();
        BackordersClient shop = site.Client(site.Other(owner));
        Task moving = Task.CompletedTask;
        for (int i = 1; i <= 60; i++)
        {
            if (i == 20)
            {
                moving = site.DrainAsync(owner);
            }

            await shop.Orders.SubmitOrderAsync(TestNode.Order($"SO-{i}", 1));
        }

        await moving;
        await shop.Orders.SubmitOrderAsync(TestNode.Order("SO-61", 1));
        Assert.Equal(Enumerable.Range(1, 61).Select(i => $"SO-{i}"), await reading);

        async Task<List<string>> ReadAsync()
        {
            List<string> orders = [];
            while (orders.Count < 61 && await events.ResponseStream.MoveNext())
            {
                orders.AddRange(events.ResponseStream.Current.Events.Select(e => e.OrderAccepted.OrderNo));
            }

            return orders;
        }
    }

    [Fact]
    public async Task Station_WhileItsWarehouseMoves_GetsEachTaskOnceAndLosesNoLease()
    {
        const int tasks = 40;
        string owner = await site.OwnerAsync();
        using AsyncDuplexStreamingCall<WorkRequest, WorkResponse> work = site.Client(site.Other(owner)).Stations.Work();
        await work.RequestStream.WriteAsync(new WorkRequest { Hello = new WorkHello { Warehouse = TestNode.Warehouse, Station = "P1", Capacity = 3 } });
        BackordersClient shop = site.Client(owner);
        Task making = MakeAsync();
        HashSet<(long Task, long Token)> told = [];
        int picked = 0, welcomes = 0;
        Task moving = Task.CompletedTask;
        while (picked < tasks && await work.ResponseStream.MoveNext())
        {
            WorkResponse message = work.ResponseStream.Current;
            Assert.Null(message.Refused);
            welcomes += message.Welcome is null ? 0 : 1;
            picked += message.Confirmed is null ? 0 : 1;
            if (picked == 10 && moving.IsCompleted)
            {
                moving = site.DrainAsync(owner);
            }

            foreach (TaskOffer offer in message.Offer?.Offers ?? [])
            {
                Assert.True(told.Add((offer.Task.TaskId, offer.Token)), $"Task {offer.Task.TaskId} was offered twice.");
                await work.RequestStream.WriteAsync(new WorkRequest
                {
                    ConfirmPick = new ConfirmPickRequest { RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity },
                });
            }
        }

        await making;
        await moving;
        Assert.Equal((1, tasks, tasks), (welcomes, picked, told.Select(t => t.Task).Distinct().Count()));
        Assert.NotEqual(owner, await site.OwnerAsync());
        Assert.Equal(0, (await site.Operator("n1").Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.LeasesExpired);

        async Task MakeAsync()
        {
            for (int i = 0; i < tasks; i++)
            {
                await shop.Orders.SubmitOrderAsync(TestNode.Order($"SO-{i}", 1));
                await shop.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1));
            }
        }
    }

    [Fact]
    public async Task Client_GoingStraight_FindsTheOwnerAndFollowsItWhenItMoves()
    {
        string owner = await site.OwnerAsync();
        BackordersClient client = site.Connect(
            SiteNodes.Names, new ClientOptions { Direct = true, FirstBackoff = TimeSpan.FromMilliseconds(400) });
        Task moving = Task.CompletedTask;
        for (int i = 0; i < 60; i++)
        {
            if (i == 20)
            {
                moving = site.DrainAsync(owner);
            }

            ReceiveRequest scan = TestNode.Scan($"{i}", 1);
            await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        }

        await moving;
        ReceiveRequest last = TestNode.Scan("60", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(last));
        Assert.Equal(61, (await site.Operator("n1").Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.Received);
    }

    [Fact]
    public async Task Scans_OfWarehousesOfSeveralNodes_AreAnsweredInTheOrderOfTheStream()
    {
        string[] warehouses = [TestNode.Warehouse, "NORTH", "SOUTH", "MOON"];
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = site.Client("n1").Receiving.ReceiveStream();
        for (int i = 0; i < 200; i++)
        {
            ReceiveRequest scan = TestNode.Scan($"{i}", 1);
            scan.Warehouse = warehouses[i % 4];
            await stream.RequestStream.WriteAsync(scan);
        }

        await stream.RequestStream.CompleteAsync();
        int next = 0;
        await foreach (ReceiveStreamResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(
                ($"{next}", next % 4 == 3 ? V1.Refusal.UnknownWarehouse : V1.Refusal.Unspecified), (answer.ScanId, answer.Refused?.Reason ?? V1.Refusal.Unspecified));
            next++;
        }

        Assert.Equal(200, next);
        foreach (string warehouse in warehouses[..3])
        {
            Assert.Equal(50, (await site.Operator("n2").Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = warehouse })).Figures.Received);
        }
    }

    [Fact]
    public async Task OtherStreams_ThroughAnotherNode_AreAnsweredToo()
    {
        BackordersClient client = site.Client(site.Other(await site.OwnerAsync()));
        Assert.NotNull((await OneAsync(client.Orders.SubmitOrders(), TestNode.Order("SO-1", 2))).Accepted);
        Assert.NotNull((await OneAsync(client.Inbound.AnnounceShipments(), new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse, AsnNo = "ASN-1", Lines = { new ShipmentLine { Sku = "MUG", Quantity = 4 } },
            Eta = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(100)),
        })).Announced);
        Assert.NotNull((await OneAsync(client.Inbound.CloseShipments(), new CloseShipmentRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1",
        })).Closed);
    }

    [Fact]
    public async Task Watch_ThroughAnotherNode_GoesOnWhenItsWarehouseMoves()
    {
        string owner = await site.OwnerAsync();
        using AsyncServerStreamingCall<WatchResponse> watch = site.Client(site.Other(owner)).Availability.Watch(
            new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" } });
        Assert.True(await watch.ResponseStream.MoveNext());
        await site.DrainAsync(owner);
        await site.Client("n1").Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        while (watch.ResponseStream.Current.Changes.Single().Availability.Available != 5)
        {
            Assert.True(await watch.ResponseStream.MoveNext());
        }
    }

    [Fact]
    public async Task Station_WithASecondStreamAtAnotherNode_LosesTheFirst()
    {
        string owner = await site.OwnerAsync();
        using AsyncDuplexStreamingCall<WorkRequest, WorkResponse> first = await OpenAsync(owner);
        using AsyncDuplexStreamingCall<WorkRequest, WorkResponse> second = await OpenAsync(site.Other(owner));

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => first.ResponseStream.MoveNext());
        Assert.Equal("STATION_TAKEN_OVER", e.GetErrorInfo()!.Reason);
        await site.Client("n1").Orders.SubmitOrderAsync(TestNode.Order("SO-1", 1));
        await site.Client("n1").Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        Assert.True(await second.ResponseStream.MoveNext());
        Assert.Single(second.ResponseStream.Current.Offer.Offers);

        async Task<AsyncDuplexStreamingCall<WorkRequest, WorkResponse>> OpenAsync(string through)
        {
            AsyncDuplexStreamingCall<WorkRequest, WorkResponse> work = site.Client(through).Stations.Work();
            await work.RequestStream.WriteAsync(new WorkRequest { Hello = new WorkHello { Warehouse = TestNode.Warehouse, Station = "P1", Capacity = 1 } });
            Assert.True(await work.ResponseStream.MoveNext());
            Assert.NotNull(work.ResponseStream.Current.Welcome);
            return work;
        }
    }

    [Fact]
    public async Task Seal_ThroughOneNode_IsKnownAtAll_AndSoIsItsEnd()
    {
        string owner = await site.OwnerAsync();
        int shard = ShardMap.ShardOf(new WarehouseId(TestNode.Warehouse));
        await site.Operator(site.Other(owner)).Operations.SealShardAsync(new SealShardRequest { Shard = shard, Why = "stocktaking" });
        foreach (string name in SiteNodes.Names)
        {
            await Poll.UntilAsync(() => site[name].Warehouses.RouteOf(new WarehouseId(TestNode.Warehouse)).Place == RoutePlace.Sealed);
            RpcException e = await Assert.ThrowsAsync<RpcException>(() => site.Client(name).Receiving.ReceiveAsync(TestNode.Scan(name, 1)).ResponseAsync);
            RefusedCall told = RefusedCall.Of(e)!;
            Assert.Equal(("SHARD_SEALED", "stocktaking"), (told.ErrorInfo!.Reason, told.ErrorInfo.Metadata["why"]));
        }

        await site.Operator(owner).Operations.UnsealShardAsync(new UnsealShardRequest { Shard = shard });
        foreach (string name in SiteNodes.Names)
        {
            await Poll.UntilAsync(() => site[name].Warehouses.RouteOf(new WarehouseId(TestNode.Warehouse)).Place != RoutePlace.Sealed);
            await site.Client(name).Receiving.ReceiveAsync(TestNode.Scan(name, 1));
        }
    }

    [Fact]
    public async Task Cluster_AskedThroughAnyNode_NamesAllNodesAndWhoServesWhat()
    {
        string owner = await site.OwnerAsync();
        foreach (string name in SiteNodes.Names)
        {
            // Each node looks at the others' rows once a second.
            GetClusterResponse cluster = await site.Operator(name).Operations.GetClusterAsync(new GetClusterRequest());
            while (cluster.Nodes.Count(n => n.Live) < 3)
            {
                cluster = await site.Operator(name).Operations.GetClusterAsync(new GetClusterRequest());
            }

            Assert.Equal((name, 3, 3), (cluster.AnsweredBy, cluster.Nodes.Count(n => n.Live), cluster.Shards.SelectMany(s => s.Warehouses).Count()));
            Assert.Equal(owner, cluster.Shards.Single(s => s.Warehouses.Contains(TestNode.Warehouse)).Owner);
            Assert.Equal(site[owner].GrpcAddress, new Uri(cluster.Nodes.Single(n => n.NodeId == owner).Address));
        }
    }

    /// <summary>The one answer to a stream of one message.</summary>
    private static async Task<TAnswer> OneAsync<TMessage, TAnswer>(AsyncDuplexStreamingCall<TMessage, TAnswer> stream, TMessage message)
        where TAnswer : class
    {
        using (stream)
        {
            await stream.RequestStream.WriteAsync(message);
            await stream.RequestStream.CompleteAsync();
            Assert.True(await stream.ResponseStream.MoveNext());
            TAnswer answer = stream.ResponseStream.Current;
            Assert.False(await stream.ResponseStream.MoveNext());
            return answer;
        }
    }
}
