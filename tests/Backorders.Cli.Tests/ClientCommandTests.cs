using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class ClientCommandTests
{
    [Fact]
    public async Task Scan_OneReceipt_SaysWhoGetsWhat()
    {
        await using TestNode node = await WithOrderAsync();
        CliRun run = await node.RunAsync("scan", "LAMP", "12");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("5 x LAMP to lane", run.Out, StringComparison.Ordinal);
        Assert.Contains("7 x LAMP to put-away", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_Lines_GoesOnAfterABadOne()
    {
        await using TestNode node = await WithOrderAsync();
        CliRun run = await node.RunWithInputAsync("LAMP 2\nLAMP lots\nNOSUCH 1\nLAMP 3\n", "scan");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("line 2: 'LAMP lots'", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: UNKNOWN_SKU", run.Error, StringComparison.Ordinal);
        Assert.Contains("3 x LAMP to lane", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Station_Auto_DoesAllThereIs()
    {
        await using TestNode node = await WithOrderAsync();
        await node.RunAsync("scan", "LAMP", "12");
        CliRun run = await node.RunAsync("station", "--auto");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("done: task 1: 5 x LAMP", run.Out, StringComparison.Ordinal);
        Assert.Contains("5 shipped", (await node.RunAsync("explain", "A-1", "1")).Out, StringComparison.Ordinal);
    }

    [Trait("Case", "15")]
    [Fact]
    public async Task Station_Keys_ShortThenQuit()
    {
        await using TestNode node = await WithOrderAsync();
        await node.RunAsync("scan", "LAMP", "5");
        CliRun run = await node.RunWithInputAsync("x\ns\nq\n", "station");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("short: task 1", run.Out, StringComparison.Ordinal);
        Assert.Contains("4 shipped", (await node.RunAsync("explain", "A-1", "1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_LineThatWaits_TellsPlanAndPromiseAndWhatStandsBefore()
    {
        await using TestNode node = await WithOrderAsync();
        using Folder folder = new();
        await node.RunAsync("import", "shipments", folder.Write("asn.csv", "asn_no,eta,sku,quantity\nASN-1,2030-03-02T08:00:00Z,LAMP,6\nASN-2,2030-03-09T08:00:00Z,LAMP,6\n"));
        await node.RunAsync("import", "orders", folder.Write("more.csv", "order_no,sku,quantity,ship_mode\nA-2,LAMP,4,LINE_COMPLETE\n"));

        string[] told = (await node.RunAsync("explain", "A-2", "1")).Out.Split('\n', StringSplitOptions.TrimEntries);

        Assert.Contains("place 2 of 2 in the queue, 5 units before it", told);
        Assert.Contains("it ships only complete: what is missing is covered, so units are held", told);
        Assert.Contains("promised: 2030-03-10 08:00", told);
        Assert.Contains("planned: 2030-03-10 08:00, on shipment ASN-2", told);
        Assert.Contains(told, t => t.StartsWith("sooner: Shipment ASN-2 is expected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Availability_OfATier_TellsWhatMayBePromised()
    {
        await using TestNode node = await WithOrderAsync();
        using Folder folder = new();
        await node.RunAsync("import", "shipments", folder.Write("asn.csv", "asn_no,eta,sku,quantity\nASN-1,2030-03-02T08:00:00Z,LAMP,5\n"));

        Assert.Equal("LAMP: 0 available, 0 inbound that nobody is planned on, 5 waited for; no supply is known", (await node.RunAsync("availability", "LAMP")).Out.Trim());
        Assert.EndsWith("one more could be promised for 2030-03-03 08:00", (await node.RunAsync("availability", "LAMP", "--tier", "3")).Out.Trim(), StringComparison.Ordinal);
        Assert.StartsWith("INVALID_VALUE: ", (await node.RunAsync("availability", "LAMP", "--tier", "10")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_UnknownOrder_SaysTheReason()
    {
        await using TestNode node = await WithOrderAsync();
        CliRun run = await node.RunAsync("explain", "Z-9", "1");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.StartsWith("UNKNOWN_ORDER: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_WrongKey_SaysSo()
    {
        await using TestNode node = await WithOrderAsync();
        CliRun run = await node.RunAsync("explain", "A-1", "1", "--key", "wrong");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.StartsWith("KEY_UNKNOWN: ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<TestNode> WithOrderAsync()
    {
        TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        CliRun run = await node.RunAsync("import", "orders", folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\n"));
        Assert.Equal("1 of 1 rows accepted.", run.Out.Trim());
        return node;
    }
}
