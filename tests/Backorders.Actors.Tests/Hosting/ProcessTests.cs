using System.Diagnostics;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// Nodes as processes. Proves: after kill -9 another node serves; a process that was frozen until the others went on without it ends itself with a
/// non-zero exit code when it
/// wakes, though the arbitration may be free by then, and can be started again; a node that leaves ends with zero. Cold start and memory are printed.
/// </summary>
[Collection(nameof(LossTests))]
public sealed class ProcessTests
{
    [PostgresFact]
    public async Task Process_Killed_IsTakenOver()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        (NodeProcess node, string said) = await NodeProcess.StartAsync(database, "KILLED");
        await using NodeProcess killed = node;
        await using SiteNode left = await SiteNode.StartAsync(database, "LEFT");
        Assert.Equal(NodeProcess.AddressOf(said), (await left.Node.AskAsync("COLD")).Node);

        long at = Stopwatch.GetTimestamp();
        killed.Signal("KILL");
        double seconds = await left.UntilServedHereAsync("COLD", at);

        Figures.Tell($"hosting: kill -9 of the older of two nodes: served again after {seconds:0.0} s");
    }

    [PostgresFact]
    public async Task Process_Frozen_IsTakenOver_EndsItselfWhenItWakes_AndStartsAgain()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        (NodeProcess node, string said) = await NodeProcess.StartAsync(database, "FROZEN");
        await using NodeProcess frozen = node;
        await using SiteNode left = await SiteNode.StartAsync(database, "LEFT");
        Assert.Equal(NodeProcess.AddressOf(said), (await left.Node.AskAsync("COLD")).Node);

        long at = Stopwatch.GetTimestamp();
        frozen.Signal("STOP");
        double seconds = await left.UntilServedHereAsync("COLD", at);
        await Poll.UntilAsync(
            () => Task.FromResult(left.Node.Nodes().Single(n => n.Row.Entry.NodeId == "FROZEN").Row.Gone), "its row says that it is gone");
        long wakes = Stopwatch.GetTimestamp();
        frozen.Signal("CONT");

        Assert.Equal(1, await frozen.ExitCodeAsync());
        double ended = Stopwatch.GetElapsedTime(wakes).TotalSeconds;
        (NodeProcess next, string _) = await NodeProcess.StartAsync(database, "FROZEN");
        await using NodeProcess again = next;
        await left.Node.WaitForMembersAsync(2);
        Figures.Tell($"hosting: SIGSTOP of the older of two nodes: served again after {seconds:0.0} s; woken, it ended itself after {ended:0.0} s");
    }

    [Fact]
    public async Task Process_Alone_StartsCold_AndLeavesWithZero()
    {
        for (int run = 1; run <= 3; run++)
        {
            (NodeProcess node, string said) = await NodeProcess.StartAsync(null, "COLD");
            await using NodeProcess alone = node;
            string idle = await alone.LeaveAsync();

            Assert.Equal(0, await alone.ExitCodeAsync());
            Figures.Tell($"hosting: cold start, run {run}: {said[(said.IndexOf("member", StringComparison.Ordinal))..]}; {idle}");
        }
    }
}
