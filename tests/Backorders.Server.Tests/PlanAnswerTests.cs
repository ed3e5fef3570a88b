using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>What callers are told of the plan: when and on what a line is planned, what may be promised in a tier, and who loses units to a new order.</summary>
public sealed class PlanAnswerTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task GetAvailability_OfAHigherTier_PromisesTheTruckThatALowerOneWaitsFor()
    {
        Timestamp soon = await AnnounceAsync("ASN-1", 1, "MUG", 5);
        Timestamp late = await AnnounceAsync("ASN-2", 9, "MUG", 5);
        await SubmitAsync("A-1", 5, tier: 4);

        Assert.Equal(AfterADay(late), (await AskAsync(0)).NextPromise);
        Assert.Equal(AfterADay(late), (await AskAsync(4)).NextPromise);
        Assert.Equal(AfterADay(soon), (await AskAsync(5)).NextPromise);
    }

    [Fact]
    public async Task Watch_OfATier_TellsItsPromise()
    {
        Timestamp soon = await AnnounceAsync("ASN-1", 1, "MUG", 5);
        await SubmitAsync("A-1", 5, tier: 4);
        using var call = node.Acme.Availability.Watch(new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" }, Tier = 9 });

        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(AfterADay(soon), Assert.Single(call.ResponseStream.Current.Changes).Availability.NextPromise);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public async Task Availability_OfNoTier_IsRefusedByName(int tier)
    {
        GetAvailabilityRequest ask = new() { Warehouse = TestNode.Warehouse, Sku = "MUG", Tier = tier };
        await RefusedAsync(node.Acme.Availability.GetAvailabilityAsync(ask), "INVALID_VALUE", StatusCode.InvalidArgument);
        using var call = node.Acme.Availability.Watch(new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" }, Tier = tier });

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        Assert.Equal("INVALID_VALUE", e.GetErrorInfo()!.Reason);
        Assert.Contains("tier", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainLine_OnTwoTrucks_TellsTheDateAndTheTruckThatItHangsOn()
    {
        Timestamp soon = await AnnounceAsync("ASN-1", 1, "MUG", 5);
        Timestamp late = await AnnounceAsync("ASN-2", 9, "MUG", 5);
        await SubmitAsync("A-1", 8);

        LineExplanation why = await ExplainAsync("A-1", 1);

        Assert.Equal((AfterADay(late), "ASN-2", AfterADay(late)), (why.Planned, why.PlannedOn, why.Line.Promise));
        Assert.Equal([("ASN-1", 5, soon), ("ASN-2", 3, late)], why.Pegs.Select(p => (p.AsnNo, (int)p.Quantity, p.Eta)));
        Assert.Equal((ShipMode.ShipAvailable, false), (why.ShipMode, why.IsCovered));
    }

    [Fact]
    public async Task ExplainLine_OfAnOrderThatShipsComplete_TellsWhetherItIsCovered()
    {
        await node.Acme.Orders.SubmitOrderAsync(Whole("A-1", 5, 5));
        LineExplanation uncovered = await ExplainAsync("A-1", 1);
        await AnnounceAsync("ASN-1", 1, "MUG", 5);
        Timestamp late = await AnnounceAsync("ASN-2", 2, "BOWL", 5);
        LineExplanation covered = await ExplainAsync("A-1", 1);

        Assert.Equal((ShipMode.OrderComplete, false, SkipReason.OrderNotCoverable), (uncovered.ShipMode, uncovered.IsCovered, uncovered.Skip));
        Assert.Equal(((Timestamp?)null, string.Empty), (uncovered.Planned, uncovered.PlannedOn));
        Assert.Equal((ShipMode.OrderComplete, true, SkipReason.None), (covered.ShipMode, covered.IsCovered, covered.Skip));
        Assert.Equal((AfterADay(late), "ASN-2"), (covered.Planned, covered.PlannedOn));
    }

    [Fact]
    public async Task SubmitOrder_OfAHigherTier_NamesTheTaskItTookUnitsFrom()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        SubmitOrderResponse lower = await SubmitAsync("A-1", 5);
        SubmitOrderResponse answer = await SubmitAsync("A-2", 3, tier: 9);

        Assert.Empty(lower.TakenFrom);
        TakenBack taken = Assert.Single(answer.TakenFrom);
        Assert.Equal(("A-1", 1, "MUG", 3L, ReasonCode.Outranked), (taken.OrderNo, taken.LineNo, taken.Sku, taken.Quantity, taken.Reason));
        Assert.Equal(lower.Dispositions[0].TaskId, taken.TaskId);
    }

    [Fact]
    public async Task SubmitOrder_OfAHigherTier_NamesTheHoldItTookUnitsFrom()
    {
        await AnnounceAsync("ASN-2", 2, "BOWL", 5);
        await node.Acme.Orders.SubmitOrderAsync(Whole("A-1", 5, 5));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        Assert.Equal(5, (await node.Acme.Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1" })).Lines[0].Held);
        SubmitOrderRequest higher = TestNode.Order("A-2", 5);
        higher.Terms.Tier = 9;

        SubmitOrderResponse answer = await node.Acme.Orders.SubmitOrderAsync(higher);

        TakenBack taken = Assert.Single(answer.TakenFrom);
        Assert.Equal((0L, "A-1", 1, 5L), (taken.TaskId, taken.OrderNo, taken.LineNo, taken.Quantity));
        Assert.Equal(answer.ToByteArray(), (await node.Acme.Orders.SubmitOrderAsync(higher)).ToByteArray());
    }

    [Fact]
    public async Task AmendAndRelease_OfAHigherTier_NameWhomTheyTookUnitsFrom()
    {
        await SubmitAsync("A-1", 2);
        await SubmitAsync("A-2", 3, tier: 9);
        HoldOrderRequest hold = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-2", Reason = ReasonCode.Credit };
        await node.Acme.Orders.HoldOrderAsync(hold);
        await SubmitAsync("A-3", 3);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));

        ReleaseOrderResponse released = await node.Acme.Orders.ReleaseOrderAsync(
            new ReleaseOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-2" });
        AmendOrderResponse amended = await node.Acme.Orders.AmendOrderAsync(
            new AmendOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-3", Tier = 8 });

        Assert.Equal([("A-3", 3L)], released.TakenFrom.Select(t => (t.OrderNo, t.Quantity)));
        Assert.Equal([("A-1", 2L)], amended.TakenFrom.Select(t => (t.OrderNo, t.Quantity)));
        Assert.Empty(amended.TakenBack);
    }

    [Fact]
    public async Task SubmitOrder_ServedAtOnce_CarriesNoPromise()
    {
        await AnnounceAsync("ASN-1", 1, "MUG", 5);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));

        SubmitOrderResponse.Types.Line line = Assert.Single((await SubmitAsync("A-1", 5)).Lines);

        Assert.Equal((5L, (Timestamp?)null, string.Empty), (line.Allocated, line.Promise, line.AsnNo));
    }

    [Fact]
    public async Task SubmitOrder_HeldUntilItsOrderIsComplete_CarriesTheOrdersPromise()
    {
        Timestamp late = await AnnounceAsync("ASN-2", 2, "BOWL", 5);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));

        SubmitOrderResponse answer = await node.Acme.Orders.SubmitOrderAsync(Whole("A-1", 5, 5));

        Assert.Equal([(5L, 0L), (0L, 5L)], answer.Lines.Select(l => (l.Held, l.Waiting)));
        Assert.Equal([(AfterADay(late), "ASN-2"), (AfterADay(late), "ASN-2")], answer.Lines.Select(l => (l.Promise, l.AsnNo)));
    }

    [Fact]
    public async Task SubmitOrder_RefuseUnpromised_AsksThePlanWhereTheLineWouldStand()
    {
        await AnnounceAsync("ASN-1", 1, "MUG", 5);
        await SubmitAsync("A-1", 5, tier: 4);
        SubmitOrderRequest order = TestNode.Order("A-2", 5);
        order.RefuseUnpromised = true;
        await RefusedAsync(node.Acme.Orders.SubmitOrderAsync(order), "NO_LINE_ACCEPTED", StatusCode.FailedPrecondition);
        (order.OrderNo, order.Terms.Tier) = ("A-3", 5);

        Assert.Equal("ASN-1", Assert.Single((await node.Acme.Orders.SubmitOrderAsync(order)).Lines).AsnNo);
    }

    private static Timestamp AfterADay(Timestamp eta) => Timestamp.FromDateTimeOffset(eta.ToDateTimeOffset().AddDays(1));

    private static SubmitOrderRequest Whole(string orderNo, long mugs, long bowls)
    {
        SubmitOrderRequest order = TestNode.Order(orderNo, mugs);
        order.Terms.ShipMode = ShipMode.OrderComplete;
        order.Lines.Add(new OrderLine { LineNo = 2, Sku = "BOWL", Quantity = bowls });
        return order;
    }

    private async Task<SubmitOrderResponse> SubmitAsync(string orderNo, long quantity, int tier = 0)
    {
        SubmitOrderRequest order = TestNode.Order(orderNo, quantity);
        order.Terms.Tier = tier;
        return await node.Acme.Orders.SubmitOrderAsync(order);
    }

    private async Task<Timestamp> AnnounceAsync(string asnNo, int days, string sku, long quantity)
    {
        Timestamp eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(days));
        await node.Acme.Inbound.AnnounceShipmentAsync(
            new AnnounceShipmentRequest { Warehouse = TestNode.Warehouse, AsnNo = asnNo, Eta = eta, Lines = { new ShipmentLine { Sku = sku, Quantity = quantity } } });
        return eta;
    }

    private async Task<GetAvailabilityResponse> AskAsync(int tier) =>
        await node.Acme.Availability.GetAvailabilityAsync(new GetAvailabilityRequest { Warehouse = TestNode.Warehouse, Sku = "MUG", Tier = tier });

    private async Task<LineExplanation> ExplainAsync(string orderNo, int lineNo) =>
        await node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = orderNo, LineNo = lineNo });
}
