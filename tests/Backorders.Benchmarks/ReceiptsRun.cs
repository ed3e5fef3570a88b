using System.Diagnostics;
using System.Text;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Cli.Bench;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Benchmarks;

/// <summary>
/// Durable receipts a second without gRPC: callers in this process that each wait for their answer. On SQLite with <c>synchronous = FULL</c>, or on a PostgreSQL database, in a schema
/// for each case that is left behind.
/// </summary>
internal static class ReceiptsRun
{
    private static readonly TimeSpan warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan measured = TimeSpan.FromSeconds(4);
    private static readonly (int Warehouses, int UnderWay)[] cases = [(1, 1), (1, 64), (1, 1_024), (16, 8)];

    public static async Task PrintAsync(TextWriter to, string? connection)
    {
        QuickRun.PrintMachine(to);
        to.WriteLine($"{"receipts of 2 that serve a waiting line",-44} {"a second",10} {"p50",10} {"p99",10} {"CPU each",10}");
        foreach ((int warehouses, int underWay) in cases)
        {
            string folder = Directory.CreateTempSubdirectory("backorders-receipts-").FullName;
            ITurnStore store = connection is null
                ? SqliteTurnStore.Open(new SqliteStoreOptions { Path = Path.Combine(folder, "turns.db") }, TimeProvider.System)
                : await OpenAsync(connection, Path.GetFileName(folder));
            ActorWarehouses host = new(Options(warehouses), store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
            await using (Site site = await Site.StartAsync(host, store))
            {
                await site.RunAsync(underWay, warmUp, isMeasured: false);
                await site.RunAsync(underWay, measured, isMeasured: true);
                site.Print(to, $"{warehouses} warehouse{(warehouses == 1 ? "" : "s")}, {underWay} under way each");
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<PostgresTurnStore> OpenAsync(string connection, string name)
    {
        NodeOptions options = new()
        {
            Journal = JournalKind.Postgres,
            Postgres = new PostgresOptions { ConnectionString = connection, Schema = name.Replace('-', '_').ToLowerInvariant() },
        };
        await NodeDatabase.MigrateAsync(options, null, CancellationToken.None);
        PostgresTurnStoreOptions turns = new(options.Postgres, options.Cluster.Name, "bench", TimeSpan.FromSeconds(options.Cluster.ClockSkewSecondsMax));
        return PostgresTurnStore.Create(turns, TimeProvider.System, waiting: TimeProvider.System);
    }

    private static WarehouseHostOptions Options(int warehouses) =>
        new() { Warehouses = [.. Enumerable.Range(1, warehouses).Select(w => new WarehouseSetup(new($"BENCH-{w}"), "Europe/London", [new("D1")], [new("L1")]))], SnapshotAtStop = false };

    private sealed class Site(IWarehouseHost host, IAsyncDisposable store) : IAsyncDisposable
    {
        private static readonly OwnerId owner = new("ACME");
        private static readonly Sku sku = new("MUG");
        private readonly Latencies took = new();
        private TimeSpan cpu;
        private TimeSpan wall;
        private int scans;

        public static async Task<Site> StartAsync(IWarehouseHost host, IAsyncDisposable store)
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

        public async Task RunAsync(int underWay, TimeSpan duration, bool isMeasured)
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan cpuBefore = process.TotalProcessorTime;
            long begun = Stopwatch.GetTimestamp();
            Latencies? counts = isMeasured ? took : null;
            await Task.WhenAll(host.Ids.SelectMany(w => Enumerable.Range(0, underWay).Select(_ => Task.Run(() => CallAsync(w, begun, duration, counts)))));
            process.Refresh();
            if (isMeasured)
            {
                wall += Stopwatch.GetElapsedTime(begun);
                cpu += process.TotalProcessorTime - cpuBefore;
            }
        }

        public void Print(TextWriter to, string name) => to.WriteLine(
            $"{name,-44} {$"{took.Count / wall.TotalSeconds:N0}",10} {$"{took.Percentile(0.5):N2} ms",10} {$"{took.Percentile(0.99):N2} ms",10} {$"{cpu.TotalMicroseconds / took.Count:N1} us",10}");

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await store.DisposeAsync();
        }

        private async Task CallAsync(WarehouseId warehouse, long begun, TimeSpan duration, Latencies? counts)
        {
            while (Stopwatch.GetElapsedTime(begun) < duration)
            {
                string scan = $"{Interlocked.Increment(ref scans)}";
                long sent = Stopwatch.GetTimestamp();
                CommandOutcome outcome = await host.SubmitAsync(Request(
                    warehouse, CommandKey.ForScan(owner, new("S1"), new(scan)), scan,
                    new Backorders.Domain.Commands.Receive(new(owner, sku), 2, default, new(new("S1"), new(scan)), new("D1"), null, string.Empty, Quality.Usable, default)));
                counts?.Add(Stopwatch.GetElapsedTime(sent));
                if (outcome.Refused is { } refused)
                {
                    throw new InvalidOperationException(refused.Message);
                }
            }
        }

        private static CommandRequest Request(WarehouseId warehouse, CommandKey key, string content, Command command) =>
            new(warehouse, key, CommandDigest.Of(Encoding.UTF8.GetBytes(content)), "bench", command);
    }
}
