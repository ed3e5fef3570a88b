using Backorders.Testing;

namespace Backorders.Journal.Tests;

/// <summary>The contract of <see cref="IJournal"/>, run against every implementation.</summary>
public abstract class JournalConformance
{
    protected const int Shard = 7;

    protected abstract IJournal Open();

    [Fact]
    public async Task Take_OfAnUnusedShard_StandsBeforeTheFirstRow()
    {
        await using IJournal journal = Open();

        ShardGrant grant = await journal.TakeAsync(Shard, default);

        Assert.Equal((Shard, 0, ChainHash.Zero), (grant.Shard, grant.LastSeq, grant.Head));
        Assert.True(grant.Epoch > 0);
    }

    [Fact]
    public async Task Take_Again_RaisesTheEpochAndChangesTheGrant()
    {
        await using IJournal journal = Open();
        ShardGrant first = await journal.TakeAsync(Shard, default);

        ShardGrant second = await journal.TakeAsync(Shard, default);

        Assert.True(second.Epoch > first.Epoch);
        Assert.NotEqual(first.GrantId, second.GrantId);
    }

    [Fact]
    public async Task Append_ThenRead_GivesTheSameRows()
    {
        await using IJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        JournalBatch batch = Rows.After(grant, 3);

        await journal.AppendAsync(batch);

        Rows.AssertSame(batch.Rows, await journal.ReadAsync(Shard, 0, 100, default));
    }

    [Fact]
    public async Task Append_ThenTake_StandsAtTheLastRow()
    {
        await using IJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        JournalBatch batch = Rows.After(grant, 3);
        await journal.AppendAsync(batch);

        ShardGrant next = await journal.TakeAsync(Shard, default);

        Assert.Equal((3, batch.NewHead), (next.LastSeq, next.Head));
        Assert.Equal(new ShardHead(3, batch.NewHead), await journal.ReadHeadAsync(Shard, default));
    }

    [Fact]
    public async Task Append_UnderAnEarlierGrant_IsFencedAndStoresNothing()
    {
        await using IJournal journal = Open();
        ShardGrant stale = await journal.TakeAsync(Shard, default);
        await journal.TakeAsync(Shard, default);

        await Assert.ThrowsAsync<JournalFencedException>(async () => await journal.AppendAsync(Rows.After(stale, 1)));

        Assert.Empty(await journal.ReadAsync(Shard, 0, 10, default));
    }

    [Fact]
    public async Task Append_AtAPlaceAlreadyTaken_IsFencedAndStoresNothing()
    {
        await using IJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        await journal.AppendAsync(Rows.After(grant, 2));

        await Assert.ThrowsAsync<JournalFencedException>(async () => await journal.AppendAsync(Rows.After(grant, 1)));

        Assert.Equal(2, (await journal.ReadAsync(Shard, 0, 10, default)).Count);
    }

    [Fact]
    public async Task Append_OnAnotherHead_IsFenced()
    {
        await using IJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        JournalBatch first = Rows.After(grant, 2);
        await journal.AppendAsync(first);

        JournalBatch wrongHead = Rows.After(grant, 2, ChainHash.Zero, 1);

        await Assert.ThrowsAsync<JournalFencedException>(async () => await journal.AppendAsync(wrongHead));
    }

    [Fact]
    public async Task Append_OfManyBatches_LeavesNoGap()
    {
        await using IJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        (long seq, ChainHash head) = (0, ChainHash.Zero);
        for (int i = 1; i <= 50; i++)
        {
            JournalBatch batch = Rows.After(grant, seq, head, i);
            await journal.AppendAsync(batch);
            (seq, head) = (batch.LastSeq, batch.NewHead);
        }

        IReadOnlyList<JournalRow> rows = await journal.ReadAsync(Shard, 0, 10_000, default);

        Assert.Equal(Enumerable.Range(1, 50 * 51 / 2).Select(i => (long)i), rows.Select(r => r.Seq));
    }

    [Fact]
    public async Task Append_ToTwoShards_KeepsThemApart()
    {
        await using IJournal journal = Open();
        ShardGrant one = await journal.TakeAsync(1, default);
        ShardGrant two = await journal.TakeAsync(2, default);

        await Task.WhenAll(journal.AppendAsync(Rows.After(one, 5)).AsTask(), journal.AppendAsync(Rows.After(two, 3)).AsTask());

        Assert.Equal(5, (await journal.ReadAsync(1, 0, 100, default)).Count);
        Assert.Equal(3, (await journal.ReadAsync(2, 0, 100, default)).Count);
        Assert.Equal([1, 2], await journal.ListShardsAsync(default));
    }

