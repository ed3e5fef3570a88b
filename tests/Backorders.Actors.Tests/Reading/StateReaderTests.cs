using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Reading;

public sealed class StateReaderTests
{
    /// <summary>What a node does that is to take a warehouse over: it has the state, and needs only the turns since.</summary>
    [Fact]
    public async Task State_BuiltBesideTheActor_IsBroughtUpToDateByTheTurnsSince()
    {
        await using Yard yard = new();
        await yard.Submit(Yard.Items);
        await ScanAsync(yard, 0, 30);
        CountingRows rows = new(yard.Store.Rows);
        StateReader reader = new(rows, Yard.Warehouse, pageBytes: 1);
        FoldedState state = await reader.LoadLatestAsync(default);
        int pages = rows.Pages;
        CommandOutcome last = await yard.Submit(Yard.Scan("last"));

        await reader.AdvanceAsync(state, last.Seq, default);

        Assert.Equal(pages + 1, rows.Pages);
        Assert.Equal(last.Seq, state.Place.Seq);
        Assert.Equal((await yard.Store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Number, state.Place.Row);
        Assert.Equal(await yard.StateHash(), SnapshotCodec.StateHash(state.Fold.FindOrAdd(Yard.Warehouse).Warehouse));
    }

    /// <summary>A state that ends within a row goes on from there, and only where the row is still the same.</summary>
    [Fact]
    public async Task State_ThatEndsWithinARow_GoesOnFromThere()
    {
        await using Yard yard = new();
        await yard.Submit(Yard.Items);
        await ScanAsync(yard, 0, 100);
        TurnRowHead last = (await yard.Store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        Assert.True(last.Batch.Count > 1);
        StateReader reader = new(yard.Store.Rows, Yard.Warehouse);
        FoldedState state = await reader.LoadAsync(last.Batch.LastSeq - 1, default);
        Assert.Equal((last.Number - 1, last.Batch.LastSeq - 1), (state.Place.Row, state.Place.Seq));

        await reader.AdvanceAsync(state, last.Batch.LastSeq, default);

        Assert.Equal(new TurnPlace(last.Number, last.Batch.LastSeq, last.Batch.After), state.Place);
        Assert.Equal(await yard.StateHash(), SnapshotCodec.StateHash(state.Fold.FindOrAdd(Yard.Warehouse).Warehouse));
    }

    /// <summary>The gateway's snapshots are folds of whole rows, so a restart from one ends where a replay does.</summary>
    [Fact]
    public async Task Snapshots_OfTheGateway_StandOnTheirRows()
    {
        MemoryTurnStore store = new(new ManualTimeProvider());
        string hash;
        await using (Yard before = new(store, configure: o => o.SnapshotEveryTurns = 20))
        {
            await before.Submit(Yard.Items);
            for (int i = 0; i < 10; i++)
            {
                await ScanAsync(before, i * 10, 10);
            }

            hash = await before.StateHash();
            using Akka.TestKit.Xunit2.TestKit kit = new(before.System);
            await kit.AwaitConditionAsync(async () => await store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default) is not null);
        }

        TurnSnapshot snapshot = (await store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default))!;
        FoldedState replayed = await new StateReader(store.Rows, Yard.Warehouse).LoadAsync(snapshot.State.Seq, default);
        Assert.Equal((snapshot.Row, snapshot.State.Seq), (replayed.Place.Row, replayed.Place.Seq));
        await using Yard after = new(store);
        Assert.Equal(hash, await after.StateHash());
    }

    private static Task ScanAsync(Yard yard, int from, int count) => Task.WhenAll(Enumerable.Range(from, count).Select(i => yard.Submit(Yard.Scan($"{i}"))));
}
