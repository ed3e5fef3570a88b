using System.Diagnostics;
using System.Globalization;
using Backorders.Actors.Storage.Postgres;
using Backorders.Domain.Ids;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Npgsql;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Cluster.WarehouseRace;

/// <summary>
/// Actor systems that all take themselves for the owner of the same warehouses, are killed, frozen in the middle of writes (some for longer than any patience) and lose
/// their connections: the database alone keeps every acknowledged command, once, in one unbroken chain. <c>BACKORDERS_RACE_SECONDS=3600</c> lets it run longer.
/// </summary>
[Collection(nameof(OneAtATime))]
[RunLonger("BACKORDERS_RACE_SECONDS", 3_600)]
public sealed class WarehouseRaceTests(ITestOutputHelper output) : IClassFixture<SuiteCost<WarehouseRaceTests>>
{
    public const string ClusterName = "race";
    private const int contenders = 5;
    private const int longFreezeSeconds = 60;

    public static readonly WarehouseId[] Warehouses = [new("W1"), new("W2"), new("W3")];

    private int kills;
    private int freezes;
    private int longFreezes;
    private int ended;
    private TimeSpan longestSilence;

    [PostgresFact]
    public async Task HostileOwners_KilledFrozenAndCutOff_LoseNothingThatWasAcknowledged()
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_RACE_SEED"), out ulong given) ? given : 20_261_129;
        int seconds = int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_RACE_SECONDS"), out int wanted) ? wanted : 20;
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await PostgresTurnStore.MigrateAsync(options, ClusterName, null, default);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-race-");
        try
        {
            await RaceAsync(options, folder.FullName, new SeededRandom(seed), TimeSpan.FromSeconds(seconds));
            WarehouseLedger ledger = WarehouseLedger.Read(folder.FullName);
            await using PostgresTurnStore store = await PostgresTurnStore.OpenAsync(new(options, ClusterName, "judge", TimeSpan.FromMinutes(1)), TimeProvider.System, default);
            await ledger.CheckAsync(store.Rows, warehouse => WritersOfAsync(options, warehouse));
            string summary = $"warehouses under hostile owners: seed {seed}, {seconds} s, {contenders} actor systems, {Warehouses.Length} warehouses: {ledger}; "
                + $"{kills} kill -9, {freezes} SIGSTOP of which {longFreezes} for {longFreezeSeconds} s, {ended} backends ended; longest time without a row of a warehouse {longestSilence.TotalSeconds:0.0} s";

            Figures.Tell(summary);
            output.WriteLine(summary);

            // The longer the histories, the longer a take-over: in an hour there are not many more than in its first ten minutes.
            Assert.True(ledger.Takeovers > Math.Min(seconds, 600) && ledger.Told > seconds * 10 && kills > 0 && freezes > 0 && ended > 0, $"hardly a race: {summary}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RaceAsync(PostgresOptions options, string folder, SeededRandom random, TimeSpan duration)
    {
        int started = 0;
        Process[] racing = [.. Enumerable.Range(0, contenders).Select(_ => Start())];
        Dictionary<int, long> frozen = [];
        using CancellationTokenSource over = new();
        Task watching = WatchAsync(options, over.Token);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(options.ConnectionString);
        await Poll.UntilAsync(
            () => Task.FromResult(Directory.GetFiles(folder, "*.ledger").Count(f => new FileInfo(f).Length > 0) == contenders), "every contender has been told something");
        long begin = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(60));
        while (Stopwatch.GetElapsedTime(begin) < duration && await timer.WaitForNextTickAsync(over.Token))
        {
            int victim = random.Next(contenders);
            bool isHarmless = kills == 0 && Stopwatch.GetElapsedTime(begin) > duration / 2; // a busy machine has fewer moments in which anything happens
            switch (isHarmless ? 0 : random.Next(1_000))
            {
                case < 6:
                    racing[victim].Kill();
                    await racing[victim].WaitForExitAsync();
                    racing[victim].Dispose();
                    racing[victim] = Start();
                    frozen.Remove(victim);
                    kills++;
                    break;
                case < 130:
                    await FreezeAsync(victim);
                    break;
                case < 180:
                    await EndBackendAsync(source, random);
                    break;
            }

            foreach (int thawed in frozen.Where(f => f.Value <= Stopwatch.GetTimestamp()).Select(f => f.Key).ToArray())
            {
                frozen.Remove(thawed);
                await SignalAsync("CONT", racing[thawed]);
            }
        }

        await over.CancelAsync();
        await watching;
        await EndAsync(racing);

        async Task FreezeAsync(int victim)
        {
            // One at a time is frozen for longer than anybody waits: whatever it held must not hold up the others.
            bool isLong = random.Percent(5) && frozen.Values.All(until => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until) < TimeSpan.FromSeconds(2));
            long until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * (isLong ? longFreezeSeconds * 1_000 : random.Next(50, 900)) / 1_000);
            if (frozen.TryAdd(victim, until))
            {
                await SignalAsync("STOP", racing[victim]);
                freezes++;
                longFreezes += isLong ? 1 : 0;
            }
        }

        Process Start() => Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            [
                typeof(WarehouseRaceTests).Assembly.Location, "warehouse-contender", options.ConnectionString, Path.Combine(folder, $"{++started}.ledger"),
                random.NextUInt64().ToString(CultureInfo.InvariantCulture), $"contender-{started}",
            ])
        {
            RedirectStandardInput = true,
        })!;
    }

    private static async Task EndAsync(IEnumerable<Process> racing)
    {
        foreach (Process process in racing)
        {
            await SignalAsync("CONT", process);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private async Task EndBackendAsync(NpgsqlDataSource source, SeededRandom random)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%contender%' AND datname = current_database() ORDER BY pid OFFSET $1 LIMIT 1) one");
        command.Parameters.Add(new NpgsqlParameter { Value = (long)random.Next(20) });
        ended += (int)(long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How long a warehouse's journal stood still, seen from outside. Not asserted: it depends on the machine.</summary>
    private async Task WatchAsync(PostgresOptions options, CancellationToken over)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(options.ConnectionString);
        Dictionary<string, (long Row, long Since)> seen = [];
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                await using NpgsqlCommand command = source.CreateCommand($"SELECT persistence_id, max(sequence_number) FROM {options.Schema}.turn_batch GROUP BY persistence_id");
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(over);
                while (await reader.ReadAsync(over))
                {
                    (string warehouse, long row, long now) = (reader.GetString(0), reader.GetInt64(1), Stopwatch.GetTimestamp());
                    if (!seen.TryGetValue(warehouse, out (long Row, long Since) before) || before.Row != row)
                    {
                        seen[warehouse] = (row, now);
                    }
                    else if (Stopwatch.GetElapsedTime(before.Since) > longestSilence)
                    {
                        longestSilence = Stopwatch.GetElapsedTime(before.Since);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The race is over.
        }
    }

    private static async Task<IReadOnlyList<string>> WritersOfAsync(PostgresOptions options, WarehouseId warehouse)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(options.ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand($"SELECT writer_uuid FROM {options.Schema}.turn_batch WHERE persistence_id = $1 ORDER BY sequence_number");
        command.Parameters.Add(new NpgsqlParameter { Value = warehouse.Value });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> writers = [];
        while (await reader.ReadAsync())
        {
            writers.Add(reader.GetString(0));
        }

        return writers;
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
