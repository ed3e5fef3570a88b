using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>
/// A node without a proof from the store says nothing of its warehouses: it may have lost them. Proves: nothing is taken, and of what was taken only what rests on a stored row
/// is answered.
/// </summary>
public sealed class ProofTests
{
    private readonly ManualTimeProvider time = new();
    private readonly ManualTimeProvider waiting = new();
    private readonly TroubledTurnStore store;
    private readonly StoreProof proof;

    public ProofTests()
    {
        store = new(time);
        proof = new(waiting);
        store.Watch = new StoreWatch(store.Seals.ListAsync, proof);
        Prove();
    }

    [Fact]
    public async Task NodeWithoutAProof_AnswersNothing_AndEverythingWithOne()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Scan("1"));
        int writes = store.Writes.Count;

        Freeze();

        Assert.All(
            [(await yard.Ask((w, _) => w.Id)).Refused, (await yard.Submit(Yard.Scan("2"))).Refused, (await yard.Submit(Yard.Scan("1"))).Refused],
            r => Assert.True(r is { Reason: Refusal.NotReady, Message: var why } && why.Contains("cut off", StringComparison.Ordinal)));
        Assert.Equal(writes, store.Writes.Count);
        Prove();
        Assert.Equal(5, await yard.OnHand());
        Assert.Null((await yard.Submit(Yard.Scan("2"))).Refused);
    }

    /// <summary>A full queue is no news of the warehouse either, but whoever is cut off is told so first.</summary>
    [Fact]
    public async Task NodeThatEnds_WithoutAProof_SaysThatItIsCutOff()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task ended = yard.HandOff();
        Freeze();

        CommandOutcome late = await yard.Submit(Yard.Scan("2"));
        write.Release();
        await ended;

        Assert.Contains("cut off", late.Refused!.Message, StringComparison.Ordinal);
        Assert.Null((await scan).Refused);
    }

    [Fact]
    public async Task ProofThatIsLostWhileARowIsUnderWay_TheRowIsAnswered_AndWhatWaitsBehindItIsNot()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task<CommandOutcome> again = yard.Submit(Yard.Scan("1"));
        Task<CommandOutcome> different = yard.Submit(Yard.Scan("1", quantity: 7));
        Task<QueryOutcome<WarehouseId>> question = yard.Ask((w, _) => w.Id);
        await yard.Decided();

        Freeze();
        write.Release();

        Assert.True(await scan is { Refused: null, Repeated: false });
        Assert.True(await again is { Refused: null, Repeated: true });
        Assert.Equal(Refusal.NotReady, (await different).Refused!.Reason);
        Assert.Equal(Refusal.NotReady, (await question).Refused!.Reason);
        Prove();
        Assert.Equal(Refusal.KeyReused, (await yard.Submit(Yard.Scan("1", quantity: 7))).Refused!.Reason);
    }

    /// <summary>A row that was under way for less than a proof's life is one: what waits behind it is answered.</summary>
    [Fact]
    public async Task RowThatLands_KeepsTheProof()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        waiting.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);
        waiting.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(5, await yard.OnHand());
        waiting.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusal.NotReady, (await yard.Ask((w, _) => w.Id)).Refused!.Reason);
    }

    /// <summary>The node that opens a warehouse describes it. Without a proof that is put off, and not tried at full speed.</summary>
    [Fact]
    public async Task WarehouseThatIsOpenedWithoutAProof_IsDescribedWhenThereIsOne()
    {
        await using (await Yard.StartAsync(store, time))
        {
            // Described already: to do so again changes nothing, so its answer rests on no row.
        }

        SyncPoint replay = new();
        store.BeforeReplay = replay.PassAsync;
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        await replay.Reached;
        Freeze();
        replay.Release();
        await Yard.Until(() => yard.Place.State == WarehouseHostState.Recovering);
        await yard.Heard();
        Prove();
        await Yard.Until(() =>
        {
            yard.LetPausePass(TimeSpan.FromSeconds(1));
            return yard.Place.State == WarehouseHostState.Ready;
        });

        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);
    }

    /// <summary>Time passes and nothing runs.</summary>
    private void Freeze() => waiting.Set(waiting.GetUtcNow() + StoreProof.Lifetime);

    private void Prove() => proof.NoteLook(proof.Now());
}
