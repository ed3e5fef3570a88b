using System.Text;
using Backorders.Server.Options;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class LabelTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(options =>
        {
            options.Warehouses[0].Gs1CompanyPrefix = "7610425";
            options.Warehouses[0].SsccExtensionDigits = "3";
            options.Warehouses[0].SsccSerialCount = 2;
        });
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task GetTaskLabel_Zpl_TellsTheTaskInTheTimeOfTheBuilding()
    {
        // 16:30 UTC in July is 17:30 in London, where the building stands.
        long task = await MakeTaskAsync("A-1", 6, new DateTimeOffset(2031, 7, 1, 16, 30, 0, TimeSpan.Zero));
        GetTaskLabelResponse label = await node.Acme.Stations.GetTaskLabelAsync(Request(task, LabelFormat.Zpl));
        Assert.Equal(("application/zpl", "376104250000000003"[..17]), (label.ContentType, label.Sscc[..17]));
        string zpl = label.Content.ToString(Encoding.ASCII);
        Assert.Contains($"^FD>;>800{label.Sscc}^FS", zpl);
        Assert.All(["L2", "A-1", "MUG", "A mug", "6", "D1", "2031-07-01", "17:30", "ACME"], text => Assert.Contains($"^FD{text}^FS", zpl));
    }

    [Fact]
    public async Task GetTaskLabel_EveryFormatAndSize_IsThatAndAgainTheSame()
    {
        long task = await MakeTaskAsync("A-1", 6);
        foreach (LabelFormat format in new[] { LabelFormat.Zpl, LabelFormat.Svg, LabelFormat.Png })
        {
            foreach (LabelSize size in System.Enum.GetValues<LabelSize>())
            {
                GetTaskLabelRequest request = Request(task, format);
                (request.Size, request.DotsPerMm) = (size, 12);
                GetTaskLabelResponse label = await node.Acme.Stations.GetTaskLabelAsync(request);
                Assert.Equal(label, await node.Acme.Stations.GetTaskLabelAsync(request));
                Assert.StartsWith(format switch { LabelFormat.Zpl => "^XA", LabelFormat.Svg => "<?xml", _ => "\u0089PNG" }, label.Content.ToString(Encoding.Latin1));
            }
        }
    }

    [Fact]
    public async Task GetTaskLabel_ASerialForEachTask_UntilTheRangeEnds()
    {
        string first = (await node.Acme.Stations.GetTaskLabelAsync(Request(await MakeTaskAsync("A-1", 1), LabelFormat.Zpl))).Sscc;
        string second = (await node.Acme.Stations.GetTaskLabelAsync(Request(await MakeTaskAsync("A-2", 1), LabelFormat.Zpl))).Sscc;
        Assert.Equal(("37610425000000000", "37610425000000001"), (first[..17], second[..17]));
        long third = await MakeTaskAsync("A-3", 1);
        var status = await RefusedAsync(node.Acme.Stations.GetTaskLabelAsync(Request(third, LabelFormat.Zpl)), "SSCC_EXHAUSTED", StatusCode.FailedPrecondition);
        Assert.Equal(("2", "SsccExtensionDigits"), (status.ErrorInfo!.Metadata["capacity"], status.ErrorInfo.Metadata["option"]));
    }

    [Fact]
    public async Task GetTaskLabel_WarehouseWithoutPrefix_SaysWhatToSet()
    {
        await node.Acme.Items.DefineItemsAsync(At(TestNode.Items()));
        SubmitOrderRequest order = TestNode.Order("N-1", 2);
        order.Warehouse = "NORTH";
        await node.Acme.Orders.SubmitOrderAsync(order);
        ReceiveRequest scan = TestNode.Scan("N-1", 2);
        scan.Warehouse = "NORTH";
        ReceiveResponse received = await node.Acme.Receiving.ReceiveAsync(scan);
        GetTaskLabelRequest request = Request(received.Dispositions[0].TaskId, LabelFormat.Png);
        request.Warehouse = "NORTH";
        var status = await RefusedAsync(node.Acme.Stations.GetTaskLabelAsync(request), "NO_COMPANY_PREFIX", StatusCode.FailedPrecondition);
        Assert.Contains("Gs1CompanyPrefix", status.Message);

        static DefineItemsRequest At(DefineItemsRequest items)
        {
            items.Warehouse = "NORTH";
            return items;
        }
    }

    [Fact]
    [Trait("Case", "30")]
    public async Task GetTaskLabel_OfAnotherOwner_IsNotThereAndPutOnRecord()
    {
        long task = await MakeTaskAsync("A-1", 6);
        await RefusedAsync(node.Client("rival").Stations.GetTaskLabelAsync(Request(task, LabelFormat.Svg)), "UNKNOWN_TASK", StatusCode.NotFound);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4103 && e.Text.Contains("task"));
        Assert.NotEmpty((await node.Client("staff").Stations.GetTaskLabelAsync(Request(task, LabelFormat.Svg))).Sscc);
    }

    [Fact]
    public async Task GetTaskLabel_ACount_HasNone()
    {
        await MakeTaskAsync("A-1", 6);
        TaskOffer offer = Assert.Single((await node.Acme.Stations.PullTasksAsync(new PullTasksRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "S", Max = 1,
        })).Offers);
        ReportShortResponse missing = await node.Acme.Stations.ReportShortAsync(new ReportShortRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Picked = 0, Reason = ReasonCode.NotFound,
        });
        await RefusedAsync(node.Acme.Stations.GetTaskLabelAsync(Request(missing.CountTaskId, LabelFormat.Svg)), "WRONG_TASK_STATE", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task GetTaskLabel_WrongParameters_AreAllNamed()
    {
        GetTaskLabelRequest request = new() { Warehouse = TestNode.Warehouse, Size = (LabelSize)9, DotsPerMm = 6 };
        var status = await RefusedAsync(node.Acme.Stations.GetTaskLabelAsync(request), "INVALID_ID", StatusCode.InvalidArgument);
        Assert.Equal(["dots_per_mm", "format", "size", "task_id"], status.ErrorInfo!.Metadata.Keys.Order());
    }

    [Fact]
    public void Check_WarehousesThatWouldShareSsccs_AreNamed()
    {
        NodeOptions options = new() { Warehouses = [TestNode.Building("A"), TestNode.Building("B"), TestNode.Building("C")] };
        (options.Warehouses[0].Gs1CompanyPrefix, options.Warehouses[1].Gs1CompanyPrefix, options.Warehouses[2].Gs1CompanyPrefix) = ("7610425", "7610425", "76104");
        Assert.Collection(
            options.Check(),
            first => Assert.StartsWith("Warehouses: 'C': Gs1CompanyPrefix: '76104'", first),
            second => Assert.StartsWith("Warehouses: 'A' and 'B' would give one SSCC to two loads", second));
        (options.Warehouses[1].SsccExtensionDigits, options.Warehouses[2].Gs1CompanyPrefix) = ("1", string.Empty);
        Assert.Empty(options.Check());
    }

    private static GetTaskLabelRequest Request(long task, LabelFormat format) => new() { Warehouse = TestNode.Warehouse, TaskId = task, Format = format };

    private async Task<long> MakeTaskAsync(string orderNo, long quantity, DateTimeOffset? shipBy = null)
    {
        SubmitOrderRequest order = TestNode.Order(orderNo, quantity);
        order.Terms.ShipBy = shipBy is { } by ? Timestamp.FromDateTimeOffset(by) : null;
        await node.Acme.Orders.SubmitOrderAsync(order);
        return (await node.Acme.Receiving.ReceiveAsync(TestNode.Scan(orderNo, quantity))).Dispositions[0].TaskId;
    }
}
