using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Backorders.Server.Options;
using Backorders.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>Figures by period and live, over gRPC and JSON.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task GetReport_ADay_CountsWhatHappened()
    {
        await using TestNode node = await WithHistoryAsync();
        GetReportResponse report = await node.Acme.Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal(28, report.Periods.Count);
        Assert.Equal("Europe/London", report.TimeZone);
        Assert.Equal(0, report.Lag);
        ReportPeriod today = report.Periods[^1];
        Counts counts = today.Measures.Counts;
        Assert.Equal((2, 2, 16, 10, 6), (counts.Orders, counts.Lines, counts.UnitsOrdered, counts.UnitsReceived, counts.UnitsShipped));
        Assert.Equal((1.0, 0.0, 1.0), (today.Measures.CrossDockRate, today.Measures.LineFillRate, today.Measures.BackorderRate));
        Assert.Equal((1L, "MUG", 6L), (today.Measures.BacklogLines, report.DeepestQueues.Single().Sku, report.DeepestQueues.Single().Units));
        Assert.False(report.Periods[0].Measures.HasCrossDockRate);
        Assert.Equal(counts, report.Whole.Measures.Counts);
    }

    [Fact]
    public async Task GetReport_OverJson_IsTheSame()
    {
        await using TestNode node = await WithHistoryAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Keys["acme"]);
        using StringContent request = new("""{"warehouse":"MAIN","bucket":"BUCKET_MONTH"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync("/backorders.v1.Operations/GetReport", request);
        using JsonDocument report = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(1, report.RootElement.GetProperty("whole").GetProperty("measures").GetProperty("crossDockRate").GetDouble());
    }

    [Fact]
    public async Task GetReport_WrongRequest_NamesEveryMistake()
    {
        await using TestNode node = await TestNode.StartAsync();
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await node.Acme.Operations.GetReportAsync(
            new GetReportRequest { Warehouse = TestNode.Warehouse, From = "yesterday", To = "2011-02-30" }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("from: 'yesterday'", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("to: '2011-02-30'", refused.Status.Detail, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<RpcException>(async () => await node.Acme.Operations.GetReportAsync(
            new GetReportRequest { Warehouse = TestNode.Warehouse, From = "2010-01-01", To = "2011-12-31", Bucket = Bucket.Day }));
        Assert.Contains("more than 400 periods", refused.Status.Detail, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<RpcException>(async () => await node.Acme.Operations.GetReportAsync(
            new GetReportRequest { Warehouse = TestNode.Warehouse, From = "2011-12-31", To = "2011-01-01" }));
        Assert.Contains("is after", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task GetReport_OfAnotherOwner_HoldsNothingOfThis()
    {
        await using TestNode node = await WithHistoryAsync();
        GetReportResponse report = await node.Client("rival").Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal(new Counts(), report.Whole.Measures.Counts);
        Assert.Empty(report.DeepestQueues);
        report = await node.Client("staff").Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal(2, report.Whole.Measures.Counts.Orders);
    }

    [Fact]
    public async Task GetFigures_WithMeasures_TellsTheLastHours()
    {
        await using TestNode node = await WithHistoryAsync();
        GetFiguresResponse figures = await node.Acme.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithMeasures = true });
        Assert.Equal(figures.Figures.Shipped, figures.Window.Counts.UnitsShipped);
        Assert.Equal(figures.Figures.CrossDocked, figures.Window.Counts.UnitsCrossDocked);
        Assert.Equal(figures.Seq, figures.ReadSeq);
        Assert.Single(figures.DeepestQueues);
        node.Time.Advance(TimeSpan.FromHours(30));
        figures = await node.Acme.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithMeasures = true });
        Assert.Equal((0, 1), (figures.Window.Counts.UnitsShipped, figures.Window.BacklogLines));
        figures = await node.Acme.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithMeasures = true, WindowHours = 48 });
        Assert.Equal(6, figures.Window.Counts.UnitsShipped);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await node.Acme.Operations.GetFiguresAsync(
            new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithMeasures = true, WindowHours = -1 }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Metrics_AfterADay_ShowTheFigures()
    {
        await using TestNode node = await WithHistoryAsync();
        await node.Acme.Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse }); // waits for the rows
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", node.Keys["operator"]);
        string metrics = await http.GetStringAsync("/metrics");
        Assert.Contains("backorders_figures_cross_dock_rate{warehouse=\"MAIN\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("backorders_figures_queue_depth{warehouse=\"MAIN\",owner=\"ACME\",sku=\"MUG\"} 6\n", metrics, StringComparison.Ordinal);
        Assert.Contains("backorders_figures_conservation_faults{warehouse=\"MAIN\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("backorders_figures_dock_to_ship_seconds{warehouse=\"MAIN\",quantile=\"0.5\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("backorders_readmodel_lag{warehouse=\"MAIN\"} 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_WithoutQueues_NameNoOwner()
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Limits.QueueMetrics = 0);
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("o1", 6));
        await node.Acme.Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse });
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        string metrics = await http.GetStringAsync("/metrics");
        Assert.Contains("backorders_figures_backlog_lines{warehouse=\"MAIN\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("ACME", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_AfterARestart_GoOnWhereTheyStood_AndAreBuiltAnewForAnotherJournal()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("backorders-server-data-");
        await using (TestNode node = await StartOnAsync(data))
        {
            await node.DefineItemsAsync();
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("o1", 6));
        }

        await using (TestNode node = await StartOnAsync(data))
        {
            Assert.Equal(1, await OrdersAsync(node));
            Assert.DoesNotContain(node.Log.Entries, e => e.EventId == 4500);
        }

        foreach (FileInfo journal in data.GetFiles(Path.GetFileNameWithoutExtension(TestNode.StoreFile) + "*.db*"))
        {
            journal.Delete();
        }

        await using (TestNode node = await StartOnAsync(data))
        {
            Assert.Equal(0, await OrdersAsync(node));
            Assert.Contains(node.Log.Entries, e => e.EventId == 4500);
        }

        data.Delete(recursive: true);
    }

    [Fact]
    public void Counts_OfTheContract_AreThoseOfTheRows()
    {
        IEnumerable<string> contract = Counts.Descriptor.Fields.InFieldNumberOrder().Select(f => f.Name.Replace("_", string.Empty, StringComparison.Ordinal));
        Assert.Equal(Enum.GetNames<Backorders.ReadModel.Rows.Count>().Select(n => n.ToLowerInvariant()), contract);
        foreach ((Type ours, EnumDescriptor theirs) in ((Type, EnumDescriptor)[])
            [
                (typeof(Backorders.ReadModel.Rows.DiscrepancyKind), ReportsReflection.Descriptor.EnumTypes.Single(e => e.Name == "DiscrepancyKind")),
                (typeof(Backorders.ReadModel.Reports.Bucket), ReportsReflection.Descriptor.EnumTypes.Single(e => e.Name == "Bucket")),
                (typeof(Backorders.ReadModel.Reorders.ReorderBasis), ReordersReflection.Descriptor.EnumTypes.Single(e => e.Name == "ReorderBasis")),
            ])
        {
            Assert.Equal(
                Enum.GetNames(ours).Select(n => $"{n.ToUpperInvariant()} {(int)Enum.Parse(ours, n)}"),
                theirs.Values.Where(v => v.Number > 0).Select(v => $"{v.Name.Replace("_", string.Empty, StringComparison.Ordinal)[ours.Name.Length..]} {v.Number}"));
        }
    }

    internal static async Task<TestNode> WithHistoryAsync()
    {
        TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("o1", 6));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("o2", 10));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("s1", 10));
        await WorkAsync(node);
        return node;
    }

    private static async Task<long> OrdersAsync(TestNode node) =>
        (await node.Acme.Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse })).Whole.Measures.Counts.Orders;

    /// <summary>One task, from the pull to the truck.</summary>
    private static async Task WorkAsync(TestNode node)
    {
        PullTasksResponse pulled = await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "P1", Max = 1 });
        TaskOffer offer = pulled.Offers.Single();
        Lease lease = new() { TaskId = offer.Task.TaskId, Token = offer.Token };
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = lease.TaskId, Token = lease.Token, Quantity = offer.Task.Quantity,
        });
        await node.Acme.Stations.PackAsync(new PackRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P", Leases = { lease } });
        await node.Acme.Stations.ShipAsync(
            new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Carrier = "DPD", Tracking = "T", TaskIds = { lease.TaskId } });
    }

    private static Task<TestNode> StartOnAsync(DirectoryInfo data) =>
        TestNode.StartAsync(options => (options.DataDirectory, options.Journal) = (data.FullName, JournalKind.Sqlite));
}
