using System.Diagnostics;
using Backorders.Testing.Postgres;
using Backorders.V1;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>
/// Three nodes under load while everything happens to them that happens to servers. Whoever calls is answered; what was acknowledged is in the journal, once;
/// journal, API and the callers' own ledger agree.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class ThreeNodesTests(ITestOutputHelper output)
{
    private const int some = 400;

    /// <summary>
    /// What is promised is printed beside what was measured: 12 s for a crash, 1 s for a drain, 60 s for a new node's part. What is asserted leaves room for a
    /// machine that three nodes, their database, their callers and other tests share.
    /// </summary>
    private static readonly TimeSpan CrashMax = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShareMax = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task NodesKilledFrozenRestartedAndDatabaseAway_EveryCallIsAnsweredAndNothingIsLostOrDoubled()
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SITE_SEED"), out ulong given) ? given : 20_261_126;
        Tell($"seed {seed}");
        (Site site, TimeSpan shared) = await Site.OpenAsync(seed);
        await using (site)
        {
            try
            {
                Tell($"third node has its part of the warehouses after {shared.TotalSeconds:0.0} s, its start included (promised: 60)");
                Assert.True(shared < ShareMax, $"A new node had its part only after {shared}.");
                site.BeginWork();
                await site.WorkOnAsync(some);
                await KillAsync(site);
                await FreezeAsync(site);
                await CutAsync(site);
                await RestartDatabaseAsync(site);
                await RollAsync(site);
                await DatabaseAwayAsync(site);
                await site.WorkOnAsync(some);
                await site.EndWorkAsync();
                Assert.Empty(site.Ledger.Faults);
                await site.CheckAsync();
                await site.CheckAlertsAsync();
                Tell($"{site.Ledger.Acknowledged.Count} acknowledged commands, {site.Ledger.Answers} answers to {site.Ledger.Tries} tries, "
                    + $"{site.Floors.Sum(f => f.Receipts)} receipts, {site.Floors.Sum(f => f.Shipped)} tasks shipped: all in the journal, once");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"{string.Join('\n', site.Ledger.Faults.Take(20))}\n{site}", e);
            }
        }
    }

    private async Task KillAsync(Site site)
    {
        foreach (string warehouse in new[] { "W01", "W05" })
        {
            NodeProcess owner = await site.OwnerOfAsync(warehouse);
            NodeProcess other = site.Nodes.First(n => n != owner);
            site.Ledger.TakeLongest();
            long since = Stopwatch.GetTimestamp();
            await owner.KillAsync();
            TimeSpan away = await site.UntilAnswersAsync(warehouse, other, since);
            Tell($"kill -9 of {owner.Name}: {warehouse} is taken over after {away.TotalSeconds:0.0} s (promised: 12)");
            Assert.True(away < CrashMax, $"A crash was taken over only after {away}.");
            await owner.StartAsync();
            await site.UntilSharedAsync(3);
            await site.WorkOnAsync(some);
            Tell($"longest wait of any caller: {site.Ledger.TakeLongest().TotalSeconds:0.0} s");
        }
    }

    /// <summary>A node that the others went on without wakes up deposed: it must neither answer from memory nor write, and ends itself.</summary>
    private async Task FreezeAsync(Site site)
    {
        NodeProcess owner = await site.OwnerOfAsync("W02");
        NodeProcess other = site.Nodes.First(n => n != owner);
        long since = Stopwatch.GetTimestamp();
        owner.Freeze();
        TimeSpan away = await site.UntilAnswersAsync("W02", other, since);
        Tell($"SIGSTOP of {owner.Name}: W02 is taken over after {away.TotalSeconds:0.0} s (promised: 12)");
        Assert.True(away < CrashMax, $"A frozen node was replaced only after {away}.");
        owner.Thaw();
        await owner.EndedAsync();
        Assert.NotEqual(0, owner.ExitCode);
        await owner.StartAsync();
        await site.UntilSharedAsync(3);
        await site.WorkOnAsync(some);
        Tell($"longest wait of any caller: {site.Ledger.TakeLongest().TotalSeconds:0.0} s");
    }

    /// <summary>Connections are cut while commits are under way.</summary>
    private async Task CutAsync(Site site)
    {
        int cut = 0;
        for (int i = 0; i < 25; i++)
        {
            await site.WorkOnAsync(20);
            cut += Convert.ToInt32(await site.Server.QueryAsync(
                $"""
                SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = '{new Npgsql.NpgsqlConnectionStringBuilder(site.Postgres.ConnectionString).Database}' AND pid <> pg_backend_pid() AND application_name LIKE '% turns'
                """), System.Globalization.CultureInfo.InvariantCulture);
        }

        Tell($"{cut} append connections cut; longest wait of any caller: {site.Ledger.TakeLongest().TotalSeconds:0.0} s");
        Assert.True(cut > 25);
    }

    private async Task RestartDatabaseAsync(Site site)
    {
        foreach (PostgresStop how in new[] { PostgresStop.Fast, PostgresStop.Immediate })
        {
            await site.Server.StopAsync(how);
            await site.Server.StartAgainAsync();
            await site.WorkOnAsync(some);
            Tell($"database stopped ({how}) and started: longest wait of any caller {site.Ledger.TakeLongest().TotalSeconds:0.0} s");
        }
    }

    /// <summary>Each node is stopped in order and started again, one after the other.</summary>
    private async Task RollAsync(Site site)
    {
        foreach (NodeProcess node in site.Nodes)
        {
            string[] warehouses = await site.WarehousesOfAsync(node);
            NodeProcess other = site.Nodes.First(n => n != node);
            using CancellationTokenSource drained = new();
            Task<TimeSpan[]> probing = Task.WhenAll(warehouses.Select(w => ProbeAsync(site, w, other, drained.Token)));
            long since = Stopwatch.GetTimestamp();
            await node.StopAsync();
            TimeSpan stopped = Stopwatch.GetElapsedTime(since);
            await drained.CancelAsync();
            TimeSpan[] gaps = await probing;
            Tell($"SIGTERM of {node.Name}: it gave its shards and ended after {stopped.TotalSeconds:0.0} s; its warehouses were away for "
                + $"{string.Join(", ", gaps.Order().Select(g => $"{g.TotalMilliseconds:0}"))} ms at most (promised: 1,000)");
            Assert.Equal(0, node.ExitCode);
            Assert.All(gaps, gap => Assert.True(gap < DrainMax, $"A drained shard was away for {gap}."));
            await node.StartAsync();
            await site.UntilSharedAsync(3);
            await site.WorkOnAsync(some);
        }

        Tell($"rolled; longest wait of any caller: {site.Ledger.TakeLongest().TotalSeconds:0.0} s");
    }

    /// <summary>The longest that one question to a warehouse took, asked again and again through a node that stays.</summary>
    private static async Task<TimeSpan> ProbeAsync(Site site, string warehouse, NodeProcess through, CancellationToken end)
    {
        TimeSpan longest = TimeSpan.Zero;
        await Poll.EveryAsync(
            async () =>
            {
                TimeSpan took = await site.UntilAnswersAsync(warehouse, through, Stopwatch.GetTimestamp());
                longest = took > longest ? took : longest;
            },
            end);
        return longest;
    }

    private async Task DatabaseAwayAsync(Site site)
    {
        await site.UntilSharedAsync(3);
        GetClusterResponse before = await site.LookAsync();
        long since = Stopwatch.GetTimestamp();
        await site.Server.StopAsync(PostgresStop.Immediate);
        await Poll.UntilAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(60)), "a minute passes", 70);
        await site.Server.StartAgainAsync();
        since = Stopwatch.GetTimestamp();
        await site.WorkOnAsync(some);
        TimeSpan back = Stopwatch.GetElapsedTime(since);
        since = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(15)), "late moves would show", 20);
        GetClusterResponse after = await site.LookAsync();
        int moved = before.Shards.Zip(after.Shards).Count(p => p.First.Owner != p.Second.Owner) + before.Nodes.Zip(after.Nodes).Count(p => p.First.Incarnation != p.Second.Incarnation);
        Tell($"database away for 60 s: {moved} shards moved; {some} answers {back.TotalSeconds:0.0} s after it was back");
        Assert.Equal(0, moved);
    }

    private void Tell(string line)
    {
        output.WriteLine(line);
        Backorders.Testing.Postgres.Figures.Tell(line);
    }
}
