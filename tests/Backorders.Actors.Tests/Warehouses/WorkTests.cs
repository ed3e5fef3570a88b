using Backorders.Actors.Port;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Who is woken by what: those who wait for tasks wait for tasks of their owner, or of anybody.</summary>
public sealed class WorkTests
{
    private static readonly OwnerId other = new("OTHER");

    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public WorkTests() => store = new(time);

    [Fact]
    public async Task TurnThatMakesNoTaskReady_WakesNobody()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        Task<long>[] waits = [Wait(yard, null), Wait(yard, Yard.Owner)];
        await yard.Submit(Yard.Scan("1"));
        await Task.WhenAll(waits);
        (long, long) before = Versions(yard);

        Assert.Null((await yard.Submit(Yard.Scan("2"))).Refused);
        Assert.NotEmpty((await yard.Submit(Yard.Request(new PullTasks(Yard.Station, null, 1)))).Events);
        await yard.Submit(Yard.Request(new RenewLeases(Yard.Station))); // when this is answered, all before it has been told

        Assert.Equal(before, Versions(yard));
    }

    [Fact]
    public async Task TasksOfOneOwner_WakeItsStationsAndThoseForAll_NotAnotherOwners()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        Task<long>[] waits = [Wait(yard, null), Wait(yard, Yard.Owner)];
        Task<long> others = Wait(yard, other);
        long before = yard.Place.Work.VersionOf(other);

        await yard.Submit(Yard.Scan("1"));
        await Task.WhenAll(waits);
        Assert.False(others.IsCompleted);

        // A sure end: the other owner's own task wakes it.
        await yard.Submit(Yard.Request(new DefineItems(other, [new(Yard.Sku, "Bolt", true, [])])));
        await yard.Submit(Yard.Request(new ReportStray(new(other, Yard.Sku), 1, default, null)));
        Assert.Equal(before + 1, await others);
    }

    [Fact]
    public async Task TaskThatIsReadyInMemory_WakesNobodyBeforeItIsDurable()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        SyncPoint write = store.HoldWrite();
        Task<long> wait = Wait(yard, Yard.Owner);
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        await yard.Decided();

        Assert.False(wait.IsCompleted);
        write.Release();
        await scan;
        await wait;
    }

    [Fact]
    public async Task StrayUnits_WhichNoOrderWaitsFor_WakeAStationForTheirPutBack()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        Task<long> wait = Wait(yard, Yard.Owner);

        await yard.Submit(Yard.Request(new ReportStray(new(Yard.Owner, Yard.Sku), 1, default, null)));

        await wait;
    }

    private static (long Anybody, long Owner) Versions(Yard yard) => (yard.Place.Work.VersionOf(null), yard.Place.Work.VersionOf(Yard.Owner));

    private static Task<long> Wait(Yard yard, OwnerId? owner) =>
        yard.Place.Work.WaitAsync(owner, yard.Place.Work.VersionOf(owner), default).WaitAsync(TimeSpan.FromSeconds(30));
}
