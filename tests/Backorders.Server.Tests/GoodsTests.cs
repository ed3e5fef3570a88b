using System.Net;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>What is decided about goods that could not be given, over gRPC and as JSON.</summary>
public sealed class GoodsTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    [Trait("Case", "08")]
    public async Task DisposeUnits_Restocked_ServesWhoeverWaits_AndScrappedLeavesStock()
    {
        ReceiveRequest scan = TestNode.Scan("1", 10);
        scan.Quality = Quality.Damaged;
        await node.Acme.Receiving.ReceiveAsync(scan);
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 4));
        DisposeUnitsRequest request = Dispose(4, DispositionCode.Restock);

        DisposeUnitsResponse answer = await node.Acme.Receiving.DisposeUnitsAsync(request);

        Assert.Equal((4, "A-1"), (answer.Quantity, Assert.Single(answer.Dispositions).OrderNo));
        Assert.Equal(answer, await node.Acme.Receiving.DisposeUnitsAsync(request));
        (HttpStatusCode status, string body) = await node.PostAsync("Receiving/DisposeUnits", $$"""
            {"warehouse":"MAIN","requestId":"{{TestNode.Id()}}","sku":"MUG","quantity":6,"from":"QUALITY_DAMAGED","disposition":"DISPOSITION_CODE_SCRAP","reason":"REASON_CODE_SCRAP"}
            """);
        Assert.Equal((HttpStatusCode.OK, true), (status, body.Contains("\"quantity\":\"6\"", StringComparison.Ordinal)));
        GetStockResponse stock = await StockAsync();
        Assert.Equal((0, -6, 4), (stock.Damaged, stock.Adjusted, stock.Allocated));
        await RefusedAsync(node.Acme.Receiving.DisposeUnitsAsync(Dispose(1, DispositionCode.Scrap)), "NOT_ENOUGH_STOCK", StatusCode.FailedPrecondition);
        await RefusedAsync(node.Acme.Receiving.DisposeUnitsAsync(Dispose(1, DispositionCode.Unspecified)), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    [Fact]
    [Trait("Case", "05")]
    public async Task Receive_BeyondTheTolerance_IsAnsweredAndASupervisorDecides()
    {
        ReceiveResponse receipt = await OverageAsync("N-1", "1");
        Assert.Equal(
            [(1, Disposition.Types.What.Overage), (11, Disposition.Types.What.PutAway)], receipt.Dispositions.Select(d => ((int)d.Quantity, d.What)).Order());
        Assert.True(receipt.Dispositions.Single(d => d.What == Disposition.Types.What.Overage).TaskId > 0);
        Assert.Equal(1, (await StockAsync()).Overage);

        DecideOverageRequest request = Decide(receipt.ReceiptId, DispositionCode.Restock);
        await RefusedAsync(node.Client("scanner").Receiving.DecideOverageAsync(request), "ROLE_MISSING", StatusCode.PermissionDenied);
        DecideOverageResponse answer = await node.Client("supervisor").Receiving.DecideOverageAsync(request);
        Assert.Equal((1, Disposition.Types.What.PutAway), (answer.Quantity, Assert.Single(answer.Dispositions).What));
        await RefusedAsync(node.Acme.Receiving.DecideOverageAsync(Decide(receipt.ReceiptId, DispositionCode.Restock)), "NOTHING_TO_DECIDE", StatusCode.NotFound);

        ReceiveResponse second = await OverageAsync("N-2", "2");
        (HttpStatusCode status, string body) = await node.PostAsync("Receiving/DecideOverage", $$"""
            {"warehouse":"MAIN","requestId":"{{TestNode.Id()}}","receiptId":"{{second.ReceiptId}}","disposition":"DISPOSITION_CODE_RETURN_TO_SUPPLIER","reason":"REASON_CODE_OVERAGE"}
            """);
        Assert.Equal((HttpStatusCode.OK, true), (status, body.Contains("\"quantity\":\"1\"", StringComparison.Ordinal)));
        Assert.Equal((0, -1), ((await StockAsync()).Overage, (await StockAsync()).Adjusted));
    }

    [Fact]
    [Trait("Case", "04")]
    public async Task ApproveVariance_OfAReversalThatCameTooLate_ClosesIt()
    {
        await ShippedAsync();
        ReverseReceiptResponse reversed = await node.Acme.Receiving.ReverseReceiptAsync(new ReverseReceiptRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), DeviceId = "scanner-1", ScanId = "1", Reason = ReasonCode.WrongScan,
        });
        Assert.Equal((0, 6), (reversed.Quantity, reversed.Variance));
        Assert.Equal(1, (await FiguresAsync()).VariancesOpen);

        (HttpStatusCode status, string body) = await node.PostAsync("Receiving/ApproveVariance", $$"""
            {"warehouse":"MAIN","requestId":"{{TestNode.Id()}}","deviceId":"scanner-1","scanId":"1","reason":"REASON_CODE_WRONG_SCAN"}
            """);

        Assert.Equal((HttpStatusCode.OK, true), (status, body.Contains("\"quantity\":\"6\"", StringComparison.Ordinal)));
        Assert.Equal(0, (await FiguresAsync()).VariancesOpen);
        await RefusedAsync(
            node.Acme.Receiving.ApproveVarianceAsync(new ApproveVarianceRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), DeviceId = "scanner-1", ScanId = "1", Reason = ReasonCode.WrongScan,
            }),
            "NOTHING_TO_DECIDE", StatusCode.NotFound);
    }

    [Fact]
    [Trait("Case", "22")]
    public async Task ReceiveReturn_ThatNamesItsOrder_TellsThatARefundIsDue()
    {
        await ShippedAsync();
        ReceiveReturnRequest back = new()
        {
            Warehouse = TestNode.Warehouse, DeviceId = "returns", ScanId = "1", Sku = "MUG", Quantity = 2, Door = "D2", Reference = "RMA-1", OrderNo = "A-1",
            Disposition = DispositionCode.Scrap,
        };
        await node.Acme.Receiving.ReceiveReturnAsync(back);

        using var feed = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.ReturnRefundDue } });
        Assert.True(await feed.ResponseStream.MoveNext(CancellationToken.None));
        ReturnRefundDue refund = feed.ResponseStream.Current.Events.Single(e => e.ReturnRefundDue is not null).ReturnRefundDue;
        Assert.Equal(("A-1", "MUG", 2, "RMA-1", DispositionCode.Scrap), (refund.OrderNo, refund.Sku, refund.Quantity, refund.Reference, refund.Disposition));
        await node.Acme.Receiving.ReverseReceiptAsync(new ReverseReceiptRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), DeviceId = "returns", ScanId = "1", Reason = ReasonCode.WrongScan });
        using var taken = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1", Kinds = { EventKind.ReturnRefundWithdrawn } });
        Assert.True(await taken.ResponseStream.MoveNext(CancellationToken.None));
        ReturnRefundWithdrawn withdrawn = taken.ResponseStream.Current.Events.Single(e => e.ReturnRefundWithdrawn is not null).ReturnRefundWithdrawn;
        Assert.Equal(("A-1", "MUG", 2, refund.ReceiptId, "RMA-1"), (withdrawn.OrderNo, withdrawn.Sku, withdrawn.Quantity, withdrawn.ReceiptId, withdrawn.Reference));
        (back.ScanId, back.Quantity) = ("2", 7);
        await RefusedAsync(node.Acme.Receiving.ReceiveReturnAsync(back), "INVALID_QUANTITY", StatusCode.InvalidArgument);
    }

    [Fact]
    [Trait("Case", "22")]
    public async Task ReceiveReturn_OfWhatWasRefundedAlready_IsADiscrepancyAndItsNumberNoContainer()
    {
        await ShippedAsync();
        ReceiveReturnRequest back = new()
        {
            Warehouse = TestNode.Warehouse, DeviceId = "returns", ScanId = "1", Sku = "MUG", Quantity = 6, Door = "D2", Reference = "RMA-1", OrderNo = "A-1",
        };
        await node.Acme.Receiving.ReceiveReturnAsync(back);
        (back.ScanId, back.Quantity) = ("2", 4);
        await node.Acme.Receiving.ReceiveReturnAsync(back);

        SubscribeRequest wanted = new() { Warehouse = TestNode.Warehouse, Kinds = { EventKind.ReturnBeyondShipped, EventKind.ReceiptRecorded } };
        using var feed = node.Acme.Events.Subscribe(wanted);
        ReturnBeyondShipped? beyond = null;
        ReceiptRecorded? last = null;
        while (beyond is null && await feed.ResponseStream.MoveNext(CancellationToken.None))
        {
            last = feed.ResponseStream.Current.Events.Select(e => e.ReceiptRecorded).LastOrDefault(r => r is not null) ?? last;
            beyond = feed.ResponseStream.Current.Events.Select(e => e.ReturnBeyondShipped).FirstOrDefault(b => b is not null);
        }

        Assert.Equal(("A-1", "MUG", 4, 6, "RMA-1"), (beyond!.OrderNo, beyond.Sku, beyond.Quantity, beyond.Shipped, beyond.Reference));
        Assert.Equal((ReceiptKind.Return, string.Empty, "RMA-1"), (last!.Kind, last.Lpn, last.Reference));
    }

    [Fact]
    [Trait("Case", "16")]
    public async Task Pack_WrongItemScanned_IsRefused_AndReportedAsAStrayItIsPutBack()
    {
        (long task, long token) = await PickedAsync();
        PackRequest pack = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P-1", Leases = { new Lease { TaskId = task, Token = token } },
            Scans = { new ScannedUnits { Sku = "MUG", Quantity = 6 }, new ScannedUnits { Sku = "BOWL", Quantity = 1 } },
        };
        var status = await RefusedAsync(node.Acme.Stations.PackAsync(pack), "WRONG_ITEM", StatusCode.FailedPrecondition);
        Assert.Equal(("BOWL", "MUG", "ReportStray"), (
            status.ErrorInfo!.Metadata["scanned_sku"], status.ErrorInfo.Metadata["asked_skus"], status.ErrorInfo.Metadata["put_back"]));

        ReportStrayResponse stray = await node.Acme.Stations.ReportStrayAsync(new ReportStrayRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Scan = new ScannedUnits { Sku = "BOWL", Quantity = 1 },
        });
        PullTasksResponse offers = await PullAsync("P2");
        Assert.Equal((stray.PutBackTaskId, TaskKind.PutBack, "BOWL"), (
            Assert.Single(offers.Offers).Task.TaskId, offers.Offers[0].Task.Kind, offers.Offers[0].Task.Sku));

        pack.RequestId = TestNode.Id();
        pack.Scans.RemoveAt(1);
        Assert.Equal([task], (await node.Acme.Stations.PackAsync(pack)).TaskIds);
        (HttpStatusCode code, string body) = await node.PostAsync(
            "Stations/ReportStray", $$"""{"scan":{"sku":"MUG","unit":"case","quantity":1},"warehouse":"MAIN","requestId":"{{TestNode.Id()}}"}""");
        Assert.Equal((HttpStatusCode.OK, true), (code, body.Contains("\"quantity\":\"12\"", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Case", "23")]
    public async Task CountStock_InCases_LowersTheAccuracy()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 36));
        await node.Acme.Receiving.CountStockAsync(new CountStockRequest
        {
            Warehouse = TestNode.Warehouse, DeviceId = "counter", ScanId = "1", Sku = "MUG", Counted = 2, Unit = "case", Reason = ReasonCode.CountDifference,
        });

        Figures figures = await FiguresAsync();
        Assert.Equal((36, 12), (figures.CountExpected, figures.CountDifference));
        Assert.Equal(2 / 3.0, figures.InventoryAccuracy, 12);
    }

    private async Task ShippedAsync()
    {
        (long task, long token) = await PickedAsync();
        await node.Acme.Stations.PackAsync(new PackRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P-1", Leases = { new Lease { TaskId = task, Token = token } },
        });
        await node.Acme.Stations.ShipAsync(new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { task } });
    }

    private async Task<(long Task, long Token)> PickedAsync()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 6));
        TaskOffer offer = Assert.Single((await PullAsync("P1")).Offers);
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 6,
        });
        return (offer.Task.TaskId, offer.Token);
    }

    private async Task<PullTasksResponse> PullAsync(string station) => await node.Acme.Stations.PullTasksAsync(
        new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = station, Max = 10 });

    private async Task<ReceiveResponse> OverageAsync(string asn, string scanId)
    {
        await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse, AsnNo = asn, Eta = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(node.Time.GetUtcNow()),
            Lines = { new ShipmentLine { Sku = "MUG", Quantity = 10 } },
        });
        ReceiveRequest scan = TestNode.Scan(scanId, 12);
        scan.AsnNo = asn;
        return await node.Acme.Receiving.ReceiveAsync(scan);
    }

    private async Task<GetStockResponse> StockAsync() =>
        await node.Acme.Operations.GetStockAsync(new GetStockRequest { Warehouse = TestNode.Warehouse, Sku = "MUG" });

    private async Task<Figures> FiguresAsync() =>
        (await node.Operator.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures;

    private static DisposeUnitsRequest Dispose(long quantity, DispositionCode disposition) => new()
    {
        Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MUG", Quantity = quantity, From = Quality.Damaged, Disposition = disposition,
        Reason = ReasonCode.Inspection,
    };

    private static DecideOverageRequest Decide(long receipt, DispositionCode disposition) => new()
    {
        Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), ReceiptId = receipt, Disposition = disposition, Reason = ReasonCode.Overage,
    };
}
