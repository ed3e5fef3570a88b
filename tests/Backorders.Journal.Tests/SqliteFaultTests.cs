using Backorders.Journal.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Journal.Tests;

/// <summary>The disk fails at its n-th use, for every n: whatever was acknowledged is there, and whatever is there is one unbroken chain.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private const int shard = 3;
    private const int ioError = 10;
    private const int usesMax = 400;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task NthUseFails_ForEveryN_AcknowledgedRowsAreThereAndTheChainIsUnbroken()
    {
        int n = 1;
        while (await RunWithFault(n))
        {
            Assert.True(++n < usesMax, "The run never gets through.");
        }

        Assert.True(n > 30, $"Only {n} uses of the disk were seen.");
    }

    [Fact]
    public async Task CommitFails_BeforeItHappened_OutcomeIsUnknownAndTheRowsAreNotThere()
    {
        long stored = await AppendWithFaultAt("commit");

        Assert.Equal(0, stored);
    }

    [Fact]
    public async Task CommitFails_AfterItHappened_OutcomeIsUnknownAndTheRowsAreThere()
    {
        long stored = await AppendWithFaultAt("committed");

        Assert.Equal(4, stored);
    }

    [Fact]
    public async Task AppendAfterAFailure_WithoutTaking_IsRefused()
    {
        bool fail = false;
        await using SqliteJournal journal = Open(name => ThrowIf(fail && name == "insert", name));
        ShardGrant grant = await journal.TakeAsync(shard, default);
        fail = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(Rows.After(grant, 2)));
        fail = false;

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(Rows.After(grant, 2)));
    }

    [Fact]
    public async Task DiskFull_StoresNothingAndRecoversWhenThereIsRoom()
    {
        await using SqliteJournal journal = Open(null);
        ShardGrant grant = await journal.TakeAsync(shard, default);
        JournalBatch first = Rows.After(grant, 3);
        await journal.AppendAsync(first);
        await journal.LimitPagesAsync(30);

        await Assert.ThrowsAnyAsync<JournalException>(async () => await journal.AppendAsync(Rows.After(grant, 3, first.NewHead, 50, bodyBytes: 8_000)));

        ShardGrant again = await journal.TakeAsync(shard, default);
        Assert.Equal((3, first.NewHead), (again.LastSeq, again.Head));
        await journal.AppendAsync(Rows.After(again, 50, bodyBytes: 8_000));
        Assert.Equal(53, (await journal.ReadAsync(shard, 0, 100, default)).Count);
    }

    /// <summary>Whether the fault was met.</summary>
    private async Task<bool> RunWithFault(int n)
    {
        string path = folder.Sub($"fault-{n}.db");
        int uses = 0;
        bool met = false;
        await using SqliteJournal journal = Open(
            name =>
            {
                if (++uses == n)
                {
                    met = true;
                    throw new SqliteFailure(ioError, name, "disk I/O error");
                }
            },
            path);
        long acknowledged = 0;
        ShardGrant? grant = null;
        (long seq, ChainHash head) = (0, ChainHash.Zero);
        for (int batchNo = 0; batchNo < 6; batchNo++)
        {
            try
            {
                if (grant is null)
                {
                    grant = await journal.TakeAsync(shard, default);
                    Assert.True(grant.LastSeq >= acknowledged, $"n = {n}: {acknowledged} rows were acknowledged, {grant.LastSeq} are there.");
                    (seq, head) = (grant.LastSeq, grant.Head);
                }

                JournalBatch batch = Rows.After(grant, seq, head, 3);
                await journal.AppendAsync(batch);
                (seq, head) = (batch.LastSeq, batch.NewHead);
                acknowledged = seq;
                await journal.WriteSnapshotAsync(shard, Rows.Snapshot(seq, 2), default);
            }
            catch (JournalException)
            {
                grant = null;
            }
        }

        IReadOnlyList<JournalRow> rows = await OnceMore(() => journal.ReadAsync(shard, 0, 1_000, default));
        Assert.True(rows.Count >= acknowledged && Rows.IsUnbroken(rows), $"n = {n}: {acknowledged} acknowledged, {rows.Count} there.");
        Assert.NotNull(await OnceMore(() => journal.ReadSnapshotAsync(shard, default)));
        return met;
    }

    /// <summary>The fault comes once: whoever only reads may simply read again.</summary>
    private static async Task<T> OnceMore<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (JournalUnavailableException)
        {
            return await read();
        }
    }

    private async Task<long> AppendWithFaultAt(string operation)
    {
        bool fail = false;
        await using SqliteJournal journal = Open(name => ThrowIf(fail && name == operation, name));
        ShardGrant grant = await journal.TakeAsync(shard, default);
        fail = true;
        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(async () => await journal.AppendAsync(Rows.After(grant, 4)));
        fail = false;
        return (await journal.TakeAsync(shard, default)).LastSeq;
    }

    private static void ThrowIf(bool fail, string name)
    {
        if (fail)
        {
            throw new SqliteFailure(ioError, name, "disk I/O error");
        }
    }

    private SqliteJournal Open(Action<string>? faultPoint, string? path = null) =>
        new(new() { Path = path ?? folder.Store }, NullLogger<SqliteJournal>.Instance, faultPoint);
}
