using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A write fails: what its row became is told by the journal, and callers by what it is.</summary>
public sealed class WriteFailureTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public WriteFailureTests() => store = new(time);

    [Fact]
    public async Task Write_ThatFailsBeforeItIsStored_IsWrittenAgainWithWhatCameMeanwhile_AndNothingIsRead()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint failing = new();
        (int recoveries, int replayed) = (store.Recoveries, store.Replayed);
        store.OnWrite = async (_, _) =>
        {
            store.OnWrite = null;
            await failing.PassAsync();
            throw new JournalUnavailableException("no room");
        };
        Task<CommandOutcome> first = yard.Submit(Yard.Scan("1"));
        await failing.Reached;
        Task<CommandOutcome>[] later = [yard.Submit(Yard.Scan("2")), yard.Submit(Yard.Scan("3"))];
        await yard.Decided();
        failing.Release();

        CommandOutcome[] all = await Task.WhenAll([first, .. later]);

        Assert.All(all, o => Assert.True(o is { Refused: null, Repeated: false }));
        Assert.Equal([all[0].Seq, all[0].Seq + 1, all[0].Seq + 2], all.Select(o => o.Seq));
        TurnBatch again = store.Writes.Last();
        Assert.Equal((all[0].Seq, all[2].Seq), (again.FirstSeq, again.LastSeq));
        Assert.Equal(15, await yard.OnHand());
        Assert.Equal((recoveries + 1, replayed), (store.Recoveries, store.Replayed));
    }

    [Fact]
    public async Task Write_ThatFailsAfterItIsStored_IsAnswered_AndNotWrittenAgain()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            await write();
            throw new JournalOutcomeUnknownException("the line went dead");
        };
        int before = store.Writes.Count;

        CommandOutcome outcome = await yard.Submit(Yard.Scan("1"));

        Assert.True(outcome is { Refused: null, Repeated: false });
        Assert.Equal(before + 1, store.Writes.Count);
        Assert.Equal(5, await yard.OnHand());
        Assert.Equal(outcome.Seq, yard.Place.Feed.Durable);
    }

    [Fact]
    public async Task Write_ThatLandsAfterItWasGivenUp_IsFoundAndAnsweredOnce()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        Func<Task>? late = null;
        store.OnWrite = (_, write) =>
        {
            late = write;
            store.OnWrite = async (_, second) =>
            {
                // The row that was given up comes just before the one in its place.
                store.OnWrite = null;
                await late();
                await second();
            };
            throw new JournalOutcomeUnknownException("no answer in time");
        };

        CommandOutcome outcome = await yard.Submit(Yard.Scan("1"));

        Assert.True(outcome is { Refused: null, Repeated: false });
        Assert.True((await yard.Submit(Yard.Scan("1"))).Repeated);
        Assert.Equal(5, await yard.OnHand());
        await AssertChain(outcome.Seq);
    }

    [Fact]
    public async Task Write_ThatLandsBetweenTheLookAtTheJournalAndTheReplay_IsAnsweredFromTheJournal()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        store.OnWrite = (_, write) =>
        {
            store.OnWrite = null;
            store.BeforeReplay = () =>
            {
                store.BeforeReplay = null;
                return write();
            };
            throw new JournalOutcomeUnknownException("no answer in time");
        };

        CommandOutcome outcome = await yard.Submit(Yard.Scan("1"));

        Assert.Null(outcome.Refused);
        Assert.Equal(5, await yard.OnHand());
        await AssertChain(outcome.Seq);
    }

    [Fact]
    public async Task Write_ThatFailsTwice_IsRefusedTransiently_AndTheStateIsSetBack()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Scan("1"));
        string hash = await yard.StateHash();
        store.FailWrites(2);

        CommandOutcome failed = await yard.Submit(Yard.Scan("2"));

        Assert.Equal(Refusal.StoreUnavailable, failed.Refused!.Reason);
        Assert.True(failed.Refused.Reason.IsTransient());
        Assert.Equal(hash, await yard.StateHash());
        Assert.True(await yard.Submit(Yard.Scan("2")) is { Refused: null, Repeated: false });
        Assert.Equal(10, await yard.OnHand());
    }

    [Fact]
    public async Task Write_ThatIsRejected_EndsTheActor_AndLeavesNoGap()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        long row = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Number;
        store.OnWrite = (_, _) =>
        {
            store.OnWrite = null;
            throw new RejectedWriteException();
        };

        CommandOutcome outcome = await yard.Submit(Yard.Scan("1"));

        Assert.Null(outcome.Refused);
        TurnRowHead last = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        Assert.Equal((row + 1, outcome.Seq), (last.Number, last.Batch.LastSeq));
        Assert.Null((await yard.Submit(Yard.Scan("2"))).Refused);
    }

    [Fact]
    public async Task WriteToASealedShard_IsRefused_AndServedAgainWhenItIsOpened()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        int shard = ShardMap.ShardOf(Yard.Warehouse);
        await store.Seals.SealAsync(shard, "moves to another building", default);

        CommandOutcome refused = await yard.Submit(Yard.Scan("1"));
        await store.Seals.UnsealAsync(shard, default);

        Assert.Equal(Refusal.ShardSealed, refused.Refused!.Reason);
        Assert.Contains("moves to another building", refused.Refused.Message, StringComparison.Ordinal);
        Assert.True(await yard.Submit(Yard.Scan("1")) is { Refused: null, Repeated: false });
        Assert.Equal(5, await yard.OnHand());
    }

    [Fact]
    public async Task CallsThatWaitAtASealedShard_AreToldItsReason()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.BatchTurnsMax = 1);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome>[] calls = [.. Enumerable.Range(1, 5).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await write.Reached;
        await store.Seals.SealAsync(ShardMap.ShardOf(Yard.Warehouse), "moves to another building", default);
        await yard.Queued(4);

        write.Release();
        CommandOutcome[] outcomes = await Task.WhenAll(calls);

        Assert.All(outcomes, o => Assert.Equal(Refusal.ShardSealed, o.Refused!.Reason));
        Assert.Contains("moves to another building", outcomes[^1].Refused!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoWaitsForTasks_LooksAgain_WhenTurnsLandedWithoutAWord()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        long before = yard.Place.Work.VersionOf(Yard.Owner);
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            await write();
            throw new JournalOutcomeUnknownException("the line went dead");
        };

        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);

        await Yard.Until(() => yard.Place.Work.VersionOf(Yard.Owner) > before);
    }

    /// <summary>Rows and turns are numbered without gaps, and each row follows the one before it.</summary>
    private async Task AssertChain(long lastSeq)
    {
        (long last, ChainHash head) = (0, ChainHash.Zero);
        foreach (TurnRow row in await store.Rows.ReadAfterAsync(Yard.Warehouse, 0, long.MaxValue, default))
        {
            Assert.Equal((last + 1, head), (row.Batch.FirstSeq, row.Batch.Before));
            (last, head) = (row.Batch.LastSeq, row.Batch.After);
        }

        Assert.Equal(lastSeq, last);
    }
}
