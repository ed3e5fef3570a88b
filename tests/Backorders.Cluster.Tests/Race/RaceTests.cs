using System.Diagnostics;
using System.Globalization;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Xunit.Abstractions;

namespace Backorders.Cluster.Tests.Race;

/// <summary>
/// Owners without leases and without the take's guard, who are killed and frozen in the middle of appends: the database alone keeps every acknowledged row,
/// without a gap, under epochs that never fall, in one unbroken chain. <c>BACKORDERS_RACE_SECONDS=120</c> lets it run longer.
/// </summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    public const int Shards = 3;
    private const int contenders = 8;

    [PostgresFact]
    public async Task HostileOwners_KilledAndFrozenInMidAppend_LoseNothingThatWasAcknowledged()
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_RACE_SEED"), out ulong given) ? given : 20_261_125;
        int seconds = int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_RACE_SECONDS"), out int wanted) ? wanted : 20;
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await PostgresStore.MigrateAsync(options, [PostgresSchema.Part], "race", null, default);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-race-");
        try
        {
            (int kills, int stops) = await RaceAsync(options, folder.FullName, new SeededRandom(seed), TimeSpan.FromSeconds(seconds));
            Ledger ledger = Ledger.Read(folder.FullName);
            string summary = $"seed {seed}, {seconds} s, {contenders} contenders, {Shards} shards: {ledger} {kills} kill -9, {stops} SIGSTOP";

            Figures.Tell(summary);
            output.WriteLine(summary);
            await ledger.CheckAsync(options, Shards);
            Assert.True(ledger.Takeovers > seconds && ledger.AcknowledgedRows > seconds * 10 && kills > 0 && stops > 0, $"hardly a race: {summary}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Kills, int Stops)> RaceAsync(PostgresOptions options, string folder, SeededRandom random, TimeSpan duration)
    {
        (int kills, int stops, int started) = (0, 0, 0);
        Process[] racing = [.. Enumerable.Range(0, contenders).Select(_ => Start())];
        Dictionary<int, long> frozen = [];
        long begin = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(60));
        while (Stopwatch.GetElapsedTime(begin) < duration && await timer.WaitForNextTickAsync())
        {
            int victim = random.Next(contenders);
            if (random.Percent(12))
            {
                racing[victim].Kill();
                await racing[victim].WaitForExitAsync();
                racing[victim].Dispose();
                racing[victim] = Start();
                frozen.Remove(victim);
                kills++;
            }
            else if (frozen.TryAdd(victim, Stopwatch.GetTimestamp() + (Stopwatch.Frequency * random.Next(50, 900) / 1_000)))
            {
                await SignalAsync("STOP", racing[victim]);
                stops++;
            }

            foreach (int thawed in frozen.Where(f => f.Value <= Stopwatch.GetTimestamp()).Select(f => f.Key).ToArray())
            {
                frozen.Remove(thawed);
                await SignalAsync("CONT", racing[thawed]);
            }
        }

        foreach (Process process in racing)
        {
            await SignalAsync("CONT", process);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        return (kills, stops);

        Process Start() => Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            [
                typeof(RaceTests).Assembly.Location, "contender", options.ConnectionString, Path.Combine(folder, $"{++started}.ledger"),
                random.NextUInt64().ToString(CultureInfo.InvariantCulture), $"contender-{started}",
            ])
        {
            RedirectStandardInput = true,
        })!;
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