    [Fact]
    public async Task Append_ToTwoShardsOneOfThemFenced_StoresTheOther()
    {
        await using IJournal journal = Open();
        ShardGrant stale = await journal.TakeAsync(1, default);
        await journal.TakeAsync(1, default);
        ShardGrant good = await journal.TakeAsync(2, default);

        Task fenced = Attempt(journal, Rows.After(stale, 5));
        Task stored = Attempt(journal, Rows.After(good, 3));

        await Assert.ThrowsAsync<JournalFencedException>(() => fenced);
        await stored;
        Assert.Equal([2], await journal.ListShardsAsync(default));
    }

    [Theory]
    [InlineData(0, 2, 1, 2)]
    [InlineData(3, 100, 4, 5)]
    [InlineData(5, 100, 0, 0)]
    public async Task Read_OfAPage_GivesTheRowsAfterThePlace(long after, int max, long first, long last)
    {
        await using IJournal journal = Open();
        await journal.AppendAsync(Rows.After(await journal.TakeAsync(Shard, default), 5));

        IReadOnlyList<JournalRow> page = await journal.ReadAsync(Shard, after, max, default);

        Assert.Equal((first, last), page.Count == 0 ? (0, 0) : (page[0].Seq, page[^1].Seq));
    }

    [Fact]
    public async Task Read_OfLargeRows_EndsThePageEarlyButNotEmpty()
    {
        await using IJournal journal = Open();
        await journal.AppendAsync(Rows.After(await journal.TakeAsync(Shard, default), 5, bodyBytes: 3_000_000));

        IReadOnlyList<JournalRow> page = await journal.ReadAsync(Shard, 0, 100, default);

        Assert.InRange(page.Count, 1, 4);
    }

    [Fact]
    public async Task Snapshot_NeverWritten_IsNull()
    {
        await using IJournal journal = Open();

        Assert.Null(await journal.ReadSnapshotAsync(Shard, default));
    }

    [Fact]
    public async Task Snapshot_Written_IsReadAsItWas()
    {
        await using IJournal journal = Open();
        StoredSnapshot written = Rows.Snapshot(5, 3);

        await journal.WriteSnapshotAsync(Shard, written, default);

        Rows.AssertSame(written, await journal.ReadSnapshotAsync(Shard, default));
    }

    [Fact]
    public async Task Snapshot_WrittenTwice_TheLaterCounts()
    {
        await using IJournal journal = Open();
        await journal.WriteSnapshotAsync(Shard, Rows.Snapshot(5, 3), default);
        StoredSnapshot later = Rows.Snapshot(9, 2);

        await journal.WriteSnapshotAsync(Shard, later, default);
        await journal.WriteSnapshotAsync(Shard, Rows.Snapshot(7, 1), default);

        Rows.AssertSame(later, await journal.ReadSnapshotAsync(Shard, default));
    }

    [Fact]
    public async Task Cancelled_BeforeARead_Throws()
    {
        await using IJournal journal = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await journal.ReadAsync(Shard, 0, 1, new CancellationToken(true)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomWriters_WhoTakeTheShardFromEachOther_LeaveOneUnbrokenChain(ulong seed)
    {
        SeededRandom random = new(seed);
        await using IJournal journal = Open();
        (ShardGrant Grant, long Seq, ChainHash Head)[] writers = new (ShardGrant, long, ChainHash)[3];
        long acknowledged = 0;
        for (int i = 0; i < 200; i++)
        {
            int who = random.Next(writers.Length);
            if (writers[who].Grant is null || random.Percent(20))
            {
                ShardGrant grant = await journal.TakeAsync(Shard, default);
                writers[who] = (grant, grant.LastSeq, grant.Head);
                continue;
            }

            JournalBatch batch = Rows.After(writers[who].Grant, writers[who].Seq, writers[who].Head, random.Next(1, 9), random: random);
            if (await TryAppend(journal, batch))
            {
                writers[who] = (writers[who].Grant, batch.LastSeq, batch.NewHead);
                acknowledged += batch.Rows.Count;
            }
        }

        IReadOnlyList<JournalRow> rows = await journal.ReadAsync(Shard, 0, 10_000, default);
        Assert.True(acknowledged == rows.Count, $"{random}: {acknowledged} acknowledged, {rows.Count} stored");
        Assert.True(Rows.IsUnbroken(rows), $"{random}: the chain is broken");
    }

    private static async Task Attempt(IJournal journal, JournalBatch batch) => await journal.AppendAsync(batch);

    private static async Task<bool> TryAppend(IJournal journal, JournalBatch batch)
    {
        try
        {
            await journal.AppendAsync(batch);
            return true;
        }
        catch (JournalFencedException)
        {
            return false;
        }
    }
}
