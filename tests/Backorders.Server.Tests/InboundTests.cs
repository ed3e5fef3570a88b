using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class InboundTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task AnnounceShipment_SomebodyWaits_PlansAndPromises()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3));
        AnnounceShipmentResponse answer = await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        LineExplanation why = await node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1", LineNo = 1 });
        Assert.Equal((5, 3), (answer.Quantity, Assert.Single(why.Pegs).Quantity));
        Assert.Equal("A-1", Assert.Single(answer.Promises).OrderNo);
        Assert.Equal(answer, await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5)));
        await RefusedAsync(node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 6)), "KEY_REUSED", StatusCode.AlreadyExists);
    }

    [Trait("Case", "25")]
    [Fact]
    public async Task UpdateShipment_LaterByDays_MovesThePromise()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3));
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        UpdateShipmentResponse answer = await node.Acme.Inbound.UpdateShipmentAsync(
            new UpdateShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", Eta = In(days: 9) });
        LinePromise moved = Assert.Single(answer.Promises);
        Assert.True(moved.Previous < moved.Promise);
    }

    [Trait("Case", "06")]
    [Fact]
    public async Task CloseShipment_LessThanAnnounced_TellsTheDifferenceAndBreaksThePromise()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        ReceiveRequest scan = TestNode.Scan("1", 2);
        scan.AsnNo = "ASN-1";
        Assert.Equal(ReceiptKind.Expected, (await node.Acme.Receiving.ReceiveAsync(scan)).Kind);
        CloseShipmentRequest close = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1" };
        CloseShipmentResponse answer = await node.Acme.Inbound.CloseShipmentAsync(close);
        ShipmentDifference difference = Assert.Single(answer.Differences);
        Assert.Equal(("MUG", 5, 2), (difference.Sku, difference.Announced, difference.Received));
        Assert.Null(Assert.Single(answer.Promises).Promise);
        close.RequestId = TestNode.Id();
        await RefusedAsync(node.Acme.Inbound.CloseShipmentAsync(close), "SHIPMENT_CLOSED", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task ListShipments_OpenOnly_LeavesOutTheCancelled()
    {
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-2", 5));
        await node.Acme.Inbound.CancelShipmentAsync(
            new CancelShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", Reason = ReasonCode.Supplier });
        ListShipmentsResponse all = await node.Acme.Inbound.ListShipmentsAsync(new ListShipmentsRequest { Warehouse = TestNode.Warehouse });
        ListShipmentsResponse open = await node.Acme.Inbound.ListShipmentsAsync(new ListShipmentsRequest { Warehouse = TestNode.Warehouse, OpenOnly = true });
        Assert.Equal((2, "ASN-2"), (all.Shipments.Count, Assert.Single(open.Shipments).AsnNo));
        Shipment one = await node.Acme.Inbound.GetShipmentAsync(new GetShipmentRequest { Warehouse = TestNode.Warehouse, AsnNo = "ASN-1" });
        Assert.True(one.Cancelled);
    }

    [Fact]
    public async Task AnnounceShipment_WithoutEta_IsRefused()
    {
        AnnounceShipmentRequest notice = Notice("ASN-1", 5);
        notice.Eta = null;
        await RefusedAsync(node.Acme.Inbound.AnnounceShipmentAsync(notice), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task AnnounceShipment_ADayWithoutATime_IsTheEndOfThatDay_AndBothAreRefusedByName()
    {
        AnnounceShipmentRequest notice = Notice("ASN-1", 5);
        notice.EtaDate = "2031-07-01";
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await node.Acme.Inbound.AnnounceShipmentAsync(notice));
        Assert.Contains("eta_date: is given beside 'eta'", e.Status.Detail, StringComparison.Ordinal);
        notice.Eta = null;
        await node.Acme.Inbound.AnnounceShipmentAsync(notice);
        Shipment shipment = await GetAsync("ASN-1");
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(TestNode.Building(TestNode.Warehouse).TimeZone);
        Assert.Equal(
            new DateTime(2031, 7, 1, 23, 59, 59).AddMicroseconds(999_999), TimeZoneInfo.ConvertTime(shipment.Eta.ToDateTimeOffset(), zone).DateTime);

        UpdateShipmentRequest update = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", EtaDate = "2031-13-01" };
        await RefusedAsync(node.Acme.Inbound.UpdateShipmentAsync(update), "INVALID_VALUE", StatusCode.InvalidArgument);
        update.EtaDate = "2031-07-03";
        await node.Acme.Inbound.UpdateShipmentAsync(update);
        SplitShipmentRequest split = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", PartAsnNo = "ASN-2", EtaDate = "2031-07-03",
            Lines = { new ShipmentLine { Sku = "MUG", Quantity = 1 } },
        };
        await node.Acme.Inbound.SplitShipmentAsync(split);
        Assert.Equal((await GetAsync("ASN-1")).Eta, (await GetAsync("ASN-2")).Eta);
        Assert.Equal(TimeSpan.FromDays(2), (await GetAsync("ASN-2")).Eta.ToDateTimeOffset() - shipment.Eta.ToDateTimeOffset());
    }

    [Trait("Case", "25")]
    [Fact]
    public async Task Shipment_ThatDoesNotCome_IsOverdueOnTheFeedInListsAndInFigures()
    {
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        node.Time.Advance(TimeSpan.FromHours(50));

        ShipmentOverdue told = (await EventAsync(EventKind.ShipmentOverdue)).ShipmentOverdue;

        Shipment shipment = await GetAsync("ASN-1");
        Assert.Equal(("ASN-1", shipment.Eta, shipment.ExpectedAt, false), (told.AsnNo, told.Eta, told.ExpectedAt, told.IsAgain));
        Assert.Equal((true, TimeSpan.FromHours(24)), (shipment.Overdue, (shipment.ExpectedAt - shipment.Eta).ToTimeSpan()));
        Assert.Equal(1, (await node.Operator.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.ShipmentsOverdue);
        ListDiscrepanciesResponse found = await node.Acme.Operations.ListDiscrepanciesAsync(
            new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse, Kinds = { DiscrepancyKind.OverdueShipment } });
        Discrepancy one = Assert.Single(found.Discrepancies);
        Assert.Equal(("ASN-1", "S", "MUG", 5, 0), (one.AsnNo, one.Supplier, one.Sku, one.Expected, one.Found));

        node.Time.Advance(TimeSpan.FromHours(22));
        Assert.Null((await LastAsync(EventKind.ShipmentOverdue, 2)).ShipmentOverdue.ExpectedAt);
        Assert.Null((await GetAsync("ASN-1")).ExpectedAt);
    }

    [Fact]
    public async Task CauseAndNote_OfAChange_AreToldToTheOwner_AndAnUnknownCauseIsRefused()
    {
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        UpdateShipmentRequest update = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", Eta = In(days: 9), Cause = (PromiseCause)99, Note = "snow",
        };
        await RefusedAsync(node.Acme.Inbound.UpdateShipmentAsync(update), "INVALID_VALUE", StatusCode.InvalidArgument);
        update.Cause = PromiseCause.QualityHold;
        await node.Acme.Inbound.UpdateShipmentAsync(update);
        await node.Acme.Inbound.CloseShipmentAsync(new CloseShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", Note = "gone" });

        ShipmentUpdated updated = (await EventAsync(EventKind.ShipmentUpdated)).ShipmentUpdated;
        ShipmentClosed closed = (await EventAsync(EventKind.ShipmentClosed)).ShipmentClosed;

        Assert.Equal((PromiseCause.QualityHold, "snow"), (updated.Cause, updated.Note));
        Assert.Equal((PromiseCause.ShortShipment, "gone", false), (closed.Cause, closed.Note, closed.ByItself));
    }

    [Fact]
    public async Task LineBackordered_SaysThatMoreIsWantedThanThereIs()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3));

        Assert.Equal(PromiseCause.DemandAboveSupply, (await EventAsync(EventKind.LineBackordered)).LineBackordered.Cause);
    }

    private async Task<Shipment> GetAsync(string asn) => await node.Acme.Inbound.GetShipmentAsync(new GetShipmentRequest { Warehouse = TestNode.Warehouse, AsnNo = asn });

    private Task<Event> EventAsync(EventKind kind) => LastAsync(kind, 1);

    /// <summary>The nth event of a kind, as soon as it is told.</summary>
    private async Task<Event> LastAsync(EventKind kind, int nth)
    {
        using CancellationTokenSource enough = new(TimeSpan.FromSeconds(20));
        using AsyncServerStreamingCall<SubscribeResponse> call = node.Acme.Events.Subscribe(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { kind } }, cancellationToken: enough.Token);
        await foreach (SubscribeResponse message in call.ResponseStream.ReadAllAsync(enough.Token))
        {
            foreach (Event told in message.Events)
            {
                if (--nth == 0)
                {
                    return told;
                }
            }
        }

        throw new InvalidOperationException($"The stream ended without {kind}.");
    }

    private AnnounceShipmentRequest Notice(string asn, long quantity) => new()
    {
        Warehouse = TestNode.Warehouse, AsnNo = asn, Supplier = "S", Eta = In(days: 2), Lines = { new ShipmentLine { Sku = "MUG", Quantity = quantity } },
    };

    private Timestamp In(int days) => Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(days));
}
