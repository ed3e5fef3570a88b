using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.TestKit;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A warehouse's state is built beside its actors, and the actor's own recovery reads what came meanwhile.</summary>
public sealed class StateLoadingTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public StateLoadingTests() => store = new(time);

    [Fact]
    public async Task Recovery_ReadsNoRow_WhenNothingCameSinceTheStateWasBuilt()
    {
        string hash = await WorkAsync(10);
        int replayed = store.Replayed;

        await using Yard after = new(store, time);

        Assert.Equal(hash, await after.StateHash());
        Assert.Equal(replayed, store.Replayed);
    }

    [Fact]
    public async Task RowThatComesBetweenTheBuildingAndTheRecovery_IsInTheState()
    {
        await WorkAsync(10);
        await using Yard other = new(store, time);
        await other.OnHand();
        int replayed = store.Replayed;
        SyncPoint recovering = new();
        store.BeforeReplay = recovering.PassAsync;
        await using Yard yard = new(store, time);
        await recovering.Reached;
        store.BeforeReplay = null;
        Assert.Null((await other.Submit(Yard.Scan("meanwhile"))).Refused);
        recovering.Release();

        Assert.Equal(await other.StateHash(), await yard.StateHash());
        Assert.Equal(replayed + 1, store.Replayed);
    }

    [Fact]
    public async Task HandOff_WhileTheStateIsBeingBuilt_RefusesWhoWaits_AndGivesTheBuildingUp()
    {
        await WorkAsync(10);
        int recoveries = store.Recoveries;
        SyncPoint reading = new();
        store.BeforeRead = reading.PassAsync;
        await using Yard yard = new(store, time);
        using Akka.TestKit.Xunit2.TestKit kit = new(yard.System);
        yard.System.EventStream.Subscribe(kit.TestActor, typeof(DeadLetter));
        await reading.Reached;
        Task<CommandOutcome> waits = yard.Submit(Yard.Items);
        await yard.Queued(1);

        await yard.HandOff();
        reading.Release();

        Assert.Equal(Refusal.NotReady, (await waits).Refused!.Reason);
        DeadLetter over = await kit.FishForMessageAsync<DeadLetter>(letter => letter.Message is StateLoader.Done);
        Assert.IsAssignableFrom<OperationCanceledException>(((StateLoader.Done)over.Message).Failure);
        Assert.Equal(recoveries, store.Recoveries);
    }

    [Fact]
    public async Task StoreThatGoesAwayWhileTheStateIsBuilt_IsTriedAgain_AndTheRecoveryBeginsWithTheLaterState()
    {
        string hash = await WorkAsync(10);
        int reads = 0;
        store.BeforeRead = () => ++reads == 3 ? throw new JournalUnavailableException("away") : Task.CompletedTask;
        int replayed = store.Replayed;
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        await Yard.Until(() => yard.Place.Trouble is not null);
        await yard.Heard();
        yard.LetPausePass(yard.Options.RetryAfter);

        Assert.Equal(hash, await yard.StateHash());
        Assert.Equal(replayed, store.Replayed);
    }

    [Fact]
    public async Task StateThatDoesNotStandOnTheJournal_IsNotOffered()
    {
        await WorkAsync(10);
        await using Yard yard = new(store, time);
        using Akka.TestKit.Xunit2.TestKit kit = new(yard.System);
        FoldedState good = await new StateReader(store.Rows, Yard.Warehouse).LoadLatestAsync(default);
        FoldedState foreign = new(new ShardFold(), good.Place with { Head = ChainHash.Zero });
        FoldedState ahead = new(new ShardFold(), good.Place with { Row = good.Place.Row + 1 });

        Assert.Null(await OfferAsync(yard, kit, foreign));
        Assert.Null(await OfferAsync(yard, kit, ahead));
        Assert.Same(good, (await OfferAsync(yard, kit, good))!.Snapshot);
        Assert.Null(await OfferAsync(yard, kit, null));
    }

    /// <summary>What a recovery is given that begins now.</summary>
    private static async Task<SelectedSnapshot?> OfferAsync(Yard yard, TestKitBase kit, FoldedState? state)
    {
        await yard.OnHand();
        if (state is not null)
        {
            yard.Kept.Offer(Yard.Warehouse, state);
        }

        Persistence.Instance.Apply(yard.System).SnapshotStoreFor(string.Empty)
            .Tell(new LoadSnapshot(Yard.Warehouse.Value, SnapshotSelectionCriteria.Latest, long.MaxValue), kit.TestActor);
        return (await kit.ExpectMsgAsync<LoadSnapshotResult>()).Snapshot;
    }

    private async Task<string> WorkAsync(int scans)
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        for (int i = 0; i < scans; i++)
        {
            Assert.Null((await yard.Submit(Yard.Scan($"{i}"))).Refused);
        }

        return await yard.StateHash();
    }
}
