using Akka.Actor;
using System.Collections.Concurrent;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Hosting;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Snapshots are short cuts: folded from what is durable, used where they stand on the journal, passed over where they cannot be used.</summary>
public sealed class SnapshotTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public SnapshotTests() => store = new(time);

    [Fact]
    public async Task SnapshotAndTheRowsAfterIt_GiveTheStateOfTheWholeJournal()
    {
        string hash = await WorkAsync(60, o => o.SnapshotEveryTurns = 25);
        TurnSnapshot snapshot = (await store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default))!;
        TurnRowHead last = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        int read = store.RowsRead;

        await using Yard after = new(store, time);
        string again = await after.StateHash();
        read = store.RowsRead - read;
        ShardFold whole = (await new StateReader(new WithoutSnapshots(store.Rows), Yard.Warehouse).LoadAsync(last.Batch.LastSeq, default)).Fold;

        Assert.Equal(hash, again);
        Assert.Equal(hash, SnapshotCodec.StateHash(whole.Find(Yard.Warehouse)!.Warehouse));
        Assert.Equal(last.Number - snapshot.Row, read);
        Assert.True((await after.Submit(Yard.Scan("1"))).Repeated);
    }

    [Fact]
    public async Task SnapshotThatIsWrittenWhileTurnsAreDecided_IsNeverAheadOfTheJournal()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.SnapshotEveryTurns = 10);
        SyncPoint writing = new();
        store.BeforeSnapshot = writing.PassAsync;
        for (int i = 0; i < 12; i++)
        {
            await yard.Submit(Yard.Scan($"{i}"));
        }

        await writing.Reached;
        SyncPoint row = store.HoldWrite();
        Task<CommandOutcome> undurable = yard.Submit(Yard.Scan("undurable"));
        await row.Reached;
        writing.Release();
        await Until(async () => await ReadAsync() is not null);

        TurnSnapshot snapshot = (await ReadAsync())!;
        TurnRowHead head = (await store.Rows.ReadHeadAsync(Yard.Warehouse, snapshot.Row, default))!.Value;
        Assert.Equal((head.Batch.LastSeq, head.Batch.After), (snapshot.State.Seq, snapshot.State.Head));
        Assert.True(snapshot.State.Seq <= yard.Place.Feed.Durable);
        row.Release();
        Assert.Null((await undurable).Refused);
    }

    [Fact]
    public async Task WarehouseThatIsAboutToLeave_WritesASnapshot_WhereItsNextNodeWouldFoldForLong()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await Prepare(yard);
        Assert.Null(await store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default));
        await Task.WhenAll(Enumerable.Range(0, SnapshotKeeper.FewTurns + 1).Select(i => yard.Submit(Yard.Scan($"{i}"))));

        await Prepare(yard);

        TurnRowHead last = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        Assert.Equal(last.Number, (await store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default))!.Row);
        Assert.Null((await yard.Submit(Yard.Scan("still served"))).Refused);
    }

    [Fact]
    public async Task WarehouseThatIsAboutToLeave_HoldsUpNobody_WhenItsSnapshotFailsOrItHasLeft()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await Task.WhenAll(Enumerable.Range(0, SnapshotKeeper.FewTurns + 1).Select(i => yard.Submit(Yard.Scan($"{i}"))));
        store.BeforeSnapshot = () => throw new JournalUnavailableException("The disk is full.");
        await Prepare(yard);

        SyncPoint writing = new();
        store.BeforeSnapshot = writing.PassAsync;
        await Task.WhenAll(Enumerable.Range(0, SnapshotKeeper.FewTurns + 1).Select(i => yard.Submit(Yard.Scan($"more {i}"))));
        Task preparing = Prepare(yard);
        await writing.Reached;
        Assert.False(preparing.IsCompleted);
        await yard.DisposeAsync();

        await preparing;
    }

    [Fact]
    public async Task SnapshotUnderWayWhenTheGatewayEnds_IsGivenUp()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.SnapshotEveryTurns = 5);
        SyncPoint writing = new();
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeSnapshot = async () =>
        {
            await writing.PassAsync();
            over.SetResult();
        };
        for (int i = 0; i < 10; i++)
        {
            await yard.Submit(Yard.Scan($"{i}"));
        }

        await writing.Reached;
        await yard.HandOff();
        writing.Release();
        await over.Task;

        await using Yard after = new(store, time);
        Assert.Equal(50, await after.OnHand());
        Assert.Null(await ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NodeThatStopsInGoodOrder_LeavesASnapshotOfItsLastTurn_IfItIsToDoSo(bool snapshotAtStop)
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.SnapshotAtStop = snapshotAtStop);
        await yard.Submit(Yard.Scan("1"));
        string hash = await yard.StateHash();

        await yard.Finish();

        Assert.Equal(snapshotAtStop ? yard.Place.Feed.Durable : null, (await ReadAsync())?.State.Seq);
        int read = store.RowsRead;
        await using Yard after = new(store, time);
        Assert.Equal(hash, await after.StateHash());
        Assert.Equal(snapshotAtStop ? 0 : store.Writes.Count, store.RowsRead - read);
    }

    [Fact]
    public async Task HandOff_WritesNoSnapshot_BecauseTheWarehouseIsWaitedForElsewhere()
    {
        await using Yard yard = await Yard.StartAsync(store, time, o => o.SnapshotAtStop = true);
        await yard.Submit(Yard.Scan("1"));

        await yard.HandOff();

        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task NextSnapshotAfterARestart_IsDueSoManyTurnsAfterTheLastOne()
    {
        await using (Yard before = await Yard.StartAsync(store, time, o => o.SnapshotAtStop = true))
        {
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => before.Submit(Yard.Scan($"{i}"))));
            await before.Finish();
        }

        long saved = (await ReadAsync())!.State.Seq;
        await using Yard after = new(store, time, o => o.SnapshotEveryTurns = 20);
        int snapshots = 0;
        SyncPoint writing = new();
        store.BeforeSnapshot = () =>
        {
            snapshots++;
            return writing.PassAsync();
        };
        for (long seq = saved + 1; seq < saved + 20; seq++)
        {
            Assert.Equal(seq, (await after.Submit(Yard.Scan($"after {seq}"))).Seq);
        }

        await after.Heard();
        Assert.Equal(0, snapshots);
        await after.Submit(Yard.Scan("one more"));
        await writing.Reached;
        writing.Release();
        await Until(async () => (await ReadAsync())!.State.Seq == saved + 20);
        Assert.Equal(1, snapshots);
    }

    [Fact]
    public async Task SnapshotOfAnotherFormat_IsPassedOver()
    {
        string hash = await WorkAsync(20);
        TurnRowHead last = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        await store.Rows.WriteSnapshotAsync(
            Yard.Warehouse, new(last.Number, new StoredSnapshot(last.Batch.LastSeq, last.Batch.After, SnapshotCodec.Format + 1, [new byte[200]])), default);

        await using Yard after = new(store, time);

        Assert.Equal(hash, await after.StateHash());
    }

    [Fact]
    public async Task SnapshotThatCannotBeRead_IsPassedOver_AndTheOneBeforeItIsUsed()
    {
        string hash = await WorkAsync(30, o => o.SnapshotEveryTurns = 20);
        TurnSnapshot good = (await ReadAsync())!;
        TurnRowHead last = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        await store.Rows.WriteSnapshotAsync(
            Yard.Warehouse, new(last.Number, new StoredSnapshot(last.Batch.LastSeq, last.Batch.After, SnapshotCodec.Format, [new byte[200]])), default);
        int read = store.RowsRead;
        ConcurrentQueue<(string Category, string Text)> log = new();

        await using Yard after = new(store, time, logs: new RecordingLogs(log));

        Assert.Equal(hash, await after.StateHash());
        Assert.Equal(last.Number - good.Row, store.RowsRead - read);
        Assert.Contains(log, l => l.Text.Contains($"the snapshot of row {last.Number} cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SnapshotWithAFlippedBit_IsPassedOver()
    {
        string hash = await WorkAsync(20, o => o.SnapshotEveryTurns = 15);
        TurnSnapshot good = (await ReadAsync())!;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            SeededRandom random = new(seed);
            byte[] bytes = [.. good.State.Parts.SelectMany(p => p.ToArray())];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            await store.Rows.WriteSnapshotAsync(Yard.Warehouse, good with { State = good.State with { Parts = [bytes] } }, default);

            await using Yard after = new(store, time);

            Assert.True(hash == await after.StateHash(), random.ToString());
        }
    }

    [Fact]
    public async Task FoldUpToARowThatIsNotThere_Fails()
    {
        await WorkAsync(3);

        await Assert.ThrowsAnyAsync<JournalException>(
            () => Task.Run(() => new StateReader(store.Rows, Yard.Warehouse).LoadAsync(1_000, default)).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static Task Prepare(Yard yard)
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        yard.Gateway.Tell(new WarehouseGateway.Prepare(ready));
        return ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task<string> WorkAsync(int commands, Action<WarehouseHostOptions>? configure = null)
    {
        await using Yard yard = await Yard.StartAsync(store, time, configure);
        SeededRandom random = new(5);
        for (int i = 1; i <= commands; i++)
        {
            Assert.Null((await yard.Submit(random.Percent(40) && i > 1 ? Yard.Order($"{i}", random.Next(1, 9)) : Yard.Scan($"{i}", i == 1 ? 5 : random.Next(1, 9)))).Refused);
            time.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
        }

        if (yard.Options.SnapshotEveryTurns < commands)
        {
            await Until(async () => await ReadAsync() is not null);
        }

        return await yard.StateHash();
    }

    private ValueTask<TurnSnapshot?> ReadAsync() => store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default);

    private static async Task Until(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Yield();
        }
    }

    /// <summary>Reads as if no snapshot were there.</summary>
    private sealed class WithoutSnapshots(ITurnRows rows) : ITurnRows
    {
        public ValueTask<TurnRowHead?> ReadLastAsync(WarehouseId warehouse, CancellationToken cancellation) => rows.ReadLastAsync(warehouse, cancellation);

        public ValueTask<TurnRowHead?> ReadHeadAsync(WarehouseId warehouse, long row, CancellationToken cancellation) =>
            rows.ReadHeadAsync(warehouse, row, cancellation);

        public ValueTask<IReadOnlyList<TurnRow>> ReadAfterAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation) =>
            rows.ReadAfterAsync(warehouse, afterRow, bytesMax, cancellation);

        public ValueTask<TurnRowHead?> FindAsync(WarehouseId warehouse, long turn, CancellationToken cancellation) => rows.FindAsync(warehouse, turn, cancellation);

        public ValueTask<IReadOnlyList<WarehouseId>> ListWarehousesAsync(CancellationToken cancellation) => rows.ListWarehousesAsync(cancellation);

        public ValueTask<IReadOnlyList<TurnSnapshotHead>> ListSnapshotsAsync(WarehouseId warehouse, CancellationToken cancellation) => new([]);

        public ValueTask<TurnSnapshot?> ReadSnapshotAsync(WarehouseId warehouse, long upToTurn, int format, CancellationToken cancellation) =>
            new((TurnSnapshot?)null);

        public ValueTask WriteSnapshotAsync(WarehouseId warehouse, TurnSnapshot snapshot, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
