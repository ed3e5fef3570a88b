using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>What was read of the store is answered by only when the store has confirmed that it cannot be lost any more.</summary>
public sealed class ConfirmTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public ConfirmTests() => store = new(time);

    [Fact]
    public async Task RowThatLandedWithoutAWord_IsAnsweredWhenItIsConfirmed()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint confirming = new();
        store.BeforeConfirm = confirming.PassAsync;
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            await write();
            throw new JournalOutcomeUnknownException("not confirmed by the standby");
        };

        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await confirming.Reached;
        Task<QueryOutcome<long>> question = yard.Ask((w, _) => w.GetStock(new(Yard.Owner, Yard.Sku))!.OnHand);
        await yard.Queued(1);
        Assert.False(scan.IsCompleted || question.IsCompleted);
        confirming.Release();

        Assert.True(await scan is { Refused: null, Repeated: false });
        Assert.Equal(5, (await question).Value);
    }

    [Fact]
    public async Task StoreThatCannotConfirm_IsAskedAgainAfterAPause_AndCallersAreRefusedMeanwhile()
    {
        SyncPoint confirming = new();
        store.BeforeConfirm = async () =>
        {
            await confirming.PassAsync();
            throw new JournalUnavailableException("the standby is away");
        };
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        await confirming.Reached;
        Task<CommandOutcome> queued = yard.Submit(Yard.Items);
        await yard.Queued(1);
        confirming.Release();

        Assert.Equal(Refusal.StoreUnavailable, (await queued).Refused!.Reason);
        Assert.Contains("the standby is away", yard.Place.Trouble, StringComparison.Ordinal);
        await yard.Heard();
        store.BeforeConfirm = null;
        yard.Wait(yard.Options.RetryAfterMax);
        Assert.Null((await yard.Submit(Yard.Items)).Refused);
        Assert.Null(yard.Place.Trouble);
    }

    [Fact]
    public async Task HandOff_WhileTheStoreConfirms_RefusesWhoWaits_AndEnds()
    {
        SyncPoint confirming = new();
        store.BeforeConfirm = confirming.PassAsync;
        await using Yard yard = new(store, time);
        await confirming.Reached;
        Task<CommandOutcome> waits = yard.Submit(Yard.Items);
        await yard.Queued(1);

        await yard.HandOff();

        Assert.Equal(Refusal.NotReady, (await waits).Refused!.Reason);
        confirming.Release();
    }
}
