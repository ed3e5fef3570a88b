using System.Diagnostics;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Benchmarks.Outage;

/// <summary>
/// Two measurements on large warehouses that two nodes serve from one database, while callers call: how long a warehouse's callers wait when its node is drained, and how long after the database was
/// away until every warehouse answers.
/// </summary>
internal static class OutageRun
{
    private const int drains = 3;
    private const int stops = 2;
    private const int outages = 3;
    private static readonly TimeSpan drainMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan answerMax = TimeSpan.FromSeconds(2);

    /// <summary>Each outage is longer than the one before it, so that whatever nodes try now and then is not met at the same moment each time.</summary>
    private static readonly TimeSpan step = TimeSpan.FromSeconds(1.7);
    private static readonly TimeSpan settle = TimeSpan.FromSeconds(2);

    /// <summary>Measures and prints.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="folder">A database that <see cref="OutageStore.PrepareAsync"/> made.</param>
    /// <param name="count">How many warehouses of it.</param>
    /// <param name="away">For how long the database is stopped.</param>
    public static async Task PrintAsync(TextWriter to, string folder, int count, TimeSpan away)
    {
        QuickRun.PrintMachine(to);
        (PostgresServer server, PostgresOptions options) = await OutageStore.OpenAsync(folder);
        await using (server)
        {
            to.WriteLine($"{"one warehouse drained, ms",-46} {"from",4} {"longest call",12} {"refused",8} {"given to serves",15} {"until given",11} {"its state",10}");
            string[] names = OutageStore.Names(count);
            foreach ((string warehouse, string what) in new[] { (names[0], "as the replay left it"), (names[1], "190,000 turns behind its snapshot") })
            {
                await PrintDrainsAsync(to, options, warehouse, what);
            }

            to.WriteLine();
            await PrintOutagesAsync(to, server, options, names, away);
        }
    }

    /// <summary>Waits for a while.</summary>
    public static async Task PassAsync(TimeSpan time)
    {
        using PeriodicTimer timer = new(time);
        await timer.WaitForNextTickAsync();
    }

    private static async Task PrintDrainsAsync(TextWriter to, PostgresOptions options, string warehouse, string what)
    {
        await using OutageCluster cluster = await OutageCluster.StartAsync(options, [warehouse], scannersEach: 2);
        List<TimeSpan> longest = [];
        List<TimeSpan> between = [];
        for (int drain = 0; drain < (2 * drains) + stops; drain++)
        {
            bool isStop = drain >= 2 * drains;
            (OutageNode from, OutageNode next) = await cluster.OwnerOfAsync(warehouse);
            long begun = Stopwatch.GetTimestamp();
            await (isStop ? from.StopAsync() : cluster.DrainAsync(from));
            await Poll.UntilAsync(() => Task.FromResult(next.Find("stands", warehouse, begun) is not null), $"{warehouse} is served by {next.NodeId}");
            await PassAsync(settle);
            (TimeSpan call, int refused) = cluster.Longest(begun, Stopwatch.GetTimestamp());
            (OutageWord given, OutageWord serves) = (from.Find("left", warehouse, begun)!, next.Find("stands", warehouse, begun)!);
            longest.Add(call);
            between.Add(Stopwatch.GetElapsedTime(given.At, serves.At));
            to.WriteLine(
                $"{(isStop ? $"{what}, by a stop" : what),-46} {from.NodeId,4} {call.TotalMilliseconds,12:N0} {refused,8} {between[^1].TotalMilliseconds,15:N0} "
                + $"{Stopwatch.GetElapsedTime(begun, given.At).TotalMilliseconds,11:N0} {StateSeconds(serves),10}");
            await (isStop ? cluster.StartAgainAsync(from) : cluster.DrainAsync(from, undo: true));
            await PassAsync(settle);
        }

        Print(to, $"{what}: longest call", longest, drainMax);
        Print(to, $"{what}: given to serves", between, drainMax);
    }

    private static async Task PrintOutagesAsync(TextWriter to, PostgresServer server, PostgresOptions options, string[] names, TimeSpan away)
    {
        long begun = Stopwatch.GetTimestamp();
        await using OutageCluster cluster = await OutageCluster.StartAsync(options, names, scannersEach: 1);
        to.WriteLine(
            $"{names.Length} warehouses by two nodes: all answered {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s after the first node's start, nodes of "
            + $"{string.Join(" and ", cluster.Nodes.Select(n => $"{n.Memory / 1048576:N0} MiB"))}");
        List<TimeSpan> reads = [];
        List<TimeSpan> commands = [];
        for (int outage = 0; outage < outages; outage++)
        {
            long stopped = Stopwatch.GetTimestamp();
            await server.StopAsync(PostgresStop.Fast);
            await PassAsync(away + (outage * step));
            Task<long> accepting = AcceptsAsync(options);
            await server.StartAgainAsync();
            long accepts = await accepting;
            await Poll.UntilAsync(() => Task.FromResult(cluster.Callers.All(c => c.FirstAnswer(accepts) is not null)), "every caller is answered again");
            TimeSpan[] read = First(cluster, isScanner: false, accepts);
            TimeSpan[] command = First(cluster, isScanner: true, accepts);
            to.WriteLine(
                $"database away for {Stopwatch.GetElapsedTime(stopped, accepts).TotalSeconds:N0} s: first answers of the warehouses after it accepts connections, ms: "
                + $"reads {Text(read)}; durable commands {Text(command)}; "
                + $"{cluster.Nodes.Sum(n => n.Words.Count(w => w.Kind == "left" && w.At > stopped))} moved");
            reads.AddRange(read);
            commands.AddRange(command);
            await PassAsync(settle + settle);
        }

        Print(to, "first read of each warehouse", reads, answerMax);
        Print(to, "first durable command of each", commands, answerMax);
    }

    /// <summary>For each warehouse how long after a moment the last of its callers had its first answer, by whichever node it called.</summary>
    private static TimeSpan[] First(OutageCluster cluster, bool isScanner, long after) =>
    [
        .. from caller in cluster.Callers
           where caller.IsScanner == isScanner
           group Stopwatch.GetElapsedTime(after, caller.FirstAnswer(after)!.Value) by caller.Warehouse into of
           orderby of.Key
           select of.Max(),
    ];

    /// <summary>The moment at which the server answers a first statement.</summary>
    private static async Task<long> AcceptsAsync(PostgresOptions options)
    {
        string connection = options.ConnectionString + ";Pooling=false";
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            try
            {
                await using NpgsqlConnection asked = new(connection);
                await asked.OpenAsync();
                return Stopwatch.GetTimestamp();
            }
            catch (NpgsqlException)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    private static string StateSeconds(OutageWord serves) =>
        serves.Text.Split("after ").Last().Split(" s;")[0] + " s";

    private static string Text(IEnumerable<TimeSpan> times) => string.Join(' ', times.Select(t => $"{t.TotalMilliseconds:0}"));

    private static void Print(TextWriter to, string what, List<TimeSpan> times, TimeSpan bar)
    {
        TimeSpan[] sorted = [.. times.Order()];
        to.WriteLine($"{what,-64} median {sorted[sorted.Length / 2].TotalSeconds:N2} s, max {sorted[^1].TotalSeconds:N2} s; bar {bar.TotalSeconds:N0} s: {(sorted[^1] <= bar ? "met" : "MISSED")}");
    }
}
