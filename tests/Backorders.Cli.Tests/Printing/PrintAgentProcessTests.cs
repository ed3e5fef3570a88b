using System.Diagnostics;
using Backorders.Testing;
using Backorders.V1;

namespace Backorders.Cli.Tests.Printing;

/// <summary>The print agent as a process: killed in the middle of a label, and stopped in an orderly way.</summary>
public sealed class PrintAgentProcessTests
{
    [Fact]
    public async Task AgentKilledInTheMiddleOfALabel_DoesNotPrintItAgain()
    {
        await using FakeZebra zebra = new() { Left = 1 }; // it has the label, and is not done with it
        await using PrintingSite site = await PrintingSite.StartAsync();
        string file = site.Printers(zebra);
        using (Process first = site.Start(file))
        {
            await site.AttendedAsync();
            PrintLabelRequest request = await site.PrintAsync("D1", "K1");
            await PrintingSite.PollAsync(() => Task.FromResult(zebra.Labels.Count == 1));
            first.Kill();
            await first.WaitForExitAsync();
            await site.AttendedAsync(attended: false);
            Assert.Equal(PrintJobState.Taken, await StateAsync(site, request));
        }

        zebra.Left = 0;
        using Process second = site.Start(file);
        await site.AttendedAsync();
        await site.EndedAsync(await site.PrintAsync("D1", "K2"));
        Assert.Equal(["K1", "K2"], zebra.Labels.Select(l => l.Contains("^FDK1^FS", StringComparison.Ordinal) ? "K1" : "K2"));
        await StopAsync(second);
    }

    [Fact]
    public async Task AgentThatIsTerminated_FinishesTheLabelInHand_AndEndsWithZero()
    {
        await using FakeZebra zebra = new() { Left = 1 };
        await using PrintingSite site = await PrintingSite.StartAsync();
        using Process agent = site.Start(site.Printers(zebra));
        Task<string> log = agent.StandardError.ReadToEndAsync();
        await site.AttendedAsync();
        PrintLabelRequest request = await site.PrintAsync("D1", "K1");
        await PrintingSite.PollAsync(() => Task.FromResult(zebra.Labels.Count == 1));
        PrintLabelRequest later = await site.PrintAsync("D1", "K2"); // waits behind the first
        using (Process kill = Process.Start("kill", ["-TERM", agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await site.AttendedAsync(attended: false);
        zebra.Left = 0;
        Assert.Equal(PrintJobState.Printed, (await site.EndedAsync(request)).State);
        await agent.WaitForExitAsync();
        Assert.Equal(0, agent.ExitCode);
        Assert.Contains(" INF 6002 ", await log);
        Assert.Equal(PrintJobState.Waiting, await StateAsync(site, later));
        Assert.Single(zebra.Labels);
    }

    private static async Task<PrintJobState> StateAsync(PrintingSite site, PrintLabelRequest request) =>
        (await site.Acme.Printing.GetPrintJobAsync(new GetPrintJobRequest { Warehouse = "MAIN", RequestId = request.RequestId })).Job.State;

    private static async Task StopAsync(Process agent)
    {
        agent.Kill();
        await agent.WaitForExitAsync();
    }
}
