using System.Diagnostics;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Benchmarks;

/// <summary>
/// How long a node's warehouses take to come back from a store, until the first durable answer. The store is a copy of one that somebody else made, such as
/// <c>backorders demo --lines FILE --once --data DIR</c>. The first recovery of the process compiles; the others show what remains.
/// </summary>
internal static class RecoveryRun
{
    private const int Runs = 4;

    private static readonly (string Name, int SnapshotsLost)[] cases = [("snapshot at the end", 0), ("snapshot before that, and the rows since", 1), ("no snapshot, all rows", int.MaxValue)];

    public static async Task PrintAsync(TextWriter to, string folder)
    {
        QuickRun.PrintMachine(to);
        to.WriteLine($"{"until the first durable answer, seconds",-44} {"first",8} {"second",8} {"third",8} {"fourth",8} {"CPU first",10} {"last",6} {"turns",10} {"peak MiB",10}");
        foreach ((string name, int lost) in cases)
        {
            string copy = Directory.CreateTempSubdirectory("backorders-recovery-").FullName;
            foreach (string file in Directory.GetFiles(folder, "turns*.db*"))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            SqliteStoreOptions options = new() { Path = Path.Combine(copy, "turns.db") };
            Lose(options.SnapshotPath, lost);
            List<double> took = [];
            List<double> processor = [];
            long turns = 0;
            for (int run = 0; run < Runs; run++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                (double seconds, turns) = await RecoverAsync(options, run);
                took.Add(seconds);
                processor.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
                GC.Collect();
            }

            to.WriteLine($"{name,-44} {string.Join(' ', took.Select(t => $"{t,8:N2}"))} {processor[0],10:N2} {processor[^1],6:N2} {turns,10:N0} {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576,10:N0}");
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<(double Seconds, long Turns)> RecoverAsync(SqliteStoreOptions options, int run)
    {
        await using SqliteTurnStore store = SqliteTurnStore.Open(options, TimeProvider.System);
        WarehouseId warehouse = (await store.Rows.ListWarehousesAsync(default)).Single();
        WarehouseOpened opened = (WarehouseOpened)(await store.Rows.ReadAfterAsync(warehouse, 0, 1, default))[0].Batch.Read()[0].Turn.Events[0];
        long turns = (await store.Rows.ReadLastAsync(warehouse, default))!.Value.Batch.LastSeq;
        WarehouseHostOptions engine = new() { Warehouses = [new WarehouseSetup(warehouse, opened.TimeZone, opened.Doors, opened.Lanes)], SnapshotAtStop = false };
        await using ActorWarehouses host = new(engine, store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
        long begun = Stopwatch.GetTimestamp();
        await host.StartAsync(default);
        CommandOutcome outcome = await host.SubmitAsync(new(
            warehouse, CommandKey.None, CommandDigest.None, "bench", new DefineItems(new("BENCH"), [new(new($"ITEM-{run}"), "A thing", true, [])])));
        return outcome.Refused is { } refused ? throw new InvalidOperationException(refused.Message) : (Stopwatch.GetElapsedTime(begun).TotalSeconds, turns);
    }

    private static void Lose(string path, int snapshots)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM warehouse_snapshot WHERE sequence_number IN (SELECT sequence_number FROM warehouse_snapshot ORDER BY sequence_number DESC LIMIT $1)";
        command.Parameters.AddWithValue("$1", snapshots);
        command.ExecuteNonQuery();
    }
}
