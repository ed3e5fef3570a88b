using Backorders.V1;
using Google.Protobuf;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class ReceivingTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Receive_SomebodyWaits_TheAnswerSaysWhichLaneAndTheRestIsPutAway()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        ReceiveResponse answer = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        Assert.Equal(10, answer.Quantity);
        Assert.Equal(ReceiptKind.Blind, answer.Kind);
        Assert.Collection(
            answer.Dispositions,
            d => Assert.Equal((6, Disposition.Types.What.ToLane, "L2", "A-1", 1, true), (d.Quantity, d.What, d.Lane, d.OrderNo, d.LineNo, d.TaskId > 0)),
            d => Assert.Equal((4, Disposition.Types.What.PutAway), (d.Quantity, d.What)));
        Assert.Equal(node.Time.GetUtcNow(), answer.DecidedAt.ToDateTimeOffset());
    }

    [Trait("Case", "12")]
    [Fact]
    public async Task Receive_InCases_CountsBaseUnits()
    {
        ReceiveRequest scan = TestNode.Scan("1", 3);
        scan.Unit = "case";
        Assert.Equal(36, (await node.Acme.Receiving.ReceiveAsync(scan)).Quantity);
    }

    [Trait("Case", "08")]
    [Theory]
    [InlineData(Quality.QcHold, Disposition.Types.What.QcHold)]
    [InlineData(Quality.Damaged, Disposition.Types.What.Damaged)]
    public async Task Receive_NotUsable_NeverEntersTheQueue(Quality quality, Disposition.Types.What what)
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        ReceiveRequest scan = TestNode.Scan("1", 10);
        scan.Quality = quality;
        ReceiveResponse answer = await node.Acme.Receiving.ReceiveAsync(scan);
        Assert.Equal((10, what), (Assert.Single(answer.Dispositions).Quantity, answer.Dispositions[0].What));
    }

    [Fact]
    public async Task Receive_CompletesAnOrderOverSeveralSkus_ReleasesItsOtherTasksToo()
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 4);
        order.Terms.ShipMode = ShipMode.OrderComplete;
        order.Lines.Add(new OrderLine { LineNo = 2, Sku = "BOWL", Quantity = 2 });
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("0", 2, "BOWL"));
        await node.Acme.Orders.SubmitOrderAsync(order);
        ReceiveResponse answer = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        Assert.Equal(5, answer.Dispositions.Sum(d => d.Quantity));
        Assert.Equal((4, Disposition.Types.What.ToLane, "MUG"), (answer.Dispositions[0].Quantity, answer.Dispositions[0].What, answer.Dispositions[0].Sku));
        Disposition released = Assert.Single(answer.Released);
        Assert.Equal((2, "BOWL", "L2", "A-1"), (released.Quantity, released.Sku, released.Lane, released.OrderNo));
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task Receive_TheSameScanAgain_GetsTheFirstAnswerByteForByte()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        ReceiveResponse first = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("2", 3));
        node.Time.Advance(TimeSpan.FromMinutes(7));
        ReceiveResponse again = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        Assert.Equal(first.ToByteArray(), again.ToByteArray());
        Assert.Equal(13, (await node.Acme.Operations.GetStockAsync(new GetStockRequest { Warehouse = TestNode.Warehouse, Sku = "MUG" })).Received);
    }

    [Trait("Case", "02")]
    [Fact]
    public async Task Receive_ScanIdWithAnotherPayload_IsRefusedAndChangesNothing()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 11)), "KEY_REUSED", StatusCode.AlreadyExists);
        Assert.Equal(10, (await node.Acme.Operations.GetStockAsync(new GetStockRequest { Warehouse = TestNode.Warehouse, Sku = "MUG" })).Received);
    }

    [Theory]
    [InlineData("sku", "NOPE", "UNKNOWN_SKU", StatusCode.NotFound)]
    [InlineData("sku", "POST", "NOT_GOODS", StatusCode.InvalidArgument)]
    [InlineData("sku", "", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("unit", "pallet", "UNKNOWN_UNIT", StatusCode.InvalidArgument)]
    [InlineData("door", "D9", "UNKNOWN_DOOR", StatusCode.NotFound)]
    [InlineData("device", "", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("scan", "", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("asn", "NOPE", "UNKNOWN_SHIPMENT", StatusCode.NotFound)]
    [InlineData("warehouse", "", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("warehouse", "SOUTH", "UNKNOWN_WAREHOUSE", StatusCode.NotFound)]
    [InlineData("lpn", "*257", "INVALID_TEXT", StatusCode.InvalidArgument)]
    [InlineData("quantity", "0", "INVALID_QUANTITY", StatusCode.InvalidArgument)]
    [InlineData("quantity", "-1", "INVALID_QUANTITY", StatusCode.InvalidArgument)]
    [InlineData("quantity", "1000000001", "INVALID_QUANTITY", StatusCode.InvalidArgument)]
    [InlineData("cases", "100000000", "INVALID_QUANTITY", StatusCode.InvalidArgument)]
    [InlineData("quality", "77", "INVALID_VALUE", StatusCode.InvalidArgument)]
    [InlineData("occurred", "-5", "INVALID_VALUE", StatusCode.InvalidArgument)]
    public async Task Receive_BadInput_IsRefusedByName(string field, string value, string reason, StatusCode code)
    {
        ReceiveRequest scan = TestNode.Scan("1", 10);
        switch (field)
        {
            case "sku": scan.Sku = value; break;
            case "unit": scan.Unit = value; break;
            case "door": scan.Door = value; break;
            case "device": scan.DeviceId = value; break;
            case "scan": scan.ScanId = value; break;
            case "asn": scan.AsnNo = value; break;
            case "warehouse": scan.Warehouse = value; break;
            case "lpn": scan.Lpn = new string('x', 257); break;
            case "quality": scan.Quality = (Quality)77; break;
            case "occurred": scan.OccurredAt = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = -5 }; break;
            case "cases": (scan.Quantity, scan.Unit) = (100_000_000, "case"); break;
            default: scan.Quantity = long.Parse(value); break;
        }

        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), reason, code);
    }

    [Fact]
    public async Task Receive_SeveralMistakes_AreAllNamedAtOnce()
    {
        ReceiveRequest scan = TestNode.Scan(string.Empty, -3, string.Empty);
        var status = await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "INVALID_ID", StatusCode.InvalidArgument);
        Assert.Equal(["quantity", "scan_id", "sku"], status.ErrorInfo!.Metadata.Keys.Order());
    }

    [Fact]
    public async Task ReceiveStream_GoodAndBadScans_AreAnsweredInOrderAndTheStreamGoesOn()
    {
        using var stream = node.Acme.Receiving.ReceiveStream();
        for (int i = 0; i < 500; i++)
        {
            await stream.RequestStream.WriteAsync(TestNode.Scan($"s-{i}", i % 10 == 3 ? 0 : 1));
        }

        await stream.RequestStream.CompleteAsync();
        int seen = 0;
        await foreach (ReceiveStreamResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            Assert.Equal($"s-{seen}", answer.ScanId);
            Assert.Equal(seen % 10 == 3, answer.OutcomeCase == ReceiveStreamResponse.OutcomeOneofCase.Refused);
            if (answer.Refused is { } refused)
            {
                Assert.Equal((Refusal.InvalidQuantity, (int)StatusCode.InvalidArgument), (refused.Reason, refused.StatusCode));
            }

            seen++;
        }

        Assert.Equal(500, seen);
    }

    [Trait("Case", "04")]
    [Fact]
    public async Task ReverseReceipt_OfAllocatedUnits_TellsWhoLosesThem()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 6));
        ReverseReceiptRequest reversal = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), DeviceId = "scanner-1", ScanId = "1", Reason = ReasonCode.WrongScan,
        };
        ReverseReceiptResponse answer = await node.Acme.Receiving.ReverseReceiptAsync(reversal);
        Assert.Equal((6, 0), (answer.Quantity, answer.Variance));
        Assert.Equal((6, "A-1"), (Assert.Single(answer.TakenBack).Quantity, answer.TakenBack[0].OrderNo));
        Assert.Equal(answer, await node.Acme.Receiving.ReverseReceiptAsync(reversal));
        reversal.RequestId = TestNode.Id();
        await RefusedAsync(node.Acme.Receiving.ReverseReceiptAsync(reversal), "ALREADY_REVERSED", StatusCode.FailedPrecondition);
    }

    [Trait("Case", "23")]
    [Fact]
    public async Task CountStock_FewerThanThought_AdjustsAndAnswersTheSameAgain()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        CountStockRequest count = new()
        {
            Warehouse = TestNode.Warehouse, DeviceId = "counter", ScanId = "1", Sku = "MUG", Counted = 7, Reason = ReasonCode.CountDifference,
        };
        CountStockResponse answer = await node.Acme.Receiving.CountStockAsync(count);
        Assert.Equal((-3, 0), (answer.Difference, answer.Missing));
        Assert.Equal(answer, await node.Acme.Receiving.CountStockAsync(count));
    }

    [Trait("Case", "08")]
    [Fact]
    public async Task SetQuality_ReleasedFromInspection_ServesWhoeverWaits()
    {
        ReceiveRequest scan = TestNode.Scan("1", 10);
        scan.Quality = Quality.QcHold;
        await node.Acme.Receiving.ReceiveAsync(scan);
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        SetQualityResponse answer = await node.Acme.Receiving.SetQualityAsync(new SetQualityRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MUG", Quantity = 10, From = Quality.QcHold, To = Quality.Usable,
            Reason = ReasonCode.Inspection,
        });
        Assert.Equal([(6, "A-1"), (4, "")], answer.Dispositions.Select(d => (d.Quantity, d.OrderNo)));
    }

    [Trait("Case", "22")]
    [Fact]
    public async Task ReceiveReturn_Usable_IsMatchedLikeAReceipt()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 2));
        ReceiveResponse answer = await node.Acme.Receiving.ReceiveReturnAsync(new ReceiveReturnRequest
        {
            Warehouse = TestNode.Warehouse, DeviceId = "returns", ScanId = "1", Sku = "MUG", Quantity = 2, Door = "D2", Reference = "RMA-1",
        });
        Assert.Equal((ReceiptKind.Return, "A-1"), (answer.Kind, Assert.Single(answer.Dispositions).OrderNo));
    }
}
