using Backorders.Cli.Terminal;
using Backorders.Testing;
using Backorders.V1;

namespace Backorders.Cli.Tests.Printing;

/// <summary>The print agent between a node and printers that behave well or badly.</summary>
public sealed class PrintAgentTests
{
    [Fact]
    public async Task Label_ReachesItsPrinter_AndTheNodeIsToldThatItIsPrinted()
    {
        await using FakeZebra one = new();
        await using FakeZebra two = new();
        await using PrintingSite site = await PrintingSite.StartAsync();
        PrintingSite.Running agent = site.Run(site.Printers(one, two));
        await site.AttendedAsync("D2");
        PrintJob job = await site.EndedAsync(await site.PrintAsync("D2", "K7"));

        Assert.Equal((PrintJobState.Printed, string.Empty), (job.State, job.Detail));
        Assert.Contains("^FDK7^FS", Assert.Single(two.Labels));
        Assert.Empty(one.Labels);
        CliRun printers = await CliRun.OfAsync(["printers", "--server", site.Address.ToString(), "--key", site.AgentKey]);
        Assert.Contains("ROLE_MISSING", printers.Error);

        Assert.Equal(ExitCodes.Done, await agent.StopAsync());
        await site.AttendedAsync("D2", attended: false);
        Assert.Contains(agent.Log, l => l.Contains(" INF 6010 Printer D2 printed job ", StringComparison.Ordinal));
        Assert.Contains(" INF 6002 ", agent.Log[^1]);
        Assert.DoesNotContain(agent.Log, l => l.Contains(site.AgentKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PrinterThatIsAway_IsToldWithItsAddress_AndTheLabelIsNotPrintedLater()
    {
        await using FakeZebra zebra = new();
        await using PrintingSite site = await PrintingSite.StartAsync();
        site.Run(site.Printers(zebra));
        await site.AttendedAsync();
        await zebra.SwitchOffAsync();
        PrintJob job = await site.EndedAsync(await site.PrintAsync("D1", "K1"));
        Assert.Equal(PrintJobState.Failed, job.State);
        Assert.Contains($"cannot be reached at {zebra.Address}: ConnectionRefused", job.Detail);

        zebra.SwitchOn();
        Assert.Equal(PrintJobState.Printed, (await site.EndedAsync(await site.PrintAsync("D1", "K2"))).State);
        Assert.Contains("^FDK2^FS", Assert.Single(zebra.Labels));
    }

    [Fact]
    public async Task PrinterOutOfLabels_GetsNothing_UntilSomebodyHasLoadedIt()
    {
        await using FakeZebra zebra = new() { IsOutOfLabels = true };
        await using PrintingSite site = await PrintingSite.StartAsync();
        site.Run(site.Printers(zebra));
        await site.AttendedAsync();
        PrintJob job = await site.EndedAsync(await site.PrintAsync("D1", "K1"));
        Assert.Equal((PrintJobState.Failed, "The printer cannot print: it is out of labels."), (job.State, job.Detail));
        Assert.Empty(zebra.Labels);
        zebra.IsOutOfLabels = false;
        await site.EndedAsync(await site.PrintAsync("D1", "K1")); // it failed, so this is no copy
        Assert.DoesNotContain("COPY", Assert.Single(zebra.Labels));
    }

    [Fact]
    public async Task PrinterThatHangs_HoldsUpNoOther_AndIsTold()
    {
        await using FakeZebra stuck = new() { Hangs = true };
        await using FakeZebra good = new();
        await using PrintingSite site = await PrintingSite.StartAsync();
        site.Run(site.Printers(stuck, good));
        await site.AttendedAsync();
        PrintLabelRequest held = await site.PrintAsync("D1");
        await PrintingSite.PollAsync(() => Task.FromResult(stuck.Connections > 0));
        Assert.Equal(PrintJobState.Printed, (await site.EndedAsync(await site.PrintAsync("D2"))).State);
        PrintJob job = await site.EndedAsync(held);
        Assert.Equal(PrintJobState.Failed, job.State);
        Assert.Contains("does not answer ~HS", job.Detail);
    }

    [Fact]
    public async Task ConnectionThatBreaksInTheLabel_IsUnknown_AndNothingIsSentAgain()
    {
        await using FakeZebra zebra = new() { BreaksAfter = 10 };
        await using PrintingSite site = await PrintingSite.StartAsync();
        PrintingSite.Running agent = site.Run(site.Printers(zebra));
        await site.AttendedAsync();
        PrintLabelRequest request = await site.PrintAsync("D1", "K1");
        PrintJob job = await site.EndedAsync(request);
        Assert.Equal(PrintJobState.Unknown, job.State);
        Assert.Contains("Look whether it came out", job.Detail);
        Assert.Contains(agent.Log, l => l.Contains(" ERR 6012 ", StringComparison.Ordinal));
        zebra.BreaksAfter = 0;
        await site.EndedAsync(await site.PrintAsync("D1", "K2"));
        Assert.Contains("^FDK2^FS", Assert.Single(zebra.Labels));

        PrintLabelRequest copy = new(request) { RequestId = BackordersClient.NewRequestId(), Reprint = true };
        await site.Acme.Printing.PrintLabelAsync(copy);
        Assert.Equal(PrintJobState.Printed, (await site.EndedAsync(copy)).State);
        Assert.Contains("COPY, first printed", zebra.Labels[1]);
    }

    [Fact]
    public async Task PrinterWithoutStatus_IsPrintedOn_WhenTheFileSaysSo()
    {
        await using FakeZebra zebra = new() { TellsStatus = false };
        await using PrintingSite site = await PrintingSite.StartAsync();
        site.Run(site.Printers(zebra));
        await site.AttendedAsync();
        Assert.Equal(PrintJobState.Printed, (await site.EndedAsync(await site.PrintAsync("D1"))).State);
        Assert.Single(zebra.Labels);
    }

    [Fact]
    public async Task Node_ThatComesLate_OrGoesAndComesAgain_IsFound_AndWhatWaitedIsPrintedOnce()
    {
        await using FakeZebra zebra = new();
        await using PrintingSite site = await PrintingSite.StartAsync(withNode: false);
        PrintingSite.Running agent = site.Run(site.Printers(zebra));
        await PrintingSite.PollAsync(() => Task.FromResult(agent.Log.Any(l => l.Contains(" WRN 6001 ", StringComparison.Ordinal))));
        await site.StartNodeAsync();
        await site.AttendedAsync();
        await site.EndedAsync(await site.PrintAsync("D1"));
        await site.StopNodeAsync();
        await site.StartNodeAsync();
        await site.AttendedAsync();
        await site.EndedAsync(await site.PrintAsync("D1"));
        Assert.Equal(2, zebra.Labels.Count);
    }

    [Fact]
    public async Task ManyLabels_ArePrintedInOrder_EachOnce()
    {
        const int Count = 30;
        await using FakeZebra zebra = new();
        await using PrintingSite site = await PrintingSite.StartAsync();
        site.Run(site.Printers(zebra));
        await site.AttendedAsync();
        List<PrintLabelRequest> all = [];
        for (int i = 0; i < Count; i++)
        {
            all.Add(await site.PrintAsync("D1", $"N{i:00}"));
            await site.Acme.Printing.PrintLabelAsync(all[^1]); // a page's second try
        }

        await site.EndedAsync(all[^1]);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"N{i:00}"), zebra.Labels.Select(l => System.Text.RegularExpressions.Regex.Match(l, "\\^FD(N[0-9]{2})\\^FS").Groups[1].Value));
    }

    [Fact]
    public async Task AgentWithoutTheRole_OrWithPrintersOfAnother_EndsWithALine()
    {
        await using FakeZebra zebra = new();
        await using PrintingSite site = await PrintingSite.StartAsync();
        string file = site.Printers(zebra);
        CliRun wrong = await CliRun.OfAsync(["print-agent", "--printers", file, "--server", site.Address.ToString(), "--key", "nonsense"]);
        Assert.Equal(ExitCodes.Failed, wrong.Code);
        Assert.Contains("KEY_UNKNOWN", wrong.Error);
        site.Run(file);
        await site.AttendedAsync();
        CliRun second = await CliRun.OfAsync(["print-agent", "--printers", file, "--agent", "other", "--server", site.Address.ToString(), "--key", site.AgentKey]);
        Assert.Equal(ExitCodes.Failed, second.Code);
        Assert.Contains("PRINTER_TAKEN", second.Error);
    }

    [Fact]
    public async Task Check_SaysHowEachPrinterIs_WithoutANode()
    {
        await using FakeZebra good = new();
        await using FakeZebra empty = new() { IsOutOfLabels = true };
        using Folder folder = new();
        string file = folder.Write("p.json", $$"""{ "printers": [ { "name": "A", "address": "{{good.Address}}" }, { "name": "B", "address": "{{empty.Address}}" } ] }""");
        CliRun run = await CliRun.OfAsync(["print-agent", "--printers", file, "--check"]);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal([$"A: is ready at {good.Address}", "B: The printer cannot print: it is out of labels."], run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(good.Labels);
    }

    [Theory]
    [InlineData("""{ "printers": [] }""", "it names no printer")]
    [InlineData("""{ "printers": [ { "name": "A", "address": "x" }, { "name": "A", "address": "y" } ] }""", "the name 'A' stands twice")]
    [InlineData("""{ "printers": [ { "address": "http://x/" } ] }""", "printer 1 has no name; printer 1: address 'http://x/' is not one such as")]
    [InlineData("""{ "printers": [ { "name": "A", "address": "x", "size": "4x6", "dotsPerMm": 6 } ] }""", "'A': size '4x6' is not one of 100x150, 100x50; 'A': dotsPerMm 6 is not 8")]
    [InlineData("""{ "printers": [ { "name": "A", "adress": "x" } ] }""", "adress")]
    [InlineData("nonsense", "cannot be read")]
    public async Task File_WithMistakes_IsRefusedWithAllOfThem(string text, string expected)
    {
        using Folder folder = new();
        CliRun run = await CliRun.OfAsync(["print-agent", "--printers", folder.Write("p.json", text), "--check"]);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
