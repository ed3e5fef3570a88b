using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class ImportTests
{
    private const string Items = "sku,description,is_goods\nLAMP,Lamp,yes\nMUG,\"Mug, blue\",\nPOST,Postage,no\n";

    [Fact]
    public async Task Orders_BrokenRows_AreNamedAndTheGoodOnesKept()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        Assert.Equal(0, (await node.RunAsync("import", "items", folder.Write("items.csv", Items))).Code);
        string orders = folder.Write(
            "orders.csv",
            "order_no,sku,quantity,ship_mode\nA-1,LAMP,5,\nA-1,POST,1,\nA-1,MUG,two,\nA-1,NOSUCH,1,\nB-2,MUG,3,SOMETIMES\nC-3,MUG,4,ORDER_COMPLETE\nD-4,POST,1,\n");
        CliRun run = await node.RunAsync("import", "orders", orders);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("2 of 7 rows accepted.", run.Out.Trim());
        string[] wrong = run.Error.Trim().Split('\n');
        Assert.Equal(5, wrong.Length);
        Assert.StartsWith("orders.csv: row 3, column sku: NOT_GOODS", wrong[0], StringComparison.Ordinal);
        Assert.StartsWith("orders.csv: row 4, column quantity: 'two' is not a whole number.", wrong[1], StringComparison.Ordinal);
        Assert.StartsWith("orders.csv: row 5, column sku: UNKNOWN_SKU", wrong[2], StringComparison.Ordinal);
        Assert.StartsWith("orders.csv: row 6, column ship_mode: 'SOMETIMES'", wrong[3], StringComparison.Ordinal);
        Assert.StartsWith("orders.csv: row 8, column sku: NOT_GOODS", wrong[4], StringComparison.Ordinal);
        Assert.Contains("5 open", (await node.RunAsync("explain", "A-1", "1")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await node.RunAsync("explain", "B-2", "1")).Code);
    }

    [Fact]
    public async Task Shipments_OneBadLine_LeavesTheOthersOfItsNotice()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", Items));
        string notices = folder.Write("asn.csv", "asn_no,sku,quantity,eta\nT-1,LAMP,5,2030-01-01T06:00:00Z\nT-1,NOSUCH,5,2030-01-01T06:00:00Z\nT-2,MUG,1,soon\nT-3,\"MUG,1,\nT-4,MUG,1,\n");
        CliRun run = await node.RunAsync("import", "shipments", notices, "--json");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("\"accepted\":1,\"refused\":3", run.Out, StringComparison.Ordinal);
        Assert.Contains("row 3, column sku: UNKNOWN_SKU", run.Error, StringComparison.Ordinal);
        Assert.Contains("row 4, column eta: 'soon'", run.Error, StringComparison.Ordinal);
        Assert.Contains("row 5, column sku: a quote is opened and never closed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shipments_EtaIsADay_IsTheEndOfThatDay()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", Items));
        string notices = folder.Write("asn.csv", "asn_no,sku,quantity,eta\nT-1,LAMP,5,2031-07-01\nT-2,LAMP,5,2031-07-01T06:00:00Z\n");

        Assert.Equal(0, (await node.RunAsync("import", "shipments", notices)).Code);

        string told = (await node.RunAsync("watch", "--kind", "shipment_announced", "--no-follow")).Out;
        Assert.Contains("eta=2031-07-01T06:00", told, StringComparison.Ordinal);
        Assert.Matches("eta=2031-07-0[12]T[0-9]{2}:59", told);
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task Orders_SameFileAgain_TakesNothingTwice()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", Items));
        string orders = folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\n");
        Assert.Equal(0, (await node.RunAsync("import", "orders", orders)).Code);
        Assert.Equal(0, (await node.RunAsync("import", "orders", orders)).Code);
        Assert.Contains("place 1 of 1", (await node.RunAsync("explain", "A-1", "1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Case", "12")]
    public async Task Items_WithABarcode_AreReceivedByIt_AndAMisreadOneIsNamed()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        CliRun run = await node.RunAsync("import", "items", folder.Write("items.csv", "sku,gtin\nPEN,4006381333931\nINK,4006381333932\nNIB,\n"));
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.StartsWith("items.csv: row 3, column sku: WRONG_CHECK_DIGIT", run.Error.Trim(), StringComparison.Ordinal);
        Assert.Equal("2 of 3 rows accepted.", run.Out.Trim());
    }
}
