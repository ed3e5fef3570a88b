using Backorders.V1;
using Grpc.Core;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Server.Tests;

public sealed class EventsTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Subscribe_FromTheStart_TellsAnOrdersWholeStory()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        ReceiveResponse receipt = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        await ShipAllAsync();
        List<Body> told = [];
        SubscribeRequest request = new() { Warehouse = TestNode.Warehouse, OrderNo = "A-1" };
        await foreach (SubscribeResponse message in FollowAsync(node.Acme, request, untilSeen: Body.Shipped))
        {
            Assert.All(message.Events, e => Assert.Equal("ACME", e.Owner));
            told.AddRange(message.Events.Select(e => e.BodyCase));
        }

        Assert.Equal([Body.OrderAccepted, Body.LineBackordered, Body.UnitsAllocated, Body.TasksLeased, Body.TaskPicked, Body.Packed, Body.Shipped], told);
        Assert.True(receipt.Cursor > 0);
    }

    [Fact]
    public async Task Subscribe_ResumedFromEveryCursor_MissesNothingAndRepeatsNothing()
    {
        for (int i = 0; i < 5; i++)
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"A-{i}", 2));
        }

        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 7));
        await ShipAllAsync();
        List<SubscribeResponse> whole = await CollectAsync(0);
        Assert.True(whole.Count > 8);
        Assert.Equal(whole.Select(m => m.Cursor).Distinct().Order(), whole.Select(m => m.Cursor));
        for (int i = 0; i < whole.Count - 1; i++)
        {
            Assert.Equal(whole.Skip(i + 1), await CollectAsync(whole[i].Cursor));
        }
    }

    [Fact]
    public async Task Subscribe_WhileThingsHappen_GetsThemAsTheyBecomeDurable()
    {
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted } });
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        SubscribeResponse message = await NextWithEventsAsync(call);
        Assert.Equal(("A-1", "acme"), (Assert.Single(message.Events).OrderAccepted.OrderNo, message.Actor));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 6));
        Assert.Equal("A-2", (await NextWithEventsAsync(call)).Events[0].OrderAccepted.OrderNo);
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task Subscribe_ByAnotherOwner_HearsNothingOfIt()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 6));
        await ShipAllAsync();
        BackordersClient rival = node.Client("rival");
        DefineItemsRequest items = TestNode.Items();
        await rival.Items.DefineItemsAsync(items);
        SubscribeRequest request = new() { Warehouse = TestNode.Warehouse };
        await foreach (SubscribeResponse message in FollowAsync(rival, request, untilSeen: Body.ItemsDefined))
        {
            Assert.All(message.Events, e => Assert.True(e.Owner is "RIVAL" or "", e.ToString()));
        }
    }

    [Fact]
    public async Task Subscribe_BySku_FindsPromisesOfItsLines()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 3, "BOWL"));
        await node.Acme.Orders.CancelOrderAsync(
            new CancelOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-2", Reason = ReasonCode.CustomerRequest });
        SubscribeRequest request = new() { Warehouse = TestNode.Warehouse, Sku = "BOWL", Kinds = { EventKind.LineCancelled, EventKind.OrderAccepted } };
        List<Event> told = [];
        await foreach (SubscribeResponse message in FollowAsync(node.Acme, request, untilSeen: Body.LineCancelled))
        {
            told.AddRange(message.Events);
        }

        Assert.Equal(["A-2", "A-2"], told.Select(e => e.OrderAccepted?.OrderNo ?? e.LineCancelled.Line.OrderNo));
        Assert.Equal("BOWL", told[1].LineCancelled.Line.Sku);
    }

    [Fact]
    public async Task Subscribe_FromACursorBeyondTheEnd_IsRefused()
    {
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Cursor = 1_000_000 });
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        long end = node.Node.Warehouses.HighWater(new Domain.Ids.WarehouseId(TestNode.Warehouse));
        Assert.Equal($"{end}", e.GetErrorInfo()!.Metadata["high_water"]);
    }

    [Fact]
    public async Task Subscribe_ToAQuietWarehouse_HearsHeartbeatsAtASteadyInterval()
    {
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.Shipped } });
        SubscribeResponse caughtUp = await NextAsync(call);
        Assert.Equal((0, caughtUp.HighWater), (caughtUp.Events.Count, caughtUp.Cursor));
        for (int beat = 1; beat <= 3; beat++)
        {
            Task<SubscribeResponse> next = NextAsync(call);
            Assert.False(next.IsCompleted);
            node.Time.Advance(TimeSpan.FromSeconds(5));
            SubscribeResponse heartbeat = await next;
            Assert.Equal((caughtUp.Cursor, caughtUp.HighWater, 0), (heartbeat.Cursor, heartbeat.HighWater, heartbeat.Events.Count));
            Assert.Equal(beat * 5, (heartbeat.SentAt - caughtUp.SentAt).ToTimeSpan().TotalSeconds);
        }
    }

    [Fact]
    public async Task Subscribe_WhileTheFilterKeepsEverythingBack_MovesOnWithHeartbeats()
    {
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.Shipped } });
        long cursor = (await NextAsync(call)).Cursor;
        for (int beat = 1; beat <= 3; beat++)
        {
            ReceiveResponse receipt = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"{beat}", 1));
            node.Time.Advance(TimeSpan.FromSeconds(5));
            SubscribeResponse heartbeat = await NextAsync(call);
            while (heartbeat.Cursor < receipt.Cursor)
            {
                // The tick may have come before the turn did; the next one tells it.
                node.Time.Advance(TimeSpan.FromSeconds(5));
                heartbeat = await NextAsync(call);
            }

            Assert.Empty(heartbeat.Events);
            Assert.True(heartbeat.Cursor > cursor);
            cursor = heartbeat.Cursor;
        }
    }

    [Fact]
    public async Task Subscribe_WithAKeyForAllOwners_MayNameOne_AndAnOwnersKeyOnlyItsOwn()
    {
        await node.Client("rival").Items.DefineItemsAsync(TestNode.Items());
        await node.Client("rival").Orders.SubmitOrderAsync(TestNode.Order("R-1", 1));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        SubscribeRequest request = new() { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted } };
        Assert.Equal(["R-1", "A-1"], await OrdersAsync(request));
        request.Owner = "RIVAL";
        Assert.Equal(["R-1"], await OrdersAsync(request));

        using var call = node.Acme.Events.Subscribe(request);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal((StatusCode.PermissionDenied, "OWNER_NOT_ALLOWED"), (e.StatusCode, e.GetErrorInfo()!.Reason));
        Assert.Contains(node.Log.Entries, entry => entry.EventId == 4102);

        async Task<List<string>> OrdersAsync(SubscribeRequest asked)
        {
            using var staff = node.Client("staff").Events.Subscribe(asked);
            List<string> orders = [];
            SubscribeResponse message;
            do
            {
                message = await NextAsync(staff);
                orders.AddRange(message.Events.Select(told => told.OrderAccepted.OrderNo));
            }
            while (message.Cursor < message.HighWater);
            return orders;
        }
    }

    [Fact]
    public async Task Subscribe_ReadSlowly_GetsEverythingFromTheJournalOnceItReads()
    {
        const int Receipts = 6_000;
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.ReceiptRecorded } });
        await NextAsync(call);
        using (var scans = node.Acme.Receiving.ReceiveStream())
        {
            for (int i = 0; i < Receipts; i++)
            {
                await scans.RequestStream.WriteAsync(TestNode.Scan($"{i}", 1));
            }

            await scans.RequestStream.CompleteAsync();
            await foreach (ReceiveStreamResponse _ in scans.ResponseStream.ReadAllAsync())
            {
                // Every scan is answered while nobody reads the subscription, whose window is shut by then.
            }
        }

        List<long> told = [];
        while (told.Count < Receipts)
        {
            told.AddRange((await NextAsync(call)).Events.Select(e => e.ReceiptRecorded.ReceiptId));
        }

        Assert.Equal(Enumerable.Range(1, Receipts).Select(i => (long)i), told);
    }

    [Fact]
    public async Task Subscribe_ResumedAfterTasksWereDoneAndForgotten_StillKnowsWhoseTheyWere()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        TaskOffer pick = await PullAsync();
        await node.Acme.Stations.ReportShortAsync(new ReportShortRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = pick.Task.TaskId, Token = pick.Token, Picked = 3, Reason = ReasonCode.NotFound,
        });
        long afterShortage = node.Node.Warehouses.HighWater(new Domain.Ids.WarehouseId(TestNode.Warehouse));
        TaskOffer count = await PullAsync();
        Assert.Equal(TaskKind.Count, count.Task.Kind);
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = count.Task.TaskId, Token = count.Token, Quantity = 2,
        });
        foreach (long cursor in (long[])[0, afterShortage])
        {
            SubscribeRequest request = new() { Warehouse = TestNode.Warehouse, Cursor = cursor, Kinds = { EventKind.CountDone } };
            await foreach (SubscribeResponse message in FollowAsync(node.Acme, request, untilSeen: Body.CountDone))
            {
                Assert.All(message.Events, e => Assert.Equal(("ACME", "MUG", 2), (e.Owner, e.CountDone.Task.Sku, e.CountDone.Found)));
            }
        }

        async Task<TaskOffer> PullAsync() => Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "station-1", Max = 1 })).Offers);
    }

    /// <summary>A task of 8 is found short, one of its units is damaged, two ship: each event says its own units, whoever begins to listen when.</summary>
    [Fact]
    public async Task Subscribe_ToATaskThatLostUnits_TellsTheSameFromEveryCursor()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 8));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 8));
        TaskOffer pick = Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "station-1", Max = 1 })).Offers);
        await node.Acme.Stations.ReportShortAsync(new ReportShortRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = pick.Task.TaskId, Token = pick.Token, Picked = 3, Reason = ReasonCode.NotFound,
        });
        await node.Acme.Stations.ReportDamageAsync(new ReportDamageRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = pick.Task.TaskId, Token = pick.Token, Quantity = 1, Reason = ReasonCode.Damaged,
        });
        await node.Acme.Stations.PackAsync(new PackRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P-1", Leases = { new Lease { TaskId = pick.Task.TaskId, Token = pick.Token } },
        });
        await node.Acme.Stations.ShipAsync(new ShipRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Carrier = "DPD", Tracking = "T", TaskIds = { pick.Task.TaskId },
        });

        List<SubscribeResponse> whole = await CollectAsync(0);
        Assert.Equal(
            [8, 8, 2, 2],
            whole.SelectMany(m => m.Events).Select(e => e.TasksLeased?.Tasks[0] ?? e.TaskShort?.Task ?? e.Packed?.Tasks[0] ?? e.Shipped?.Tasks[0]).OfType<TaskRef>().Select(t => t.Quantity));
        for (int i = 0; i < whole.Count - 1; i++)
        {
            Assert.Equal(whole.Skip(i + 1), await CollectAsync(whole[i].Cursor));
        }
    }

    /// <summary>The warehouse forgets a closed order after 35 days; the journal does not.</summary>
    [Fact]
    public async Task Subscribe_BySkuAndOrder_LongAfterTheOrderWasForgotten_FindsItsCancelledLine()
    {
        DateTimeOffset start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        await using TestNode driven = await TestNode.StartAsync(o => (o.Clock, o.ClockStart) = (Options.ClockMode.Driven, start));
        await driven.DefineItemsAsync();
        await driven.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3, "BOWL"));
        long accepted = driven.Node.Warehouses.HighWater(new Domain.Ids.WarehouseId(TestNode.Warehouse));
        await driven.Acme.Orders.CancelOrderAsync(
            new CancelOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Reason = ReasonCode.CustomerRequest });
        await driven.Client("staff").DrivenClock.SetTimeAsync(
            new SetTimeRequest { To = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(start + TimeSpan.FromDays(40)) });
        await driven.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 1)); // old orders are forgotten when one is submitted
        await Assert.ThrowsAsync<RpcException>(async () => await driven.Acme.Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1" }));

        foreach (SubscribeRequest filter in (SubscribeRequest[])[new() { Sku = "BOWL" }, new() { OrderNo = "A-1" }])
        {
            (filter.Warehouse, filter.Cursor) = (TestNode.Warehouse, accepted);
            List<Event> told = [];
            using var call = driven.Acme.Events.Subscribe(filter);
            SubscribeResponse message;
            do
            {
                message = await NextAsync(call);
                told.AddRange(message.Events);
            }
            while (message.Cursor < message.HighWater);

            Assert.Equal([(Body.LineCancelled, "BOWL"), (Body.RefundDue, "BOWL")], told.Select(e => (e.BodyCase, (e.LineCancelled?.Line ?? e.RefundDue.Line).Sku)));
        }
    }

    [Fact]
    public void EventKinds_AreTheFieldsOfTheEvent()
    {
        Assert.Equal(
            Event.Descriptor.Oneofs[0].Fields.Select(f => f.FieldNumber).Order(),
            EventKindDescriptor().Values.Select(v => v.Number).Where(n => n != 0).Order());

        static Google.Protobuf.Reflection.EnumDescriptor EventKindDescriptor() => EventsReflection.Descriptor.EnumTypes.Single(e => e.Name == "EventKind");
    }

    private async Task<List<SubscribeResponse>> CollectAsync(long cursor)
    {
        List<SubscribeResponse> messages = [];
        await foreach (SubscribeResponse message in FollowAsync(node.Acme, new SubscribeRequest { Warehouse = TestNode.Warehouse, Cursor = cursor }, untilSeen: Body.Shipped))
        {
            messages.Add(message);
        }

        return messages;
    }

    private static async IAsyncEnumerable<SubscribeResponse> FollowAsync(BackordersClient client, SubscribeRequest request, Body untilSeen)
    {
        using var call = client.Events.Subscribe(request);
        while (await call.ResponseStream.MoveNext(default))
        {
            SubscribeResponse message = call.ResponseStream.Current;
            yield return message;
            if (message.Events.Any(e => e.BodyCase == untilSeen))
            {
                yield break;
            }
        }
    }

    private static async Task<SubscribeResponse> NextAsync(AsyncServerStreamingCall<SubscribeResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(default));
        return call.ResponseStream.Current;
    }

    private static async Task<SubscribeResponse> NextWithEventsAsync(AsyncServerStreamingCall<SubscribeResponse> call)
    {
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
        }
        while (call.ResponseStream.Current.Events.Count == 0);
        return call.ResponseStream.Current;
    }

    private async Task ShipAllAsync()
    {
        PullTasksResponse pulled = await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "station-1", Max = 100 });
        foreach (TaskOffer offer in pulled.Offers)
        {
            await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity,
            });
            await node.Acme.Stations.PackAsync(new PackRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P", Leases = { new Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
            });
        }

        await node.Acme.Stations.ShipAsync(
            new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { pulled.Offers.Select(o => o.Task.TaskId) } });
    }
}
