using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class DockSwapTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Receive_WhileAStoragePickWaits_GivesTheUnitsAtTheDockInstead()
    {
        s.Do(new SetPolicy(Policy.Default with { SwapToDock = true }));
        StoragePick();

        IReadOnlyList<Event> events = s.Receive("A", 5);

        Assert.Equal(ReasonCode.DockSwap, events.OfType<AllocationTakenBack>().Single().Reason);
        Assert.Equal((4L, Source.Dock), events.OfType<UnitsAllocated>().Select(a => (a.Quantity.Units, a.Source)).Single());
        Assert.Equal((11L, 4L), (s.Stock("A").OnHand, s.Line("o1").Allocated.Units));
        Assert.Equal(TaskKind.CrossDock, s.Task(s.Pull().Single()).Kind);
    }

    [Fact]
    public void Receive_PolicyDoesNotSay_LeavesThePickAsItIs()
    {
        StoragePick();

        Assert.Equal("put-away:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Fact]
    public void Receive_ThePickIsLeased_LeavesItAsItIs()
    {
        s.Do(new SetPolicy(Policy.Default with { SwapToDock = true }));
        StoragePick();
        s.Pull();

        Assert.Equal("put-away:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Fact]
    public void Receive_SomebodyWaits_ServesTheWaitingLineFirst()
    {
        s.Do(new SetPolicy(Policy.Default with { SwapToDock = true }));
        StoragePick();
        s.Submit("o2", "A:9");

        Assert.Equal("o2#1:3 o1#1:2", Scenario.Gifts(s.Receive("A", 5)));
        Assert.Equal(2, s.Stock("A").OnHand);
    }

    [Fact]
    public void Swap_IsNoFurtherSplit()
    {
        s.Do(new SetPolicy(Policy.Default with { SwapToDock = true }));
        s.Receive("A", 10);
        s.Submit("o1", "A:12/0/2");
        s.Pass(TimeSpan.FromMinutes(5));
        s.Receive("A", 2);

        Assert.Equal(12, s.Line("o1").Allocated.Units);
    }

    private void StoragePick()
    {
        s.Receive("A", 10);
        s.Submit("o1", "A:4");
        s.Pass(TimeSpan.FromMinutes(1));
    }
}
