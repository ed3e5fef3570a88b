using System.Net;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

[Trait("Case", "09")]
public sealed class LotTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.Acme.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = TestNode.Warehouse,
            RequestId = TestNode.Id(),
            Items = { new Item { Sku = "MILK", IsGoods = true, LotControlled = true, ExpiryControlled = true, MinRemainingDays = 2 } },
        });
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Receive_LotAndExpiry_AreRequiredByName()
    {
        ReceiveRequest scan = TestNode.Scan("1", 6, "MILK");
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "LOT_REQUIRED", StatusCode.InvalidArgument);
        scan.Lot = "L1";
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "EXPIRY_REQUIRED", StatusCode.InvalidArgument);
        scan.Expiry = "tomorrow";
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "INVALID_VALUE", StatusCode.InvalidArgument);
        scan.Expiry = Day(30);
        await node.Acme.Receiving.ReceiveAsync(scan);
        (scan.ScanId, scan.Expiry) = ("2", Day(31));
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "LOT_DIFFERS", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task Recall_TakesBackWhatHasNotBeenPacked_AndTheTraceNamesTheCustomers()
    {
        await ReceiveAsync("1", "L1", 20);
        SubmitOrderRequest order = TestNode.Order("A-1", 2, "MILK");
        order.Terms.Customer = "Jones";
        order.Lines[0].MinRemainingDays = 3;
        await node.Acme.Orders.SubmitOrderAsync(order);
        TaskOffer offer = Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "P1", Max = 9 })).Offers);
        Assert.Equal(("L1", Day(20)), (offer.Task.Lot, offer.Task.Expiry));
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 2,
        });
        await node.Acme.Stations.PackAsync(new PackRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P-1", Leases = { new Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
        });
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 3, "MILK"));
        await ReceiveAsync("2", "L2", 30);

        RecallLotRequest recall = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MILK", Lot = "L1", Reason = ReasonCode.Recall,
        };
        await RefusedAsync(node.Client("scanner").Receiving.RecallLotAsync(recall), "ROLE_MISSING", StatusCode.PermissionDenied);
        RecallLotResponse answer = await node.Client("supervisor").Receiving.RecallLotAsync(recall);

        Assert.Equal((8, "A-2", "A-2"), (answer.Held, Assert.Single(answer.TakenBack).OrderNo, answer.Dispositions.First(d => d.OrderNo.Length > 0).OrderNo));
        Assert.Equal([offer.Task.TaskId], answer.PackedTaskIds);
        await RefusedAsync(
            node.Acme.Stations.ShipAsync(new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { offer.Task.TaskId } }),
            "WRONG_TASK_STATE", StatusCode.FailedPrecondition);
        (HttpStatusCode status, string body) = await node.PostAsync("Receiving/TraceLot", """{"warehouse":"MAIN","sku":"MILK","lot":"L1"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"customer\":\"Jones\"", body, StringComparison.Ordinal);
        TraceLotResponse trace = await node.Acme.Receiving.TraceLotAsync(new TraceLotRequest { Warehouse = TestNode.Warehouse, Sku = "MILK", Lot = "L1" });
        Assert.Equal((true, 8, 2, 10), (trace.Recalled, trace.QcHold, trace.Packed, Assert.Single(trace.Receipts).Quantity));
        await RefusedAsync(
            node.Client("rival").Receiving.TraceLotAsync(new TraceLotRequest { Warehouse = TestNode.Warehouse, Sku = "MILK", Lot = "L1" }), "UNKNOWN_LOT", StatusCode.NotFound);
        await node.Acme.Receiving.ReleaseLotAsync(new ReleaseLotRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MILK", Lot = "L1", Reason = ReasonCode.Inspection,
        });
        await node.Acme.Stations.ShipAsync(new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { offer.Task.TaskId } });
    }

    [Fact]
    public async Task SetQuality_And_Count_NameTheLot()
    {
        await ReceiveAsync("1", "L1", 20);
        SetQualityRequest quality = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MILK", Quantity = 2, From = Quality.Usable, To = Quality.Damaged, Reason = ReasonCode.Damaged,
        };
        await RefusedAsync(node.Acme.Receiving.SetQualityAsync(quality), "LOT_REQUIRED", StatusCode.InvalidArgument);
        (quality.RequestId, quality.Lot) = (TestNode.Id(), "L1");
        await node.Acme.Receiving.SetQualityAsync(quality);
        CountStockResponse count = await node.Acme.Receiving.CountStockAsync(new CountStockRequest
        {
            Warehouse = TestNode.Warehouse, DeviceId = "counter", ScanId = "1", Sku = "MILK", Counted = 7, Lot = "L1", Reason = ReasonCode.CountDifference,
        });
        Assert.Equal(-1, count.Difference);
    }

    private async Task ReceiveAsync(string scanId, string lot, int days)
    {
        ReceiveRequest scan = TestNode.Scan(scanId, 10, "MILK");
        (scan.Lot, scan.Expiry) = (lot, Day(days));
        await node.Acme.Receiving.ReceiveAsync(scan);
    }

    private string Day(int days) => node.Time.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
