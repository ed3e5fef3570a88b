using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class OrdersTests : IAsyncLifetime
{
    private TestNode node = null!;

    private static GetOrderRequest Get(string orderNo) => new() { Warehouse = TestNode.Warehouse, OrderNo = orderNo };

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task SubmitOrder_PartOnHand_SaysWhatIsServedAndWhatWaits()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        SubmitOrderRequest order = TestNode.Order("A-1", 10);
        order.Lines.Add(new OrderLine { LineNo = 2, Sku = "NOPE", Quantity = 1 });
        SubmitOrderResponse answer = await node.Acme.Orders.SubmitOrderAsync(order);
        SubmitOrderResponse.Types.Line line = Assert.Single(answer.Lines);
        Assert.Equal((10, 4, 0, 6), (line.Quantity, line.Allocated, line.Held, line.Waiting));
        Assert.Equal((2, Refusal.UnknownSku), (Assert.Single(answer.RefusedLines).LineNo, answer.RefusedLines[0].Reason));
        Assert.Equal(answer.ToByteArray(), (await node.Acme.Orders.SubmitOrderAsync(order)).ToByteArray());
        order.Lines[0].Quantity = 11;
        await RefusedAsync(node.Acme.Orders.SubmitOrderAsync(order), "KEY_REUSED", StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task SubmitOrder_SupplyIsUnderWay_GivesAPromise()
    {
        Timestamp eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(2));
        AnnounceShipmentRequest notice = new() { Warehouse = TestNode.Warehouse, AsnNo = "ASN-1", Eta = eta, Lines = { new ShipmentLine { Sku = "MUG", Quantity = 5 } } };
        await node.Acme.Inbound.AnnounceShipmentAsync(notice);
        SubmitOrderResponse answer = await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        Assert.Equal("ASN-1", answer.Lines[0].AsnNo);
        Assert.Equal(eta.ToDateTimeOffset().AddHours(24), answer.Lines[0].Promise.ToDateTimeOffset());
    }

    [Theory]
    [InlineData("order", "", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("order", "*65", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("lines", "", "INVALID_COUNT", StatusCode.InvalidArgument)]
    [InlineData("tier", "10", "INVALID_VALUE", StatusCode.InvalidArgument)]
    [InlineData("lane", "L9", "UNKNOWN_LANE", StatusCode.NotFound)]
    [InlineData("customer", "", "INVALID_TEXT", StatusCode.InvalidArgument)]
    [InlineData("mode", "", "INVALID_VALUE", StatusCode.InvalidArgument)]
    [InlineData("sku", "NOPE", "NO_LINE_ACCEPTED", StatusCode.FailedPrecondition)]
    public async Task SubmitOrder_BadInput_IsRefusedByName(string field, string value, string reason, StatusCode code)
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 10);
        switch (field)
        {
            case "order": order.OrderNo = value.Length > 0 ? new string('x', 65) : string.Empty; break;
            case "lines": order.Lines.Clear(); break;
            case "tier": order.Terms.Tier = int.Parse(value); break;
            case "lane": order.Terms.Lane = value; break;
            case "customer": order.Terms.Customer = new string('x', 257); break;
            case "mode": order.Terms.ShipMode = (ShipMode)9; break;
            default: order.Lines[0].Sku = value; break;
        }

        await RefusedAsync(node.Acme.Orders.SubmitOrderAsync(order), reason, code);
    }

    [Fact]
    public async Task SubmitOrders_OneRefused_EachIsAnsweredInOrder()
    {
        using var stream = node.Acme.Orders.SubmitOrders();
        foreach ((string no, string sku) in (List<(string, string)>)[("A-1", "MUG"), ("A-2", "NOPE"), ("A-3", "BOWL")])
        {
            await stream.RequestStream.WriteAsync(TestNode.Order(no, 1, sku));
        }

        await stream.RequestStream.CompleteAsync();
        List<(string, bool)> answers = [];
        await foreach (SubmitOrdersResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            answers.Add((answer.OrderNo, answer.Accepted is not null));
        }

        Assert.Equal([("A-1", true), ("A-2", false), ("A-3", true)], answers);
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task GetOrder_OfAnotherOwner_IsNotFoundAndPutOnRecord()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 10));
        using BackordersClient rival = node.Client("rival");
        await RefusedAsync(rival.Orders.GetOrderAsync(Get("A-1")), "UNKNOWN_ORDER", StatusCode.NotFound);
        CancelOrderRequest cancel = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Reason = ReasonCode.CustomerRequest };
        await RefusedAsync(rival.Orders.CancelOrderAsync(cancel), "UNKNOWN_ORDER", StatusCode.NotFound);
        await RefusedAsync(rival.Orders.GetOrderAsync(Get("B-1")), "UNKNOWN_ORDER", StatusCode.NotFound);
        Assert.Equal(2, node.Log.Entries.Count(e => e.EventId == 4103 && e.Text.Contains("rival") && e.Text.Contains("A-1") && e.Text.Contains("ACME")));
        Assert.Equal(10, (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0].Open);
    }

    [Trait("Case", "14")]
    [Fact]
    public async Task AmendOrder_RaisedAndLowered_TellsTheNewLineAndWhatWasGivenUp()
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 10);
        order.Lines.Add(new OrderLine { LineNo = 2, Sku = "BOWL", Quantity = 5 });
        await node.Acme.Orders.SubmitOrderAsync(order);
        AmendOrderResponse answer = await node.Acme.Orders.AmendOrderAsync(new AmendOrderRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Tier = 3,
            Lines = { new AmendOrderRequest.Types.LineChange { LineNo = 1, Quantity = 12 }, new AmendOrderRequest.Types.LineChange { LineNo = 2, Quantity = 4 } },
        });
        Assert.Equal((1, 2), (Assert.Single(answer.Added).Continues, answer.Added[0].Quantity));
        Assert.Equal((2, 1), (Assert.Single(answer.Cancelled).LineNo, answer.Cancelled[0].Quantity));
        Order now = await node.Acme.Orders.GetOrderAsync(Get("A-1"));
        Assert.Equal((3, 3, 1), (now.Terms.Tier, now.Lines.Count, now.Lines[2].Continues));
    }

    [Fact]
    [Trait("Case", "01")]
    public async Task Expedite_ThatChangedNothing_SentAgainAfterAPin_LeavesThePin()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 10));
        ExpediteRequest undo = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Undo = true, Reason = ReasonCode.Urgent };
        ExpediteResponse first = await node.Acme.Orders.ExpediteAsync(undo);
        Assert.Empty(first.LineNos);
        await node.Acme.Orders.ExpediteAsync(new ExpediteRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Reason = ReasonCode.Urgent });

        ExpediteResponse again = await node.Acme.Orders.ExpediteAsync(undo);

        Assert.Equal(first, again);
        Assert.True((await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0].Pinned);
        undo.Reason = ReasonCode.Credit;
        await RefusedAsync(node.Acme.Orders.ExpediteAsync(undo), "KEY_REUSED", StatusCode.AlreadyExists);
    }

    [Fact]
    [Trait("Case", "01")]
    public async Task SetLaneAndDoor_AsTheyAre_SentAgainAfterAChange_LeaveTheChange()
    {
        SetDoorRequest open = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Door = "D1", Open = true, Reason = ReasonCode.Urgent };
        SetLaneRequest lane = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Lane = "L1", State = LaneState.Open, Reason = ReasonCode.Urgent };
        await node.Operator.Operations.SetDoorAsync(open);
        await node.Operator.Operations.SetLaneAsync(lane);
        await node.Operator.Operations.SetDoorAsync(new SetDoorRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Door = "D1", Reason = ReasonCode.Urgent });
        await node.Operator.Operations.SetLaneAsync(new SetLaneRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Lane = "L1", State = LaneState.Full, Reason = ReasonCode.Urgent });

        await node.Operator.Operations.SetDoorAsync(open);
        await node.Operator.Operations.SetLaneAsync(lane);

        GetPlacesResponse places = await node.Acme.Operations.GetPlacesAsync(new GetPlacesRequest { Warehouse = TestNode.Warehouse });
        Assert.False(places.Doors.Single(d => d.Id == "D1").Open);
        Assert.Equal(LaneState.Full, places.Lanes.Single(l => l.Id == "L1").State);
    }

    [Fact]
    public async Task HoldAndRelease_AnOrder_StopsAndStartsItsAllocation()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 10));
        HoldOrderRequest hold = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Reason = ReasonCode.Credit };
        await node.Acme.Orders.HoldOrderAsync(hold);
        hold.RequestId = TestNode.Id();
        await RefusedAsync(node.Acme.Orders.HoldOrderAsync(hold), "ORDER_ON_HOLD", StatusCode.FailedPrecondition);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        Order held = await node.Acme.Orders.GetOrderAsync(Get("A-1"));
        Assert.Equal((true, ReasonCode.Credit, 10), (held.OnHold, held.HoldReason, held.Lines[0].Open));
        ReleaseOrderRequest release = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1" };
        Assert.Equal(4, Assert.Single((await node.Acme.Orders.ReleaseOrderAsync(release)).Dispositions).Quantity);
    }

    [Trait("Case", "13")]
    [Fact]
    public async Task CancelOrder_AllocatedUnits_GoToTheNextInLine()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 4));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 4));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        CancelOrderResponse answer = await node.Acme.Orders.CancelOrderAsync(
            new CancelOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Reason = ReasonCode.CustomerRequest });
        Assert.Equal(4, Assert.Single(answer.Cancelled).Quantity);
        Assert.Contains(answer.Dispositions, d => d.OrderNo == "A-2" && d.Quantity == 4);
    }

    [Fact]
    public async Task ListBackorders_PageByPage_ShowsTheQueueInOrderAndExplainsEachPlace()
    {
        for (int i = 1; i <= 5; i++)
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"A-{i}", i));
        }

        await node.Acme.Orders.ExpediteAsync(
            new ExpediteRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-4", Reason = ReasonCode.Urgent });
        List<string> seen = [];
        ListBackordersRequest list = new() { Warehouse = TestNode.Warehouse, Sku = "MUG", PageSize = 2 };
        do
        {
            ListBackordersResponse page = await node.Acme.Orders.ListBackordersAsync(list);
            Assert.InRange(page.Lines.Count, 1, 2);
            seen.AddRange(page.Lines.Select(l => l.OrderNo));
            list.PageToken = page.NextPageToken;
        }
        while (list.PageToken.Length > 0);
        Assert.Equal(["A-4", "A-1", "A-2", "A-3", "A-5"], seen);

        LineExplanation why = await node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1", LineNo = 1 });
        Assert.Equal((2, 5, 4L, "A-4"), (why.Place, why.QueueLength, why.UnitsAhead, why.Ahead.OrderNo));
        await RefusedAsync(
            node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1", LineNo = 9 }), "UNKNOWN_LINE", StatusCode.NotFound);
        list.PageToken = "nonsense";
        await RefusedAsync(node.Acme.Orders.ListBackordersAsync(list), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    [Trait("Case", "26")]
    [Fact]
    public async Task GetAvailability_SomeWait_NeverShowsTheirUnits()
    {
        GetAvailabilityRequest ask = new() { Warehouse = TestNode.Warehouse, Sku = "MUG" };
        Assert.Equal(GetAvailabilityResponse.Types.State.OutOfStock, (await node.Acme.Availability.GetAvailabilityAsync(ask)).State);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        GetAvailabilityResponse now = await node.Acme.Availability.GetAvailabilityAsync(ask);
        Assert.Equal((GetAvailabilityResponse.Types.State.InStock, 4), (now.State, now.Available));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 9));
        now = await node.Acme.Availability.GetAvailabilityAsync(ask);
        Assert.Equal((0, 5), (now.Available, now.Waiting));
        ask.Sku = "NOPE";
        await RefusedAsync(node.Acme.Availability.GetAvailabilityAsync(ask), "UNKNOWN_SKU", StatusCode.NotFound);
    }

    [Fact]
    public async Task RequestId_MissingOrNoUuid_IsRefused()
    {
        HoldOrderRequest hold = new() { Warehouse = TestNode.Warehouse, OrderNo = "A-1", Reason = ReasonCode.Credit };
        await RefusedAsync(node.Acme.Orders.HoldOrderAsync(hold), "INVALID_ID", StatusCode.InvalidArgument);
        hold.RequestId = "17";
        var status = await RefusedAsync(node.Acme.Orders.HoldOrderAsync(hold), "INVALID_ID", StatusCode.InvalidArgument);
        Assert.Contains("request_id", status.ErrorInfo!.Metadata.Keys);
    }
}
