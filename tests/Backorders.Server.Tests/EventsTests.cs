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
