using Backorders.Actors.Port;
using Backorders.Domain.Commands;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>What falls due comes by the clock of decisions, once, without anybody calling.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan lease = TimeSpan.FromSeconds(Policy.Default.LeaseSeconds + 1);

    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public ClockTests() => store = new(time);

    [Trait("Case", "17")]
    [Fact]
    public async Task LeaseThatRunsOut_IsTakenBackByTheClockAlone_Once()
    {
        await using Yard yard = await LeasedAsync();
        int before = store.Writes.Count;

        time.Advance(lease);
        await Yard.Until(() => store.Writes.Count > before);

        await AssertTakenBackOnce(yard);
        time.Advance(lease);
        await AssertTakenBackOnce(yard);
    }

    [Fact]
    public async Task LeaseThatRunsOut_WhileTheWindowIsFull_IsTakenBackAfterwards_Once()
    {
        await using Yard yard = await LeasedAsync(o => o.BatchTurnsMax = 1);
        SyncPoint write = store.HoldWrite();
        Task<CommandOutcome>[] scans = [.. Enumerable.Range(1, 3).Select(i => yard.Submit(Yard.Scan($"full {i}")))];
        await write.Reached;
        await yard.Heard();

        time.Advance(lease);
        await yard.Heard();
        Assert.DoesNotContain(await yard.Turns(), t => t.Turn.Actor == CommittedTurn.ClockActor);
        write.Release();

        Assert.All(await Task.WhenAll(scans), o => Assert.Null(o.Refused));
        await AssertTakenBackOnce(yard);
    }

    [Fact]
    public async Task LeaseThatRunsOut_WhenItsWriteFails_IsTakenBackOnce()
    {
        await using Yard yard = await LeasedAsync();
        int before = store.Writes.Count;
        store.FailWrites(1);

        time.Advance(lease);
        await Yard.Until(() => store.Writes.Count > before + 1);

        await AssertTakenBackOnce(yard);
        Assert.Equal(before + 2, store.Writes.Count);
    }

    [Fact]
    public async Task LeaseThatRunsOut_WhileTheWarehouseIsAway_IsTakenBackWhenItIsServed()
    {
        Yard before = await LeasedAsync();
        await before.HandOff();
        await before.DisposeAsync();
        time.Advance(lease);

        await using Yard after = new(store, time);
        await Yard.Until(() => Moved(after.Place.Feed.Durable > 0 && after.Place.State == WarehouseHostState.Ready));

        await AssertTakenBackOnce(after);
    }

    [Fact]
    public async Task HoursInWhichNothingFallsDue_WriteNothing()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Scan("1"));
        int before = store.Writes.Count;

        for (int hour = 0; hour < 10; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            await yard.Heard();
        }

        await yard.OnHand();
        Assert.Equal(before, store.Writes.Count);
    }

    [Trait("Case", "29")]
    [Fact]
    public async Task ClockThatIsSetBack_NeverGoesBackInTheJournal()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        CommandOutcome first = await yard.Submit(Yard.Scan("1"));
        time.Set(time.GetUtcNow() - TimeSpan.FromHours(1));

        CommandOutcome second = await yard.Submit(Yard.Scan("2"));

        Assert.Equal(first.At, second.At);
    }

    /// <summary>A yard in which a station has leased a task.</summary>
    private async Task<Yard> LeasedAsync(Action<WarehouseHostOptions>? configure = null)
    {
        Yard yard = await Yard.StartAsync(store, time, configure);
        await yard.Submit(Yard.Order("A"));
        await yard.Submit(Yard.Scan("1"));
        Assert.NotEmpty((await yard.Submit(Yard.Request(new PullTasks(Yard.Station, null, 1)))).Events);
        return yard;
    }

    private async Task AssertTakenBackOnce(Yard yard)
    {
        IReadOnlyList<TaskView> leased;
        do
        {
            time.Advance(TimeSpan.Zero);
            leased = (await yard.Ask((w, now) => new ListStationTasks(Yard.Station).Answer(w, now))).Value!;
        }
        while (leased.Count > 0);

        Assert.Single(await yard.Turns(), t => t.Turn.Actor == CommittedTurn.ClockActor);
    }

    /// <summary>A timer that was armed for what is already due fires when the clock is moved at all.</summary>
    private bool Moved(bool holds)
    {
        time.Advance(TimeSpan.Zero);
        return holds;
    }
}
