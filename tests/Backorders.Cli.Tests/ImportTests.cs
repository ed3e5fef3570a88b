using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class ImportTests
{
    private const string Items = "sku,description,is_goods\nLAMP,Lamp,yes\nMUG,\"Mug, blue\",\nPOST,Postage,no\n";

    /// <summary>An order is imported whole or not at all: one row that cannot be used withholds all rows of its order, wherever they stand.</summary>
    [Fact]
    public async Task Orders_OneRowIsBroken_WithholdsTheWholeOrder_AndTheCorrectedFileGoesThrough()
    {
        await using TestNode node = await NodeWithItemsAsync();
        using Folder folder = new();
        string orders = folder.Write(
            "orders.csv",
            "order_no,sku,quantity,ship_mode\nA-1,LAMP,5,\nA-1,MUG,two,\nB-2,MUG,3,SOMETIMES\nC-3,MUG,4,ORDER_COMPLETE\nA-1,LAMP,1,\n");
        CliRun run = await node.RunAsync("import", "orders", orders);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("1 of 5 rows accepted.", run.Out.Trim());
        string[] wrong = run.Error.Trim().Split('\n');
        Assert.Equal(
            ["orders.csv: row 2, column order_no: 'A-1' is withheld as a whole because of row 3.",
             "orders.csv: row 3, column quantity: 'two' is not a whole number.",
             "orders.csv: row 4, column ship_mode: 'SOMETIMES' is none of SHIP_AVAILABLE, LINE_COMPLETE, ORDER_COMPLETE.",
             "orders.csv: row 6, column order_no: 'A-1' is withheld as a whole because of row 3."],
            wrong);
        Assert.StartsWith("UNKNOWN_ORDER", (await node.RunAsync("explain", "A-1", "1")).Error, StringComparison.Ordinal);
        Assert.Contains("4 open", (await node.RunAsync("explain", "C-3", "1")).Out, StringComparison.Ordinal);

        folder.Write("orders.csv", File.ReadAllText(orders).Replace("two", "2", StringComparison.Ordinal).Replace("SOMETIMES", "", StringComparison.Ordinal));
        Assert.Equal((ExitCodes.Done, "5 of 5 rows accepted."), await OutcomeAsync(node, "orders", orders));
        Assert.Contains("1 open", (await node.RunAsync("explain", "A-1", "3")).Out, StringComparison.Ordinal);
    }

    /// <summary>The same holds when it is the node that refuses a line.</summary>
    [Fact]
    public async Task Orders_OneLineIsRefused_WithholdsTheWholeOrder_AndTheCorrectedFileGoesThrough()
    {
        await using TestNode node = await NodeWithItemsAsync();
        using Folder folder = new();
        string orders = folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\nA-1,POST,1\nA-1,NOSUCH,1\nD-4,POST,1\nE-5,MUG,1\n");
        CliRun run = await node.RunAsync("import", "orders", orders);
        Assert.Equal((ExitCodes.Failed, "1 of 5 rows accepted."), (run.Code, run.Out.Trim()));
        string[] wrong = run.Error.Trim().Split('\n');
        Assert.Equal(4, wrong.Length);
        Assert.Equal("orders.csv: row 2, column order_no: 'A-1' is withheld as a whole because of row 3.", wrong[0]);
        Assert.StartsWith("orders.csv: row 3, column sku: NOT_GOODS", wrong[1], StringComparison.Ordinal);
        Assert.StartsWith("orders.csv: row 4, column sku: UNKNOWN_SKU", wrong[2], StringComparison.Ordinal);
        Assert.StartsWith("orders.csv: row 5, column sku: NOT_GOODS", wrong[3], StringComparison.Ordinal);
        Assert.StartsWith("UNKNOWN_ORDER", (await node.RunAsync("explain", "A-1", "1")).Error, StringComparison.Ordinal);

        folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\nA-1,MUG,1\nE-5,MUG,1\n");
        Assert.Equal((ExitCodes.Done, "3 of 3 rows accepted."), await OutcomeAsync(node, "orders", orders));
    }

    /// <summary>Behind a quote that is not closed nobody knows where rows end: nothing of that row or of a later one is sent.</summary>
    [Fact]
    public async Task Orders_AQuoteIsNeverClosed_SendsNothingFromItsRowOn()
    {
        await using TestNode node = await NodeWithItemsAsync();
        using Folder folder = new();
        string orders = folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,1\nB-2,MUG,1\nB-2,\"LAMP,1\nC-3,MUG,1\nD-4,\"MUG\",1\n");
        CliRun run = await node.RunAsync("import", "orders", orders);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("1 of the 3 rows up to row 4 accepted; nothing from row 4 on was sent.", run.Out.Trim());
        Assert.Equal(
            ["orders.csv: row 3, column order_no: 'B-2' is withheld as a whole because of row 4.",
             "orders.csv: row 4, column sku: a quote is opened and not closed at its field's end; this row and all that follows it cannot be read."],
            run.Error.Trim().Split('\n'));
        foreach (string order in (string[])["B-2", "C-3", "D-4"])
        {
            Assert.StartsWith("UNKNOWN_ORDER", (await node.RunAsync("explain", order, "1")).Error, StringComparison.Ordinal);
        }

        folder.Write("orders.csv", File.ReadAllText(orders).Replace("\"LAMP", "LAMP", StringComparison.Ordinal));
        Assert.Equal((ExitCodes.Done, "5 of 5 rows accepted."), await OutcomeAsync(node, "orders", orders));
    }

    [Fact]
    public async Task Items_AQuoteIsNeverClosed_SendsNothingFromItsRowOn()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        string rows = string.Concat(Enumerable.Range(1, 1_000).Select(i => i == 6 ? $"S{i},\"6 inch\n" : $"S{i},plain\n"));
        CliRun run = await node.RunAsync("import", "items", folder.Write("items.csv", "sku,description\n" + rows), "--json");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("\"rows\":6,\"accepted\":5,\"refused\":1,\"stopped_at_row\":7", run.Out, StringComparison.Ordinal);
        Assert.Contains("row 7, column description: a quote is opened", run.Error, StringComparison.Ordinal);
        Assert.Contains("UNKNOWN_SKU", (await node.RunAsync("scan", "S6", "1")).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await node.RunAsync("scan", "S5", "1")).Code);
    }

    [Fact]
    public async Task Shipments_OneBadLine_WithholdsTheWholeNotice_AndTheCorrectedFileGoesThrough()
    {
        await using TestNode node = await NodeWithItemsAsync();
        using Folder folder = new();
        string notices = folder.Write("asn.csv", "asn_no,sku,quantity,eta\nT-1,LAMP,5,2030-01-01T06:00:00Z\nT-1,NOSUCH,5,2030-01-01T06:00:00Z\nT-2,MUG,1,soon\nT-2,LAMP,1,2030-01-01\nT-3,MUG,1,2030-01-01\n");
        CliRun run = await node.RunAsync("import", "shipments", notices, "--json");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("\"accepted\":1,\"refused\":4", run.Out, StringComparison.Ordinal);
        Assert.Contains("row 2, column asn_no: 'T-1' is withheld as a whole because of row 3.", run.Error, StringComparison.Ordinal);
        Assert.Contains("row 3, column sku: UNKNOWN_SKU", run.Error, StringComparison.Ordinal);
        Assert.Contains("row 4, column eta: 'soon'", run.Error, StringComparison.Ordinal);
        Assert.Contains("row 5, column asn_no: 'T-2' is withheld as a whole because of row 4.", run.Error, StringComparison.Ordinal);
        Assert.Single((await node.RunAsync("watch", "--kind", "shipment_announced", "--no-follow")).Out.Trim().Split('\n'));

        folder.Write("asn.csv", File.ReadAllText(notices).Replace("NOSUCH", "MUG", StringComparison.Ordinal).Replace("soon", "2030-01-01", StringComparison.Ordinal));
        Assert.Equal((ExitCodes.Done, "5 of 5 rows accepted."), await OutcomeAsync(node, "shipments", notices));
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

    private static async Task<TestNode> NodeWithItemsAsync()
    {
        TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        Assert.Equal(0, (await node.RunAsync("import", "items", folder.Write("items.csv", Items))).Code);
        return node;
    }

    private static async Task<(int Code, string Out)> OutcomeAsync(TestNode node, string what, string file)
    {
        CliRun run = await node.RunAsync("import", what, file);
        return (run.Code, run.Out.Trim() + run.Error);
    }
}
