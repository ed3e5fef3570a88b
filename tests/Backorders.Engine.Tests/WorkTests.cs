using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Testing;

namespace Backorders.Engine.Tests;

/// <summary>Who is woken by what: stations wait for tasks of their owner, or of anybody.</summary>
public sealed class WorkTests
{
    private static readonly OwnerId other = new("OTHER");

    [Fact]
    public async Task TurnThatMakesNoTaskReady_WakesNobody()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Order("A"));
        Task<long>[] waits = [Wait(host, null), Wait(host, Host.Owner)];
        await host.Engine.SubmitAsync(Host.Scan("1"));
        await Task.WhenAll(waits);
        (long, long) before = Versions(host);

        Assert.Null((await host.Engine.SubmitAsync(Host.Scan("2"))).Refused);
        Assert.NotEmpty((await host.Submit(new PullTasks(Host.Station, null, 1))).Events);
        await host.Submit(new RenewLeases(Host.Station)); // when this is answered, all before it has been told

        Assert.Equal(before, Versions(host));
    }

    [Fact]
    public async Task TasksOfOneOwner_WakeItsStationsAndThoseForAll_NotAnotherOwners()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Order("A"));
        Task<long>[] waits = [Wait(host, null), Wait(host, Host.Owner)];
        Task<long> others = Wait(host, other);

        await host.Engine.SubmitAsync(Host.Scan("1"));
        await Task.WhenAll(waits);
        Assert.False(others.IsCompleted);

        // A sure end: the other owner's own task wakes it.
        await host.Submit(new DefineItems(other, [new(Host.Sku, "Bolt", true, [])]));
        await host.Submit(new ReportStray(new(other, Host.Sku), 1, default, null));
        Assert.Equal(1, await others);
    }

    [Fact]
    public async Task TaskThatIsReadyInMemory_WakesNobodyBeforeItIsDurable()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Order("A"));
        SyncPoint append = host.HoldAppends(1).Dequeue();
        Task<long> wait = Wait(host, Host.Owner);
        Task<CommandOutcome> scan = host.Engine.SubmitAsync(Host.Scan("1"));
        await append.Reached;

        Assert.False(wait.IsCompleted);
        append.Release();
        await scan;
        await wait;
    }

    [Fact]
    public async Task StrayUnits_WhichNoOrderWaitsFor_WakeAStationForTheirPutBack()
    {
        await using Host host = await Host.StartAsync();
        Task<long> wait = Wait(host, Host.Owner);

        await host.Submit(new ReportStray(new(Host.Owner, Host.Sku), 1, default, null));

        await wait;
    }

    private static (long Anybody, long Owner) Versions(Host host) =>
        (host.Engine.WorkVersion(Host.Warehouse, null), host.Engine.WorkVersion(Host.Warehouse, Host.Owner));

    private static Task<long> Wait(Host host, OwnerId? owner) =>
        host.Engine.WaitForWorkAsync(Host.Warehouse, owner, host.Engine.WorkVersion(Host.Warehouse, owner), default);
}
