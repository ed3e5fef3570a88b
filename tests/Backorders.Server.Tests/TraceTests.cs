using Backorders.Actors.Port;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Server.Tests;

public sealed class TraceTests
{
    [Fact]
    public async Task TraceLine_PassedOverThenServed_TellsWhoDecidedWhat()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        SubmitOrderRequest rich = TestNode.Order("rich", 5);
        rich.Terms.Tier = 9;
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("poor", 8));
        await node.Acme.Orders.SubmitOrderAsync(rich);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("2", 3));
        LineTrace trace = await node.Acme.Events.TraceLineAsync(Request("poor"));
        Assert.True(trace.Complete);
        Assert.Equal("MUG", trace.Sku);
        Assert.Equal([Body.OrderAccepted, Body.LineBackordered, Body.UnitsAllocated], trace.Happenings.Select(h => h.Event.BodyCase));
        Assert.Equal((2, 1), (trace.Happenings[2].Event.UnitsAllocated.Quantity, trace.Happenings[2].Event.UnitsAllocated.PolicyVersion));
        Assert.Equal("acme", trace.Happenings[0].Actor);
        Assert.Equal((4, "rich", 4), (trace.PassedOver.Quantity, Assert.Single(trace.PassedOver.Allocated).Line.OrderNo, trace.PassedOver.Allocated[0].Quantity));

        // What was told before is not told again.
        Assert.Empty((await node.Acme.Events.TraceLineAsync(Request("poor", trace.Cursor))).Happenings);
    }

    [Fact]
    public async Task TraceLine_UnitsWereUnfitInATask_WaitsForThemAgain()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("poor", 4));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        TaskOffer offer = Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "s1", Max = 1 })).Offers);
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 4,
        });
        await node.Acme.Stations.ReportDamageAsync(new ReportDamageRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 4, Reason = ReasonCode.Damaged,
        });
        SubmitOrderRequest rich = TestNode.Order("rich", 3);
        rich.Terms.Tier = 9;
        await node.Acme.Orders.SubmitOrderAsync(rich);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("2", 3));

        LineTrace trace = await node.Acme.Events.TraceLineAsync(Request("poor"));

        Assert.Equal((3, "rich"), (trace.PassedOver.Quantity, Assert.Single(trace.PassedOver.Allocated).Line.OrderNo));
    }

    [Fact]
    public async Task TraceLine_OrderLetGoFromMemory_IsReadFromTheJournal()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("old", 5));
        await node.Acme.Orders.CancelOrderAsync(new CancelOrderRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "old", Reason = ReasonCode.CustomerRequest,
        });
        node.Time.Advance(TimeSpan.FromDays(40));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("new", 1));
        await RefusedAsync(
            node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = "old", LineNo = 1 }), "UNKNOWN_ORDER", StatusCode.NotFound);
        LineTrace trace = await node.Acme.Events.TraceLineAsync(Request("old"));
        Assert.Equal([Body.OrderAccepted, Body.LineBackordered, Body.LineCancelled, Body.RefundDue], trace.Happenings.Select(h => h.Event.BodyCase));
        Assert.Equal(Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(-40)), trace.Happenings[2].At);
        Assert.True(trace.Complete);
    }

    [Fact]
    public async Task TraceLine_WarehouseIsNotServedHere_IsRefusedForThatAndNotForTheCursor()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("mine", 5));
        long cursor = (await node.Acme.Events.TraceLineAsync(Request("mine"))).Cursor;
        int shard = ShardMap.ShardOf(new Domain.Ids.WarehouseId(TestNode.Warehouse));
        await node.Client("operator").Operations.SealShardAsync(new SealShardRequest { Shard = shard, Why = "stocktaking." });
        await RefusedAsync(node.Acme.Events.TraceLineAsync(Request("mine", cursor)), "SHARD_SEALED", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task TraceLine_AnothersOrNoLine_IsNotThere()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("mine", 5));
        await RefusedAsync(node.Client("rival").Events.TraceLineAsync(Request("mine")), "UNKNOWN_LINE", StatusCode.NotFound);
        await RefusedAsync(node.Acme.Events.TraceLineAsync(Request("none")), "UNKNOWN_LINE", StatusCode.NotFound);
        await RefusedAsync(node.Acme.Events.TraceLineAsync(Request("mine", 1_000_000)), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    private static TraceLineRequest Request(string orderNo, long after = 0) =>
        new() { Warehouse = TestNode.Warehouse, OrderNo = orderNo, LineNo = 1, AfterCursor = after };
}
