using Backorders.Journal.Cluster;
using Backorders.Journal.Sqlite;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Journal.Tests;

public sealed class MemorySealTests : SealConformance
{
    protected override ISoleJournal Open() => new MemoryJournal();
}

public sealed class SqliteSealTests : SealConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Seal_OutlivesTheProcess()
    {
        await using (ISoleJournal journal = Open())
        {
            await journal.SealAsync(3, "why", default);
        }

        await using ISoleJournal later = Open();

        await Assert.ThrowsAsync<JournalHeldException>(async () => await later.TakeAsync(3, default));
    }

    [Fact]
    public async Task StoreOfTheFirstVersion_IsBroughtUpToDateAndKeepsItsRows()
    {
        JournalBatch batch;
        await using (ISoleJournal journal = Open())
        {
            batch = Rows.After(await journal.TakeAsync(3, default), 5);
            await journal.AppendAsync(batch);
        }

        using (SqliteDatabase database = new(folder.Store, null))
        {
            database.Execute("test", "DROP TABLE shard_seal; PRAGMA user_version = 1");
        }

        await using ISoleJournal later = Open();

        Rows.AssertSame(batch.Rows, await later.ReadAsync(3, 0, 100, default));
        Assert.True(await later.SealAsync(3, "why", default));
    }

    protected override ISoleJournal Open() => new SqliteJournal(new() { Path = folder.Store }, NullLogger<SqliteJournal>.Instance);
}

public sealed class SoleNodeStoreTests
{
    private static readonly NodeIdentity self = new("alone", new Guid(1, 0, 0, new byte[8]), "http://127.0.0.1:5081", 100);

    [Fact]
    public async Task Record_HasOneLiveNodeThatOwnsWhatIsNotSealed()
    {
        ManualTimeProvider time = new();
        MemoryJournal journal = new();
        SoleNodeStore store = new(journal, () => self, time);
        await journal.TakeAsync(4, default);
        await journal.TakeAsync(9, default);
        await store.SealAsync(9, "closed for stocktaking", default);

        ClusterRecord record = await store.ReadAsync(default);

        Assert.False(store.IsShared);
        Assert.Equal(time.GetUtcNow(), record.StoreTime);
        Assert.Equal([new NodeRecord(self, 0, TimeSpan.Zero, true, false)], record.Nodes);
        Assert.Equal(
            [
                new ShardRecord(4, 1, ShardState.Owned, self.Incarnation, "alone", null, 0, null),
                new ShardRecord(9, 1, ShardState.Sealed, null, null, null, 0, "closed for stocktaking"),
            ],
            record.Shards);
    }

    [Fact]
    public async Task Nothing_MovesOrIsDrained()
    {
        MemoryJournal journal = new();
        SoleNodeStore store = new(journal, () => self, new ManualTimeProvider());
        ShardGrant grant = await journal.TakeAsync(4, default);

        Assert.False(await store.BeginMoveAsync(grant, null, default));
        Assert.False(await store.GiveAsync(grant, 0, null, default));
        Assert.False(await store.EvictAsync(4, grant.Epoch, default));
        Assert.False(await store.SetDrainingAsync("alone", true, default));
        await journal.AppendAsync(Rows.After(grant, 1));
    }
}
