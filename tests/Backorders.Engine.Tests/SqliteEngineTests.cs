using Backorders.Domain;
using Backorders.Journal.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine.Tests;

/// <summary>The engine on its real store: real threads, real files.</summary>
public sealed class SqliteEngineTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-test-");

    private string Store => Path.Combine(folder.FullName, "store.db");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_OnTheFile_FindsTheSameStateAndAnswers(bool orderly)
    {
        string hash;
        CommandOutcome first;
        await using (SqliteJournal journal = Open())
        {
            await using BackordersEngine engine = await Start(journal);
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => engine.SubmitAsync(i % 3 == 0 ? Host.Order($"{i}") : Host.Scan($"{i}"))));
            first = await engine.SubmitAsync(Host.Scan("1"));
            hash = (await engine.AskAsync(Host.Warehouse, new HashState())).Value!;
            if (orderly)
            {
                await engine.StopAsync(default);
            }
        }

        await using SqliteJournal again = Open();
        await using BackordersEngine after = await Start(again);

        Assert.Equal(hash, (await after.AskAsync(Host.Warehouse, new HashState())).Value);
        CommandOutcome repeated = await after.SubmitAsync(Host.Scan("1"));
        Assert.Equal((first.Seq, first.At, true), (repeated.Seq, repeated.At, repeated.Repeated));
    }

    [Fact]
    public async Task FlippedByteInTheFile_IsFoundByTheVerifierAtItsRow()
    {
        await using (SqliteJournal journal = Open())
        {
            await using BackordersEngine engine = await Start(journal);
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => engine.SubmitAsync(Host.Scan($"needle-{i}"))));
        }

        byte[] bytes = await File.ReadAllBytesAsync(Store);
        int at = bytes.AsSpan().IndexOf("needle-31"u8);
        bytes[at] ^= 0x20;
        await File.WriteAllBytesAsync(Store, bytes);

        await using SqliteJournal damaged = Open();
        VerificationReport report = Assert.Single(await new JournalVerifier(damaged).VerifyAllAsync(default));

        Assert.False(report.IsGood);
        Assert.Equal(report.Turns + 1, report.BrokenAt);
        Assert.Contains("hash", report.Problem);
    }

    [Fact]
    public async Task SecondEngineOnTheFile_DoesNotStartAndSaysWhy()
    {
        await using SqliteJournal journal = Open();
        await using BackordersEngine engine = await Start(journal);
        await using SqliteJournal second = Open();

        Exception e = await Assert.ThrowsAsync<Journal.JournalUnavailableException>(() => Start(second));

        Assert.Contains("Another process", e.Message);
    }

    private static async Task<BackordersEngine> Start(SqliteJournal journal)
    {
        EngineOptions options = new() { Warehouses = [new(Host.Warehouse, "Europe/Berlin", [Host.Door], [new("L1")])], CheckInvariantsEvery = 50 };
        BackordersEngine engine = new(options, journal, TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(default);
        await engine.SubmitAsync(new(
            Host.Warehouse, default, default, "test", new Domain.Commands.DefineItems(Host.Owner, [new Item(Host.Sku, "Bolt", true, [])])));
        return engine;
    }

    private SqliteJournal Open() => new(new() { Path = Store }, NullLogger<SqliteJournal>.Instance);
}
