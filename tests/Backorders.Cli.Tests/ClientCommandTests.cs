using Backorders.Cli.Client;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class ClientCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
    public async Task Tasks_AreListedAndNotTaken()
    {
        await using TestNode node = await WithOrderAsync();
        Assert.Equal("There is no open task.", (await node.RunAsync("tasks")).Out.Trim());
        await node.RunAsync("scan", "LAMP", "12");
        string listed = (await node.RunAsync("tasks")).Out;
        Assert.Contains("ready   cross_dock   LAMP", listed, StringComparison.Ordinal);
        Assert.Contains("A-1 line 1", listed, StringComparison.Ordinal);
        Assert.EndsWith("1 task.", listed.Trim(), StringComparison.Ordinal);
        Assert.Equal("There is no open task.", (await node.RunAsync("tasks", "--station", "CLI")).Out.Trim());
        Assert.Contains("\"state\": \"TASK_STATE_READY\"", (await node.RunAsync("tasks", "--json")).Out, StringComparison.Ordinal);
        Assert.Contains("done: task 1", (await node.RunAsync("station", "--auto")).Out, StringComparison.Ordinal);
    }

    /// <summary>Its program ended between the pick and the parcel.</summary>
    [Theory]
    [InlineData("--auto", "")]
    [InlineData("--name=CLI", "p\n")]
    public async Task Station_TaskIsPickedFromBefore_GoesOnWithIt(string option, string keys)
    {
        await using TestNode node = await WithOrderAsync();
        await node.RunAsync("scan", "LAMP", "5");
        using ServerConnection server = ServerConnection.Open(node.Node.GrpcAddress, node.Node.DevelopmentKey!);
        V1.TaskOffer offer = (await server.Stations.PullTasksAsync(new V1.PullTasksRequest { Warehouse = "MAIN", RequestId = $"{Guid.NewGuid()}", Station = "CLI", Max = 1 })).Offers.Single();
        await server.Stations.ConfirmPickAsync(
            new V1.ConfirmPickRequest { Warehouse = "MAIN", RequestId = $"{Guid.NewGuid()}", TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity });

        using CancellationTokenSource atIdle = new();
        using SignalWriter error = new("is idle", atIdle.Cancel);
        CliRun run = await node.RunWithInputAsync(keys, error, atIdle.Token, "station", option);

        Assert.Contains("Station CLI goes on with 1 task from before.", run.Error, StringComparison.Ordinal);
        Assert.Contains("done: task 1: 5 x LAMP", run.Out, StringComparison.Ordinal);
        Assert.Contains("5 shipped", (await node.RunAsync("explain", "A-1", "1")).Out, StringComparison.Ordinal);
    }

    /// <summary>Its program ended between the parcel and the carrier. What another station packed is not its own.</summary>
    [Theory]
    [InlineData("--auto", "")]
    [InlineData("--name=CLI", "h\n")]
    public async Task Station_TaskIsPackedFromBefore_ShipsIt(string option, string keys)
    {
        await using TestNode node = await WithOrderAsync();
        using Folder folder = new();
        await node.RunAsync("import", "orders", folder.Write("more.csv", "order_no,sku,quantity\nA-2,LAMP,3\n"));
        await node.RunAsync("scan", "LAMP", "8");
        using ServerConnection server = ServerConnection.Open(node.Node.GrpcAddress, node.Node.DevelopmentKey!);
        foreach (string name in (string[])["CLI", "OTHER"])
        {
            V1.TaskOffer offer = (await server.Stations.PullTasksAsync(new V1.PullTasksRequest { Warehouse = "MAIN", RequestId = $"{Guid.NewGuid()}", Station = name, Max = 1 })).Offers.Single();
            await server.Stations.ConfirmPickAsync(
                new V1.ConfirmPickRequest { Warehouse = "MAIN", RequestId = $"{Guid.NewGuid()}", TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity });
            await server.Stations.PackAsync(new V1.PackRequest
            {
                Warehouse = "MAIN", RequestId = $"{Guid.NewGuid()}", Parcel = $"{name}-{offer.Task.TaskId}", Leases = { new V1.Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
            });
        }

        using CancellationTokenSource atIdle = new();
        using SignalWriter error = new("is idle", atIdle.Cancel);
        CliRun run = await node.RunWithInputAsync(keys, error, atIdle.Token, "station", option);

        Assert.Contains("Station CLI goes on with 1 task from before.", run.Error, StringComparison.Ordinal);
        Assert.Contains("done: task 1: 5 x LAMP", run.Out, StringComparison.Ordinal);
        Assert.Contains("5 shipped", (await node.RunAsync("explain", "A-1", "1")).Out, StringComparison.Ordinal);
        Assert.Contains("3 packed", (await node.RunAsync("explain", "A-2", "1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Station_NothingToDo_SaysThatItIsIdle_AndEndsAtCtrlC()
    {
        await using TestNode node = await TestNode.StartAsync();
        using CancellationTokenSource ctrlC = new();
        using SignalWriter error = new("is idle", ctrlC.Cancel);
        CliRun run = await node.RunWithInputAsync(string.Empty, error, ctrlC.Token, "station", "--name", "S7").WaitAsync(Patience);
        Assert.Equal(ExitCodes.Interrupted, run.Code);
        Assert.StartsWith("Station S7 is idle: there is no task now.", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Interrupted.", run.Error.Trim(), StringComparison.Ordinal);
    }

    /// <summary>A terminal's reader blocks until a key comes: Ctrl-C does not wait for it.</summary>
    [Fact]
    public async Task Station_CtrlCAtAPrompt_EndsAtOnce()
    {
        await using TestNode node = await WithOrderAsync();
        await node.RunAsync("scan", "LAMP", "5");
        using CancellationTokenSource ctrlC = new();
        using ManualResetEventSlim never = new();
        using StringWriter output = new();
        CliConsole console = new()
        {
            Out = output, Error = TextWriter.Null, In = TextReader.Null,
            ReadKey = () =>
            {
                ctrlC.Cancel();
                never.Wait();
                return 'p';
            },
        };
        Task<int> run = CommandLine.RunAsync(["station", "--server", node.Node.GrpcAddress.ToString(), "--key", node.Node.DevelopmentKey!], console, ctrlC.Token);
        Assert.Equal(ExitCodes.Interrupted, await run.WaitAsync(Patience));
        never.Set();
    }

    [Fact]
    public async Task Explain_LineThatWaits_TellsPlanAndPromiseAndWhatStandsBefore()
    {
        await using TestNode node = await WithOrderAsync();
        using Folder folder = new();
        await node.RunAsync("import", "shipments", folder.Write("asn.csv", "asn_no,eta,sku,quantity\nASN-1,2030-03-02T08:00:00Z,LAMP,6\nASN-2,2030-03-07T08:00:00Z,LAMP,6\n"));
        await node.RunAsync("import", "orders", folder.Write("more.csv", "order_no,sku,quantity,ship_mode\nA-2,LAMP,4,LINE_COMPLETE\n"));

        string[] told = (await node.RunAsync("explain", "A-2", "1")).Out.Split('\n', StringSplitOptions.TrimEntries);

        Assert.Contains("place 2 of 2 in the queue, 5 units before it", told);
        Assert.Contains("it ships only complete: what is missing is covered, so units are held", told);
        Assert.Contains("promised: 2030-03-08 08:00", told);
        Assert.Contains("planned: 2030-03-08 08:00, on shipment ASN-2", told);
        Assert.Contains(told, t => t.StartsWith("sooner: Shipment ASN-2 is expected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_WithoutALine_ExplainsAllLines()
    {
        await using TestNode node = await WithOrderAsync();
        using Folder folder = new();
        await node.RunAsync("import", "orders", folder.Write("more.csv", "order_no,sku,quantity\nA-2,LAMP,4\nA-2,LAMP,3\n"));
        CliRun run = await node.RunAsync("explain", "A-2");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("A-2 line 1, LAMP: 4 ordered", run.Out, StringComparison.Ordinal);
        Assert.Contains("\n\nA-2 line 2, LAMP: 3 ordered", run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(2, (await node.RunAsync("explain", "A-2", "--json")).Out.Trim().Split('\n').Length);
        Assert.Contains("accepted", (await node.RunAsync("explain", "A-2", "--history")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_ShowHoldReleaseExpediteAmendCancel_DoAndTell()
    {
        await using TestNode node = await WithOrderAsync();
        Assert.StartsWith("order A-1, open, tier 0", (await node.RunAsync("order", "show", "A-1")).Out, StringComparison.Ordinal);
        Assert.Equal("order A-1 is on hold", (await node.RunAsync("order", "hold", "A-1", "--reason", "credit")).Out.Trim());
        Assert.StartsWith("order A-1, on hold (credit)", (await node.RunAsync("order", "show", "A-1")).Out, StringComparison.Ordinal);
        Assert.Equal("order A-1 is released", (await node.RunAsync("order", "release", "A-1")).Out.Trim());
        Assert.StartsWith("order A-1 stands at the front of its queues: lines 1", (await node.RunAsync("order", "expedite", "A-1")).Out, StringComparison.Ordinal);
        Assert.Contains("LAMP (first)", (await node.RunAsync("order", "show", "A-1")).Out, StringComparison.Ordinal);
        Assert.StartsWith("order A-1 stands where it stood", (await node.RunAsync("order", "expedite", "A-1", "--undo")).Out, StringComparison.Ordinal);
        string amended = (await node.RunAsync("order", "amend", "A-1", "--line", "1=3", "--tier", "2")).Out;
        Assert.Contains("line 1: 2 cancelled", amended, StringComparison.Ordinal);
        await node.RunAsync("scan", "LAMP", "1");
        string shown = (await node.RunAsync("order", "show", "A-1")).Out;
        Assert.Contains("tier 2", shown, StringComparison.Ordinal);
        Assert.Contains("task 1: 1 x LAMP", shown, StringComparison.Ordinal);
        string cancelled = (await node.RunAsync("order", "cancel", "A-1", "--line", "1")).Out;
        Assert.Contains("line 1: 3 cancelled", cancelled, StringComparison.Ordinal);
        Assert.Contains("taken back: 1 x LAMP from order A-1 line 1", cancelled, StringComparison.Ordinal);
        Assert.Contains("\"closed\": true", (await node.RunAsync("order", "show", "A-1", "--json")).Out, StringComparison.Ordinal);
        Assert.StartsWith("UNKNOWN_ORDER", (await node.RunAsync("order", "show", "Z-9")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_Json_IsWhatTheNodeSays()
    {
        await using TestNode node = await TestNode.StartAsync();
        Assert.Equal("""{"status":"ready","trouble":null}""", (await node.RunAsync("health", "--json", "--http", node.Node.HttpAddress.ToString())).Out.Trim());
    }

    [Theory]
    [InlineData("hold_hours=soon", "hold_hours takes a whole number.")]
    [InlineData("promise_before_tier=maybe", "promise_before_tier takes true or false.")]
    [InlineData("distribution=fair", "distribution takes DISTRIBUTION_MODE_SEQUENTIAL, DISTRIBUTION_MODE_FAIR_SHARE, DISTRIBUTION_MODE_TIERED_FAIR_SHARE")]
    public async Task Simulate_ValueThatARuleDoesNotTake_NamesTheAllowedOnes(string rule, string expected)
    {
        await using TestNode node = await TestNode.StartAsync();
        CliRun run = await node.RunAsync("simulate", "--set", rule);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_AnyWidth_FitEightyColumnsAndKeepEveryCell()
    {
        await using TestNode node = await WithOrderAsync();
        string[] tables =
        [
            (await node.RunAsync("report")).Out, (await node.RunAsync("reorders", "--all")).Out, (await node.RunAsync("order", "show", "A-1")).Out,
            (await node.RunAsync("cluster", "nodes")).Out,
        ];
        Assert.All(tables, table => Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80 || line.EndsWith("sealed.", StringComparison.Ordinal), line)));
        Assert.All((string[])["dock to ship p50", "promises kept", "waiting lines", "units shipped"], name => Assert.Contains(name, tables[0], StringComparison.Ordinal));
        Assert.All((string[])["uncovered", "demand a day", "rests on", "too little demand"], name => Assert.Contains(name, tables[1], StringComparison.Ordinal));
        Assert.DoesNotContain("…", string.Concat(tables), StringComparison.Ordinal);
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
