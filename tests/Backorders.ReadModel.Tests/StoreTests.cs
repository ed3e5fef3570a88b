using Backorders.ReadModel.Port;
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
        Assert.Equal(ReadCursor.Start, await file.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
    }

    [Fact]
    public async Task Cursor_AfterReopening_IsThatOfTheLastCommit()
    {
        History history = History.Random(3, 200);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        await file.ReopenAsync();
        Assert.Equal(
            new ReadCursor(history.Turns[^1].Seq, history.Turns[^1].At, "Europe/London"), await file.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
    }

    [Fact]
    public Task Reset_RemovesOneWarehouseAlone() => StoreConformance.ResetAsync(FoldTests.OpenAsync);

    [Fact]
    public Task Writer_ThatGoesOnFromElsewhere_IsRefused() => StoreConformance.StaleWriterAsync(FoldTests.OpenAsync);

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public Task Writers_ThatAllBelieveToBeTheOne_LeaveTheRowsOfOne(int seed) => StoreConformance.RaceAsync(FoldTests.OpenAsync, seed);

    [Fact]
    public async Task File_OfAnotherSchema_IsEmptied()
    {
        await using ReadFile file = new();
        await file.WriteAsync(History.Random(3, 100).Turns);
        await file.ReopenAsync(path => Execute(path, "PRAGMA user_version = 9999"));
        Assert.Equal(ReadCursor.Start, await file.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
        Assert.Equal(0, file.Ask<long>("SELECT count(*) FROM line"));
    }

    [Fact]
    public async Task File_Damaged_IsMadeAnew()
    {
        History history = History.Random(3, 100);
        await using ReadFile file = new();
        await file.WriteAsync(history.Turns);
        await file.ReopenAsync(path => File.WriteAllText(path, new string('x', 100_000)));
        await Assert.ThrowsAsync<ReadModelUnavailableException>(async () => await file.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
        await file.WriteAsync(history.Turns);
        Assert.Equal(history.Turns[^1].Seq, file.Ask<long>("SELECT seq FROM cursor"));
    }

    [Fact]
    public async Task File_OfAnotherProgram_IsLeftAlone()
    {
        await using ReadFile file = new();
        await file.ReopenAsync(path => Execute(path, "CREATE TABLE theirs(x)"));
        ReadModelUnavailableException refused = await Assert.ThrowsAsync<ReadModelUnavailableException>(
            async () => await file.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, file.Ask<long>("SELECT count(*) FROM theirs"));
    }

    [Fact]
    public Task Discrepancies_PagesByKey_AreAllThereOnce() => StoreConformance.DiscrepancyPagesAsync(FoldTests.OpenAsync);

    [Theory]
    [InlineData(40)]
    [InlineData(10_000)]
    public Task Discrepancies_OpenOnly_AreTheCountsThatNobodyDid(int batch) => StoreConformance.OpenDiscrepanciesAsync(FoldTests.OpenAsync, batch);

    private static void Execute(string path, string sql)
    {
        using SqliteConnection database = new($"Data Source={path};Pooling=False");
        database.Open();
        database.Execute(sql);
    }
}
