using Backorders.Journal.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Journal.Tests;

/// <summary>Copies that the journal makes of itself while it takes appends.</summary>
public sealed class SqliteCopyTests : IDisposable
{
    private const int shard = 7;
    private const int ioError = 10;
    private const int diskFull = 13;

    private readonly TemporaryFolder folder = new();

    private string Copy => folder.Sub("copy.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Copy_OfAStoreThatTakesAppendsMeanwhile_IsAStoreUpToOneOfThem()
    {
        long acknowledged = 0;
        long before = 0;
        await using (SqliteJournal journal = Open())
        {
            ShardGrant grant = await journal.TakeAsync(shard, default);
            ChainHash head = ChainHash.Zero;
            for (int i = 0; i < 40; i++)
            {
                (acknowledged, head) = await AppendAsync(journal, grant, acknowledged, head, 50, bodyBytes: 4_000);
            }

            before = acknowledged;
            Task<long> copying = journal.CopyToAsync(Copy, default).AsTask();
            while (!copying.IsCompleted)
            {
                (acknowledged, head) = await AppendAsync(journal, grant, acknowledged, head, 3, bodyBytes: 900);
            }

            Assert.Equal(new FileInfo(Copy).Length, await copying);
        }

        Assert.True(acknowledged > before, "Nothing was appended while the copy was made.");
        await using SqliteJournal copy = Open(path: Copy);
        ShardGrant found = await copy.TakeAsync(shard, default);
        IReadOnlyList<JournalRow> rows = await ReadAllAsync(copy);
        Assert.True(found.LastSeq >= before && found.LastSeq <= acknowledged, $"{before} rows before, {acknowledged} after, {found.LastSeq} in the copy.");
        Assert.Equal(found.LastSeq, rows.Count);
        Assert.True(Rows.IsUnbroken(rows));
        await copy.AppendAsync(Rows.After(found, found.LastSeq, found.Head, 5));
        Assert.False(File.Exists(Copy + ".part"));
    }

    [Fact]
    public async Task Copy_IsForThisUserAlone()
    {
        await using SqliteJournal journal = Open();
        await journal.TakeAsync(shard, default);

        await journal.CopyToAsync(Copy, default);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Copy) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task FileThatIsThere_IsNeverReplaced()
    {
        await File.WriteAllTextAsync(Copy, "precious");
        await using SqliteJournal journal = Open();
        await journal.TakeAsync(shard, default);

        JournalCopyException e = await Assert.ThrowsAsync<JournalCopyException>(async () => await journal.CopyToAsync(Copy, default));

        Assert.Contains("is there already", e.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Copy));
    }

    [Fact]
    public async Task FolderThatCannotBeMade_IsToldAndTheStoreGoesOn()
    {
        await File.WriteAllTextAsync(folder.Sub("file"), "not a folder");
        await using SqliteJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(shard, default);

        await Assert.ThrowsAsync<JournalCopyException>(async () => await journal.CopyToAsync(Path.Combine(folder.Sub("file"), "copy.db"), default));

        await journal.AppendAsync(Rows.After(grant, 1));
    }

    [Theory]
    [InlineData("copy-open", ioError)]
    [InlineData("copy-step", ioError)]
    [InlineData("copy-step", diskFull)]
    public async Task DiskOfTheCopyFails_NothingIsLeftAndTheGrantStillHolds(string operation, int code)
    {
        int steps = 0;
        await using SqliteJournal journal = Open(name =>
        {
            if (name == operation && ++steps == (operation == "copy-open" ? 1 : 3))
            {
                throw new SqliteFailure(code, name, "the disk said no");
            }
        });
        ShardGrant grant = await journal.TakeAsync(shard, default);
        (long seq, ChainHash head) = await AppendAsync(journal, grant, 0, ChainHash.Zero, 900, bodyBytes: 4_000);

        JournalCopyException e = await Assert.ThrowsAsync<JournalCopyException>(async () => await journal.CopyToAsync(Copy, default));

        Assert.Contains("the disk said no", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Copy)!, "copy.db*"));
        await AppendAsync(journal, grant, seq, head, 3, bodyBytes: 10);
        await journal.CopyToAsync(Copy, default);
    }

    [Fact]
    public async Task StoreFailsMeanwhile_TheCopyEndsAndTheStoreIsOpenedAgain()
    {
        bool fail = false;
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using SqliteJournal journal = Open(name =>
        {
            if (name == "copy-step")
            {
                begun.TrySetResult();
            }
            else if (fail && name == "insert")
            {
                throw new SqliteFailure(ioError, name, "disk I/O error");
            }
        });
        ShardGrant grant = await journal.TakeAsync(shard, default);
        (long seq, ChainHash head) = (0, ChainHash.Zero);
        for (int i = 0; i < 20; i++)
        {
            (seq, head) = await AppendAsync(journal, grant, seq, head, 200, bodyBytes: 4_000);
        }

        Task<long> copying = journal.CopyToAsync(Copy, default).AsTask();
        await begun.Task;
        fail = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await AppendAsync(journal, grant, seq, head, 3, bodyBytes: 10));
        fail = false;

        await Assert.ThrowsAnyAsync<JournalException>(() => copying);
        ShardGrant again = await journal.TakeAsync(shard, default);
        Assert.Equal((seq, head), (again.LastSeq, again.Head));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Copy)!, "copy.db*"));
    }

    [Fact]
    public async Task Cancelled_LeavesNothing()
    {
        using CancellationTokenSource enough = new();
        await using SqliteJournal journal = Open(name =>
        {
            if (name == "copy-step")
            {
                enough.Cancel();
            }
        });
        ShardGrant grant = await journal.TakeAsync(shard, default);
        (long seq, ChainHash head) = await AppendAsync(journal, grant, 0, ChainHash.Zero, 900, bodyBytes: 4_000);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await journal.CopyToAsync(Copy, enough.Token));

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Copy)!, "copy.db*"));
        await AppendAsync(journal, grant, seq, head, 3, bodyBytes: 10);
    }

    private static async Task<(long Seq, ChainHash Head)> AppendAsync(SqliteJournal journal, ShardGrant grant, long seq, ChainHash head, int rows, int bodyBytes)
    {
        JournalBatch batch = Rows.After(grant, seq, head, rows, bodyBytes: bodyBytes);
        await journal.AppendAsync(batch);
        return (batch.LastSeq, batch.NewHead);
    }

    private static async Task<IReadOnlyList<JournalRow>> ReadAllAsync(SqliteJournal journal)
    {
        List<JournalRow> rows = [];
        while (await journal.ReadAsync(shard, rows.Count, 10_000, default) is { Count: > 0 } page)
        {
            rows.AddRange(page);
        }

        return rows;
    }

    private SqliteJournal Open(Action<string>? faultPoint = null, string? path = null) =>
        new(new() { Path = path ?? folder.Store }, NullLogger<SqliteJournal>.Instance, faultPoint);
}
