using Backorders.Actors.Port;
using Backorders.Domain.Commands;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A store that can be read but takes no rows: what wants to be written is tried again, but not without end at full speed.</summary>
public sealed class PauseTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public PauseTests() => store = new(time);

    [Fact]
    public async Task ShardThatIsSealedAtTheStart_IsTriedWithGrowingPauses_AndServedWhenItIsOpened()
    {
        int shard = ShardMap.ShardOf(Yard.Warehouse);
        await store.Seals.SealAsync(shard, "for now", default);
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);

        await AssertWritesStayAt(yard, 1, yard.Options.RetryAfter);
        yard.Wait(yard.Options.RetryAfter);
        await AssertWritesStayAt(yard, 2, 2 * yard.Options.RetryAfter);
        yard.Wait(yard.Options.RetryAfter);
        await AssertWritesStayAt(yard, 2, 2 * yard.Options.RetryAfter);
        yard.Wait(yard.Options.RetryAfter);
        await AssertWritesStayAt(yard, 3, 4 * yard.Options.RetryAfter);
        await store.Seals.UnsealAsync(shard, default);
        Task<CommandOutcome> items = yard.Submit(Yard.Items);
        yard.Wait(yard.Options.RetryAfterMax);

        Assert.Null((await items).Refused);
        Assert.Null(yard.Place.Trouble);
    }

    [Fact]
    public async Task WhatFallsDueWhileTheStoreTakesNoRows_IsTriedWithPauses_AndDoneOnceInTheEnd()
    {
        await using Yard yard = await Yard.StartAsync(store, time, before: Yard.WaitsByHand);
        await yard.Submit(Yard.Order("A"));
        await yard.Submit(Yard.Scan("1"));
        Assert.NotEmpty((await yard.Submit(Yard.Request(new PullTasks(Yard.Station, null, 1)))).Events);
        int before = store.Writes.Count;
        store.FailWrites(int.MaxValue);

        // The pull is answered before what falls due by it is noted; a question comes behind both.
        await yard.StateHash();
        time.Advance(TimeSpan.FromSeconds(Policy.Default.LeaseSeconds + 1));
        for (int write = 1; write <= 3; write++)
        {
            await Yard.Until(() => Moved(store.Writes.Count >= before + write));
        }

        await AssertWritesStayAt(yard, before + 3, yard.Options.RetryAfter);
        store.OnWrite = null;
        yard.Wait(yard.Options.RetryAfterMax);
        await Yard.Until(() => Moved(store.Writes.Count > before + 3));

        Assert.Empty((await yard.Ask((w, _) => new ListStationTasks(Yard.Station).Answer(w, default))).Value!);
        Assert.Single(await yard.Turns(), t => t.Turn.Actor == CommittedTurn.ClockActor);
    }

    [Fact]
    public async Task StoreThatTookARow_IsTrustedAgain()
    {
        await using Yard yard = await Yard.StartAsync(store, time, before: Yard.WaitsByHand);
        for (int i = 0; i < 5; i++)
        {
            store.FailWrites(1);
            Assert.Null((await yard.Submit(Yard.Scan($"{i}"))).Refused);
        }
    }

    /// <summary>A timer that was armed for what is already due fires when the clock is moved at all.</summary>
    private bool Moved(bool holds)
    {
        time.Advance(TimeSpan.Zero);
        return holds;
    }

    /// <summary>So many writes come, then a pause begins, and no more come, however much else is done meanwhile.</summary>
    private async Task AssertWritesStayAt(Yard yard, int count, TimeSpan pause)
    {
        await Yard.Until(() => store.Writes.Count >= count);
        await yard.Begun(pause);
        for (int i = 0; i < 500; i++)
        {
            time.Advance(TimeSpan.Zero);
            await yard.Heard();
        }

        Assert.True(count == store.Writes.Count, $"{store.Writes.Count} writes, not {count}");
    }
}
