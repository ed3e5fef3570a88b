using Backorders.Journal.Cluster;

namespace Backorders.Journal.Tests;

/// <summary>The contract of <see cref="ISoleJournal"/>, run against every implementation.</summary>
public abstract class SealConformance
{
    private const int Shard = 7;

    protected abstract ISoleJournal Open();

    [Fact]
    public async Task Sealed_NothingIsAppendedUnderTheGrantThatWasHeld()
    {
        await using ISoleJournal journal = Open();
        ShardGrant grant = await journal.TakeAsync(Shard, default);
        JournalBatch first = Rows.After(grant, 2);
        await journal.AppendAsync(first);

        Assert.True(await journal.SealAsync(Shard, "the roof leaks", default));

        await Assert.ThrowsAsync<JournalFencedException>(async () => await journal.AppendAsync(Rows.After(grant, 2, first.NewHead, 1)));
        Assert.Equal(2, (await journal.ReadAsync(Shard, 0, 10, default)).Count);
    }

    [Fact]
    public async Task Sealed_CannotBeTaken_AndSaysWhy()
    {
        await using ISoleJournal journal = Open();
        await journal.SealAsync(Shard, "the roof leaks", default);

        JournalHeldException e = await Assert.ThrowsAsync<JournalHeldException>(async () => await journal.TakeAsync(Shard, default));

        Assert.Contains("the roof leaks", e.Message, StringComparison.Ordinal);
        await journal.TakeAsync(Shard + 1, default);
    }

    [Fact]
    public async Task SealedTwice_TheFirstReasonStands()
    {
        await using ISoleJournal journal = Open();
        Assert.True(await journal.SealAsync(Shard, "first", default));

        Assert.False(await journal.SealAsync(Shard, "second", default));

        Assert.Equal([new SoleShard(Shard, 0, 0, "first")], await journal.ReadShardsAsync(default));
    }

    [Fact]
    public async Task Unsealed_IsTakenUnderALaterEpochWhereItStood()
    {
        await using ISoleJournal journal = Open();
        ShardGrant before = await journal.TakeAsync(Shard, default);
        JournalBatch batch = Rows.After(before, 3);
        await journal.AppendAsync(batch);
        await journal.SealAsync(Shard, "why", default);

        Assert.True(await journal.UnsealAsync(Shard, default));
        Assert.False(await journal.UnsealAsync(Shard, default));

        ShardGrant after = await journal.TakeAsync(Shard, default);
        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal((3, batch.NewHead), (after.LastSeq, after.Head));
        await journal.AppendAsync(Rows.After(after, 3, batch.NewHead, 1));
        Assert.Equal([new SoleShard(Shard, after.Epoch, 4, null)], await journal.ReadShardsAsync(default));
    }

    [Fact]
    public async Task Unsealed_TheGrantFromBeforeIsSpent()
    {
        await using ISoleJournal journal = Open();
        ShardGrant before = await journal.TakeAsync(Shard, default);
        await journal.SealAsync(Shard, "why", default);
        await journal.UnsealAsync(Shard, default);

        await Assert.ThrowsAsync<JournalFencedException>(async () => await journal.AppendAsync(Rows.After(before, 1)));
    }
}
