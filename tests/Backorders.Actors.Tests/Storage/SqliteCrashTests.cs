using Akka.Actor;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Turns;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What of a file outlives its process, also one that was killed in mid-write, and copies that cannot be made.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int turnsEach = 5;

    private readonly TemporaryFolder folder = new();

    private string Copy => folder.Sub("copy.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reopened_HoldsEveryRowAndSeal()
    {
        await using (SqliteTurnStore first = Open(folder.Journal))
        {
            await AddAsync(first, rows: 3);
            Assert.True(await first.Seals.SealAsync(3, "the roof leaks", default));
        }

        await using SqliteTurnStore second = Open(folder.Journal);

        Assert.Equal(3, await CheckAsync(second));
        Assert.Equal((3, "the roof leaks"), Assert.Single(await second.Seals.ListAsync(default)) is var seal ? (seal.Shard, seal.Why) : default);
    }

    /// <summary>The log of the file as it may be after a power cut, with its end missing.</summary>
    [Fact]
    public async Task TornTail_LosesWholeRowsAtTheEnd_AndNothingElse()
    {
        const int rows = 8;
        await using SqliteTurnStore store = Open(folder.Journal);
        await AddAsync(store, rows);
        byte[] log = await ReadAsync(folder.Journal + "-wal");
        List<int> left = [];
        foreach (int cut in new[] { 0, 1, 1_000, 5_000, 20_000, log.Length - 100 })
        {
            string path = folder.Sub($"torn-{cut}.db");
            await File.WriteAllBytesAsync(path, await ReadAsync(folder.Journal));
            await File.WriteAllBytesAsync(path + "-wal", log[..^cut]);
            await using SqliteTurnStore torn = Open(path);
            left.Add(await CheckAsync(torn));
            await AddAsync(torn, rows: 1);
            Assert.Equal(left[^1] + 1, await CheckAsync(torn));
        }

        Assert.Equal((rows, 0), (left[0], left[^1]));
        Assert.Equal(left.OrderDescending(), left);
        Assert.Contains(left, l => l is > 0 and < rows);
    }

    [Theory]
    [InlineData(raw.SQLITE_FULL, StoreFailureKind.Refused, "full")]
    [InlineData(raw.SQLITE_READONLY, StoreFailureKind.Refused, "may not be written")]
    [InlineData(raw.SQLITE_BUSY, StoreFailureKind.Refused, "Another process")]
    [InlineData(raw.SQLITE_IOERR, StoreFailureKind.Unknown, "disk of")]
    [InlineData(raw.SQLITE_CORRUPT, StoreFailureKind.Unknown, "is damaged")]
    public void DiskThatFails_IsRefusedOnlyWhereNothingCanHaveBeenStored(int code, StoreFailureKind kind, string said)
    {
        StoreFailure failure = SqliteTrouble.Explain(new AggregateException(new SqliteException("the disk said no", code)), folder.Journal);

        Assert.Equal(kind, failure.Kind);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Journal, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_IsForThisUserAlone()
    {
        await using SqliteTurnStore store = Open(folder.Journal);

        Assert.Equal(await store.CopyToAsync(Copy, default), new FileInfo(Copy).Length);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Copy) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task FileThatIsThere_IsNeverReplacedByACopy()
    {
        await File.WriteAllTextAsync(Copy, "precious");
        await using SqliteTurnStore store = Open(folder.Journal);

        JournalCopyException e = await Assert.ThrowsAsync<JournalCopyException>(() => store.CopyToAsync(Copy, default).AsTask());

        Assert.Contains("is there already", e.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Copy));
    }

    [Fact]
    public async Task CopyIntoAFolderThatCannotBeMade_IsTold_AndTheStoreGoesOn()
    {
        await File.WriteAllTextAsync(folder.Sub("file"), "not a folder");
        await using SqliteTurnStore store = Open(folder.Journal);

        await Assert.ThrowsAsync<JournalCopyException>(() => store.CopyToAsync(Path.Combine(folder.Sub("file"), "copy.db"), default).AsTask());

        await AddAsync(store, rows: 2);
        Assert.Equal(2, await CheckAsync(store));
    }

    [Fact]
    public async Task CopyThatFailsInTheMiddle_LeavesNothing()
    {
        await using SqliteTurnStore store = Open(folder.Journal);
        await AddAsync(store, rows: 1);
        File.Move(folder.Journal, folder.Sub("away.db"));

        await Assert.ThrowsAsync<JournalCopyException>(() => store.CopyToAsync(Copy, default).AsTask());

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Copy)!, "copy.db*"));
        File.Move(folder.Sub("away.db"), folder.Journal);
        await store.CopyToAsync(Copy, default);
        await using SqliteTurnStore copy = Open(Copy);
        Assert.Equal(1, await CheckAsync(copy));
    }

    private static SqliteTurnStore Open(string path) => SqliteTurnStore.Open(new() { Path = path }, TimeProvider.System);

    private static async Task AddAsync(SqliteTurnStore store, int rows)
    {
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        for (int i = 0; i < rows; i++)
        {
            await system.AddAsync(actor, turnsEach, bodyBytes: 900);
        }

        await system.EndAsync();
    }

    /// <summary>How many rows there are, each whole and upon the one before it.</summary>
    private static async Task<int> CheckAsync(SqliteTurnStore store)
    {
        ChainHash head = ChainHash.Zero;
        IReadOnlyList<TurnRow> rows = await store.Rows.ReadAfterAsync(new("MAIN"), 0, long.MaxValue, default);
        foreach (TurnRow row in rows)
        {
            Assert.Equal((((row.Number - 1) * turnsEach) + 1, head), (row.Batch.FirstSeq, row.Batch.Before));
            Assert.Equal(turnsEach, row.Batch.Read().Count);
            head = row.Batch.After;
        }

        Assert.Equal(rows.Count, (await store.Rows.ReadLastAsync(new("MAIN"), default))?.Number ?? 0);
        return rows.Count;
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
