using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Tests;

/// <summary>The file may be lost, old, damaged or somebody else's.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task Cursor_NewFile_StandsAtTheStart()
    {
        await using ReadFile file = new();
        Assert.Equal(ReadCursor.Start, await file.Store.ReadCursorAsync(ReadFile.Warehouse, CancellationToken.None));
    }

    [Fact]
    public async Task Cursor_AfterReopening_IsThatOfTheLastCommit()
    {
        History history = History.Random(3, 200);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        await file.ReopenAsync();
        Assert.Equal(
            new ReadCursor(history.Turns[^1].Seq, history.Turns[^1].At, "Europe/London"), await file.Store.ReadCursorAsync(ReadFile.Warehouse, CancellationToken.None));
    }

    [Fact]
    public async Task Reset_RemovesOneWarehouseAlone()
    {
        History history = History.Random(3, 200);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        ReadModelWriter other = await ReadModelWriter.OpenAsync(file.Store, new Domain.WarehouseId("NORTH"), CancellationToken.None);
        await other.WriteAsync(history.Turns, CancellationToken.None);
        long lines = file.Ask<long>("SELECT count(*) FROM line");
        await file.Store.ResetAsync(ReadFile.Warehouse, CancellationToken.None);
        Assert.Equal(lines / 2, file.Ask<long>("SELECT count(*) FROM line"));
        Assert.Equal(0, file.Ask<long>("SELECT count(*) FROM cursor WHERE warehouse = 'LON1'"));
    }

    [Fact]
    public async Task File_OfAnotherSchema_IsEmptied()
    {
        await using ReadFile file = new();
        await file.WriteAsync(History.Random(3, 100).Turns);
        await file.ReopenAsync(path => Execute(path, "PRAGMA user_version = 9999"));
        Assert.Equal(ReadCursor.Start, await file.Store.ReadCursorAsync(ReadFile.Warehouse, CancellationToken.None));
        Assert.Equal(0, file.Ask<long>("SELECT count(*) FROM line"));
    }

    [Fact]
    public async Task File_Damaged_IsMadeAnew()
    {
        History history = History.Random(3, 100);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        await file.ReopenAsync(path => File.WriteAllText(path, new string('x', 100_000)));
        await Assert.ThrowsAsync<ReadModelUnavailableException>(async () => await file.Store.ReadCursorAsync(ReadFile.Warehouse, CancellationToken.None));
        await file.WriteAsync(history.Turns);
        Assert.Equal(history.Turns[^1].Seq, file.Ask<long>("SELECT seq FROM cursor"));
    }

    [Fact]
    public async Task File_OfAnotherProgram_IsLeftAlone()
    {
        await using ReadFile file = new();
        await file.ReopenAsync(path => Execute(path, "CREATE TABLE theirs(x)"));
        ReadModelUnavailableException refused = await Assert.ThrowsAsync<ReadModelUnavailableException>(
            async () => await file.Store.ReadCursorAsync(ReadFile.Warehouse, CancellationToken.None));
        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, file.Ask<long>("SELECT count(*) FROM theirs"));
    }

    [Fact]
    public async Task Discrepancies_PagesByKey_AreAllThereOnce()
    {
        await using ReadFile file = new();
        await file.WriteAsync(History.Random(5, 1500).Turns);
        List<Rows.DiscrepancyRow> found = [];
        DiscrepancyFilter filter = new() { Max = 3 };
        while (await file.Store.ListDiscrepanciesAsync(ReadFile.Warehouse, filter, CancellationToken.None) is { Count: > 0 } page)
        {
            found.AddRange(page);
            filter = filter with { After = (page[^1].Seq, page[^1].Part) };
        }

        Assert.Equal(file.Ask<long>("SELECT count(*) FROM discrepancy"), found.Count);
        Assert.Equal(found.Count, found.Select(d => (d.Seq, d.Part)).Distinct().Count());
        Assert.Contains(found, d => d.Kind == DiscrepancyKind.SuspectUnits);
        Assert.Contains(found, d => d.Kind == DiscrepancyKind.ShortReceipt);
        Assert.Contains(found, d => d.Kind == DiscrepancyKind.Damage);
    }

    [Fact]
    public async Task Discrepancies_OpenOnly_AreTheCountsThatNobodyDid()
    {
        History history = History.Random(5, 1500);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns, batch: 40);
        IReadOnlyList<Rows.DiscrepancyRow> open = await file.Store.ListDiscrepanciesAsync(
            ReadFile.Warehouse, new DiscrepancyFilter { OpenOnly = true, Max = 10_000 }, CancellationToken.None);
        Assert.Equal(file.Ask<long>("SELECT count(*) FROM task WHERE kind = 'Count' AND ended_at IS NULL"), open.Count);
        Assert.All(open, d => Assert.Equal(DiscrepancyKind.SuspectUnits, d.Kind));
    }

    private static void Execute(string path, string sql)
    {
        using SqliteConnection database = new($"Data Source={path};Pooling=False");
        database.Open();
        database.Execute(sql);
    }
}
