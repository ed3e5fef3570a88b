using System.Text.Json;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

/// <summary>Figures as a person sees them.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Report_AfterADay_ShowsFiguresPeriodsAndQueues()
    {
        await using TestNode node = await WithDayAsync();
        CliRun run = await node.RunAsync("report", "--by", "week");
        Assert.Equal((ExitCodes.Done, string.Empty), (run.Code, run.Error));
        string[] lines = [.. run.Out.Split('\n').Select(l => l.TrimEnd())];
        Assert.StartsWith("MAIN, ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => Words(l).StartsWith("cross-dock rate 100.0 %", StringComparison.Ordinal));
        Assert.Contains(lines, l => Words(l).StartsWith("backorder rate 100.0 %", StringComparison.Ordinal));
        Assert.Contains(lines, l => Words(l).StartsWith("backorder rate", StringComparison.Ordinal) && l.EndsWith("under 2 % excellent, over 5 % poor", StringComparison.Ordinal));
        Assert.Contains(lines, l => Words(l).StartsWith("lines waiting at the end 1", StringComparison.Ordinal));
        Assert.Contains(lines, l => Words(l).StartsWith("inventory accuracy -", StringComparison.Ordinal));
        Assert.Contains(lines, l => Words(l).StartsWith("DEMO LAMP 1 3", StringComparison.Ordinal));
        Assert.Contains(lines, l => Words(l).EndsWith(" ████████████████████", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_Json_IsOneObject()
    {
        await using TestNode node = await WithDayAsync();
        CliRun run = await node.RunAsync("report", "--by", "month", "--json");
        using JsonDocument report = JsonDocument.Parse(run.Out);
        Assert.Equal("5", report.RootElement.GetProperty("whole").GetProperty("measures").GetProperty("counts").GetProperty("units_shipped").GetString());
    }

    [Fact]
    public async Task Report_NoSuchDay_IsRefusedWithAReason()
    {
        await using TestNode node = await TestNode.StartAsync();
        CliRun run = await node.RunAsync("report", "--from", "2011-02-30");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.StartsWith("INVALID_VALUE: from: '2011-02-30'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reorders_LittleHistory_SaysSo_AndPublishes()
    {
        await using TestNode node = await WithDayAsync();
        CliRun run = await node.RunAsync("reorders");
        Assert.Equal((ExitCodes.Done, string.Empty), (run.Code, run.Error));
        Assert.Contains("LAMP 3 3 0 0 3 - -", run.Out.Split('\n').Select(Words));
        Assert.Contains("LAMP 0.0 ± 0.0 - - too little demand", run.Out.Split('\n').Select(Words));
        Assert.Contains("1 SKUs, 3 units to order.", run.Out, StringComparison.Ordinal);
        run = await node.RunAsync("reorders", "--publish");
        Assert.StartsWith("1 SKUs, 3 units published at cursor ", run.Out, StringComparison.Ordinal);
        Assert.Contains("ReorderSuggested", (await node.RunAsync("watch", "--no-follow", "--json")).Out.Replace("reorder_suggested", "ReorderSuggested", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reorders_AsOf_IsPassedOn()
    {
        await using TestNode node = await WithDayAsync();
        Assert.Contains("1 SKUs, 3 units to order.", (await node.RunAsync("reorders", "--as-of", "2026-01-01")).Out, StringComparison.Ordinal);
        CliRun run = await node.RunAsync("reorders", "--as-of", "2190-01-01");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("terms.as_of", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discrepancies_CloseShort_IsListed()
    {
        await using TestNode node = await WithDayAsync();
        Assert.Equal("Nothing was found wrong.", (await node.RunAsync("discrepancies")).Out.Trim());
        await node.RunAsync("scan", "LAMP", "3");
        await node.RunWithInputAsync("x\ns\nq\n", "station");
        CliRun run = await node.RunAsync("discrepancies", "--kind", "suspect", "--open");
        Assert.Contains(run.Out.Split('\n'), l => Words(l).Contains("units not found LAMP 3 2 -1", StringComparison.Ordinal));
        Assert.Contains("open: task ", run.Out, StringComparison.Ordinal);
        Assert.Empty((await node.RunAsync("discrepancies", "--kind", "short", "--json")).Out);
        Assert.Contains("\"sku\"", (await node.RunAsync("discrepancies", "--json")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 2, 3, 4, 5, 6, 7 }, 40, "▁▂▃▄▅▆▇█")]
    [InlineData(new double[] { 5, 5, 5 }, 40, "▁▁▁")]
    [InlineData(new double[] { 0, 0, 7, 7 }, 2, "▁█")]
    public void Spark_Values_AreScaledToTheirRange(double[] values, int width, string expected) =>
        Assert.Equal(expected, Spark.Line([.. values.Select(v => (double?)v)], width));

    [Fact]
    public void Spark_NothingThere_IsBlank() => Assert.Equal("▁ █", Spark.Line([1, null, 2], 40));

    [Theory]
    [InlineData(0, "")]
    [InlineData(10, "██████████")]
    [InlineData(5, "█████")]
    [InlineData(0.5, "▌")]
    public void Bar_Value_IsAsLongAsItsShare(double value, string expected) => Assert.Equal(expected, Spark.Bar(value, 10, 10));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(90, "90 s")]
    [InlineData(1800, "30 min")]
    [InlineData(9000, "2.5 h")]
    [InlineData(864000, "10.0 d")]
    public void Span_IsToldInTheUnitThatPeopleUse(double seconds, string expected) => Assert.Equal(expected, Measure.Span(seconds));

    /// <summary>Five lamps crossed the dock and left; three are waited for.</summary>
    private static async Task<TestNode> WithDayAsync()
    {
        TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        await node.RunAsync("import", "orders", folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\nA-2,LAMP,3\n"));
        await node.RunAsync("scan", "LAMP", "5");
        await node.RunAsync("station", "--auto");
        return node;
    }

    private static string Words(string line) => string.Join(' ', line.Split([' ', '│', '─'], StringSplitOptions.RemoveEmptyEntries));
}
