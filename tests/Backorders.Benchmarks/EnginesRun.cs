using System.Diagnostics;
using System.Text;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Warehouses;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Journal.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Benchmarks;

/// <summary>
/// Durable receipts a second of the loops and of the actors, both on SQLite with <c>synchronous = FULL</c>, without gRPC: callers in this process that each wait for their
/// answer. The two take turns of some hundred milliseconds, so that neither has the better minute.
/// </summary>
internal static class EnginesRun
{
    private const int Rounds = 12;
    private static readonly TimeSpan turn = TimeSpan.FromMilliseconds(300);
    private static readonly (int Warehouses, int UnderWay)[] cases = [(1, 1), (1, 64), (1, 1_024), (16, 8)];

    public static async Task PrintAsync(TextWriter to)
    {
        QuickRun.PrintMachine(to);
        to.WriteLine($"{"receipts of 2 that serve a waiting line",-44} {"a second",10} {"p50",10} {"p99",10} {"CPU each",10}");
        foreach ((int warehouses, int underWay) in cases)
        {
            string folder = Directory.CreateTempSubdirectory("backorders-engines-").FullName;
            await using Contestant loops = await LoopsAsync(folder, warehouses);
            await using Contestant actors = await ActorsAsync(folder, warehouses);
            await loops.RunAsync(underWay, TimeSpan.FromSeconds(3), measured: false);
            await actors.RunAsync(underWay, TimeSpan.FromSeconds(3), measured: false);
            for (int round = 0; round < Rounds; round++)
            {
                await loops.RunAsync(underWay, turn, measured: true);
                await actors.RunAsync(underWay, turn, measured: true);
            }

            string name = $"{warehouses} warehouse{(warehouses == 1 ? "" : "s")}, {underWay} under way each";
            loops.Print(to, $"loops, {name}");
            actors.Print(to, $"actors, {name}");
            to.WriteLine($"{"actors / loops",-44} {$"{actors.Rate / loops.Rate:N2}",10} {$"{actors.At(50) / loops.At(50):N2}",10} {$"{actors.At(99) / loops.At(99):N2}",10} {$"{actors.Cpu / loops.Cpu:N2}",10}");
            Directory.Delete(folder, recursive: true);
        }
    }

    private static EngineOptions Options(int warehouses) =>
        new() { Warehouses = [.. Enumerable.Range(1, warehouses).Select(w => new WarehouseSetup(new($"BENCH-{w}"), "Europe/London", [new("D1")], [new("L1")]))], SnapshotAtStop = false };

    private static async Task<Contestant> LoopsAsync(string folder, int warehouses)
    {
        SqliteJournal journal = new(new SqliteJournalOptions { Path = Path.Combine(folder, "loops.db") }, NullLogger<SqliteJournal>.Instance);
        BackordersEngine engine = new(Options(warehouses), journal, TimeProvider.System, NullLoggerFactory.Instance);
        return await Contestant.StartAsync(engine, journal);
    }

    private static async Task<Contestant> ActorsAsync(string folder, int warehouses)
    {
        SqliteTurnStore store = SqliteTurnStore.Open(new SqliteStoreOptions { Path = Path.Combine(folder, "actors.db") }, TimeProvider.System);
        ActorWarehouses host = new(Options(warehouses), store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
        return await Contestant.StartAsync(host, store);
    }

    private sealed class Contestant(IWarehouseHost host, IAsyncDisposable store) : IAsyncDisposable
    {
        private static readonly OwnerId owner = new("ACME");
        private static readonly Sku sku = new("MUG");
        private readonly List<double> took = [];
        private TimeSpan cpu;
        private TimeSpan wall;
        private int scans;

        public double Rate => took.Count / wall.TotalSeconds;

        public double Cpu => cpu.TotalMicroseconds / took.Count;

        public static async Task<Contestant> StartAsync(IWarehouseHost host, IAsyncDisposable store)
        {
            await host.StartAsync(CancellationToken.None);
            foreach (WarehouseId warehouse in host.Ids)
            {
                await host.SubmitAsync(Request(warehouse, CommandKey.None, "", new DefineItems(owner, [new(sku, "A mug", true, [])])));
                CommandOutcome outcome = await host.SubmitAsync(Request(
                    warehouse, CommandKey.ForOrder(owner, new("1")), "1",
                    new SubmitOrder(new(owner, new("1")), new OrderTerms { Customer = "C" }, [new(1, sku, 1_000_000, default, 0, 0)], false)));
                if (outcome.Refused is { } refused)
                {
                    throw new InvalidOperationException(refused.Message);
                }
            }

            return new(host, store);
        }

        public async Task RunAsync(int underWay, TimeSpan duration, bool measured)
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan cpuBefore = process.TotalProcessorTime;
            long begun = Stopwatch.GetTimestamp();
            List<double>[] all = await Task.WhenAll(host.Ids.SelectMany(w => Enumerable.Range(0, underWay).Select(_ => Task.Run(() => CallAsync(w, begun, duration)))));
            process.Refresh();
            if (measured)
            {
                wall += Stopwatch.GetElapsedTime(begun);
                cpu += process.TotalProcessorTime - cpuBefore;
                took.AddRange(all.SelectMany(a => a));
            }
        }

        public double At(int percent)
        {
            took.Sort();
            return took[Math.Min(took.Count - 1, took.Count * percent / 100)];
        }

        public void Print(TextWriter to, string name) =>
            to.WriteLine($"{name,-44} {$"{Rate:N0}",10} {$"{At(50):N2} ms",10} {$"{At(99):N2} ms",10} {$"{Cpu:N1} us",10}");

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await store.DisposeAsync();
        }

        private async Task<List<double>> CallAsync(WarehouseId warehouse, long begun, TimeSpan duration)
        {
            List<double> times = [];
            while (Stopwatch.GetElapsedTime(begun) < duration)
            {
                string scan = $"{Interlocked.Increment(ref scans)}";
                long sent = Stopwatch.GetTimestamp();
                CommandOutcome outcome = await host.SubmitAsync(Request(
                    warehouse, CommandKey.ForScan(owner, new("S1"), new(scan)), scan,
                    new Backorders.Domain.Commands.Receive(new(owner, sku), 2, default, new(new("S1"), new(scan)), new("D1"), null, string.Empty, Quality.Usable, default)));
                times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                if (outcome.Refused is { } refused)
                {
                    throw new InvalidOperationException(refused.Message);
                }
            }

            return times;
        }

        private static CommandRequest Request(WarehouseId warehouse, CommandKey key, string content, Command command) =>
            new(warehouse, key, CommandDigest.Of(Encoding.UTF8.GetBytes(content)), "bench", command);
    }
}
