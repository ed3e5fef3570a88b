using Backorders.Journal.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Journal.Tests;

public sealed class SqliteJournalTests : JournalConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reopened_HoldsEveryRow()
    {
        JournalBatch batch;
        await using (IJournal first = Open())
        {
            batch = Rows.After(await first.TakeAsync(Shard, default), 10);
            await first.AppendAsync(batch);
        }

        await using IJournal second = Open();

        Rows.AssertSame(batch.Rows, await second.ReadAsync(Shard, 0, 100, default));
    }

    [Fact]
    public async Task OpenTwice_TheSecondIsToldThatAnotherHasIt()
    {
        await using IJournal first = Open();
        await first.TakeAsync(Shard, default);
        await using IJournal second = Open();

        JournalUnavailableException e = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await second.TakeAsync(Shard, default));

        Assert.Contains("Another process has the store", e.Message);
    }

    [Fact]
    public async Task StoreOfALaterVersion_IsRefusedAndLeftAlone()
    {
        await using (IJournal journal = Open())
        {
            await journal.TakeAsync(Shard, default);
        }

        using (SqliteDatabase database = new(folder.Store, null))
        {
            database.Execute("test", $"PRAGMA user_version = {SqliteSchema.Version + 1}");
        }

        await using IJournal older = Open();

        JournalVersionException e = await Assert.ThrowsAsync<JournalVersionException>(async () => await older.TakeAsync(Shard, default));
        Assert.Contains($"version {SqliteSchema.Version + 1}", e.Message);
    }

    [Fact]
    public async Task FileOfAnotherProgram_IsRefused()
    {
        using (SqliteDatabase database = new(folder.Store, null))
        {
            database.Execute("test", "CREATE TABLE theirs(x)");
        }

        await using IJournal journal = Open();

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.TakeAsync(Shard, default));
    }

    [Fact]
    public async Task FileThatIsNoDatabase_IsRefused()
    {
        await File.WriteAllTextAsync(folder.Store, new string('x', 10_000));
        await using IJournal journal = Open();

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.TakeAsync(Shard, default));
    }

    [Fact]
    public async Task TornTail_LosesWholeBatchesAtTheEndAndNothingElse()
    {
        await using SqliteJournal journal = new(new() { Path = folder.Store }, NullLogger<SqliteJournal>.Instance);
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        (long seq, ChainHash head) = (0, ChainHash.Zero);
        for (int i = 0; i < 8; i++)
        {
            JournalBatch batch = Rows.After(grant, seq, head, 5, bodyBytes: 900);
            await journal.AppendAsync(batch);
            (seq, head) = (batch.LastSeq, batch.NewHead);
        }

        byte[] log = await ReadShared(folder.Store + "-wal");
        foreach (int cut in new[] { 0, 1, 1_000, 5_000, 20_000, log.Length - 100 })
        {
            string copy = folder.Sub($"torn-{cut}.db");
            await File.WriteAllBytesAsync(copy, await ReadShared(folder.Store));
            await File.WriteAllBytesAsync(copy + "-wal", log[..^cut]);
            await using SqliteJournal torn = new(new() { Path = copy }, NullLogger<SqliteJournal>.Instance);
            ShardGrant found = await torn.TakeAsync(Shard, default);
            IReadOnlyList<JournalRow> rows = await torn.ReadAsync(Shard, 0, 1_000, default);
            Assert.True(Rows.IsUnbroken(rows));
            Assert.Equal((rows.Count, 0), (found.LastSeq, rows.Count % 5));
            Assert.Equal(rows.Count == 0 ? ChainHash.Zero : rows[^1].Hash, found.Head);
        }
    }

    protected override IJournal Open() => new SqliteJournal(new() { Path = folder.Store }, NullLogger<SqliteJournal>.Instance);

    private static async Task<byte[]> ReadShared(string path)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
