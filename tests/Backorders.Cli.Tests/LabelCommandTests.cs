using System.Text;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;

namespace Backorders.Cli.Tests;

public sealed class LabelCommandTests
{
    [Fact]
    public async Task Label_Png_WritesAPictureAndTellsTheSscc()
    {
        using Folder folder = new();
        await using TestNode node = await WithTaskAsync("9521234");
        string file = Path.Combine(folder.Path, "1.png");
        CliRun run = await node.RunAsync("label", "1", "--format", "png", "--size", "100x50", "--dpmm", "12", "--out", file);
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("SSCC 0952123400000000", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("\u0089PNG", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_WithoutFile_PrintsTheCommands()
    {
        await using TestNode node = await WithTaskAsync("9521234");
        CliRun run = await node.RunAsync("label", "1");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.StartsWith("^XA", run.Out, StringComparison.Ordinal);
        Assert.Contains("^FDLAMP^FS", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_WithoutPrefix_SaysWhatToSet()
    {
        await using TestNode node = await WithTaskAsync(string.Empty);
        CliRun run = await node.RunAsync("label", "1");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.StartsWith("NO_COMPANY_PREFIX: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Gs1CompanyPrefix", run.Error, StringComparison.Ordinal);
    }

    private static async Task<TestNode> WithTaskAsync(string prefix)
    {
        using Folder folder = new();
        WarehouseOptions building = DefaultBuilding.Named("MAIN");
        building.Gs1CompanyPrefix = prefix;
        TestNode node = await TestNode.StartAsync(building);
        string items = folder.Write("items.csv", "sku,description\nLAMP,A lamp\n");
        string orders = folder.Write("orders.csv", "order_no,line_no,sku,quantity\nA-1,1,LAMP,5\n");
        await node.RunAsync("import", "items", items);
        await node.RunAsync("import", "orders", orders);
        await node.RunAsync("scan", "LAMP", "5");
        return node;
    }
}
