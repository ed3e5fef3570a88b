using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Units that turn out to be unfit when they are packed.</summary>
[Trait("Case", "20")]
public sealed class DamageTests
{
    private readonly Scenario s = new();

    [Fact]
    public void LastSkuOfACompleteOrder_DamagedAtPack_TheOrderFallsBackToHeldAndNothingLeaves()
    {
        (Lease a, Lease b) = CompleteOrder();
        s.Do(new Pack(null, [a], "P1"));
        s.Pick(b);

        IReadOnlyList<Event> events = s.Do(new ReportDamage(null, b, 4, ReasonCode.Damaged));

        OrderFellBack fell = events.OfType<OrderFellBack>().Single();
        Assert.Equal(s.Now + TimeSpan.FromHours(Policy.Default.HoldHours), fell.Until);
        Assert.Equal((4L, 4L), (s.Line("o1", 2).Open.Units, s.Stock("B").Damaged));
        s.Refuse(new Ship(null, [a.Task], "DPD", "T"), Refusal.OrderIncomplete);
        Assert.Equal(fell.Until, s.Warehouse.GetOrder(Scenario.Order("o1"))!.FellBackUntil);
    }

    [Fact]
    public void FallenBack_TasksNobodyHas_BecomeHolds()
    {
        s.Submit("o1", "A:6 B:6", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Receive("A", 6);
        s.Receive("B", 6);
        IReadOnlyList<Lease> leases = s.Pull();
        s.Do(new ReturnTask(null, leases.Single(l => s.Task(l).Item.Sku == new Sku("A")), ReasonCode.StationTrouble));
        Lease b = leases.Single(l => s.Task(l).Item.Sku == new Sku("B"));
        s.Pick(b);

        s.Do(new ReportDamage(null, b, 6, ReasonCode.Damaged));

        Assert.Equal((6L, 0L), (s.Line("o1").Held.Units, s.Line("o1").Allocated.Units));
    }

    [Fact]
    public void FallenBack_ReplacementComes_GoesOnTogether()
    {
        (Lease a, Lease b) = CompleteOrder();
        s.Do(new Pack(null, [a], "P1"));
        s.Pick(b);
        s.Do(new ReportDamage(null, b, 6, ReasonCode.Damaged));

        IReadOnlyList<Event> events = s.Receive("B", 6);

        Assert.Equal("o1#2:6", Scenario.Gifts(events));
        Assert.Equal(ReasonCode.OrderCompleted, events.OfType<OrderFallBackEnded>().Single().Reason);
        s.Do(new Ship(null, [a.Task], "DPD", "T"));
    }

    [Fact]
    public void FallenBack_DeskShipsWhatIsAvailable_Leaves()
    {
        (Lease a, Lease b) = CompleteOrder();
        s.Do(new Pack(null, [a], "P1"));
        s.Pick(b);
        s.Do(new ReportDamage(null, b, 6, ReasonCode.Damaged));
        s.Do(new AmendOrder(Scenario.Order("o1"), [], null, ShipMode.ShipAvailable, null, null, null));

        s.Do(new Ship(null, [a.Task], "DPD", "T"));
    }

    [Fact]
    public void FallenBack_NothingComesInTime_LetsGoAndBringsBackWhatStandsInTheLane()
    {
        (Lease a, Lease b) = CompleteOrder();
        s.Do(new Pack(null, [a], "P1"));
        s.Pick(b);
        s.Do(new ReportDamage(null, b, 6, ReasonCode.Damaged));
        s.Submit("o2", "A:6");
        s.Pass(TimeSpan.FromHours(Policy.Default.HoldHours));

        IReadOnlyList<Event> events = s.Do(new AdvanceTime());

        Assert.Equal(ReasonCode.TimedOut, events.OfType<OrderFallBackEnded>().Single().Reason);
        Lease putBack = s.Pull("P9").Single();
        Assert.Equal("o2#1:6", Scenario.Gifts(s.Do(new ConfirmPick(null, putBack, 6))));
        Assert.Equal(6, s.Line("o1").Open.Units);
    }

    [Fact]
    public void Packed_Damaged_NeedsNoLeaseAndStandsAtTheFront()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.Do(new Pack(null, [lease], "P"));
        s.Do(new ReportDamage(null, new Lease(lease.Task, default), 2, ReasonCode.Damaged));

        Assert.Equal((4L, 2L), (s.Line("o1").Packed.Units, s.Line("o1").Open.Units));
        Assert.Equal("o1#1:2", Scenario.Gifts(s.Receive("A", 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Damage_MoreThanTheTaskHas_IsRefused(long units)
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Refuse(new ReportDamage(null, lease, 1, ReasonCode.Damaged), Refusal.WrongTaskState);
        s.Pick(lease);

        s.Refuse(new ReportDamage(null, lease, units, ReasonCode.Damaged), Refusal.InvalidQuantity);
        s.Refuse(new ReportDamage(null, lease with { Token = new FencingToken(99) }, 1, ReasonCode.Damaged), Refusal.StaleLease);
    }

    /// <summary>A and B for one order that ships complete; A is picked.</summary>
    private (Lease A, Lease B) CompleteOrder()
    {
        s.Submit("o1", "A:6 B:6", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Receive("A", 6);
        s.Receive("B", 6);
        IReadOnlyList<Lease> leases = s.Pull();
        Lease a = leases.Single(l => s.Task(l).Item.Sku == new Sku("A"));
        s.Pick(a);
        return (a, leases.Single(l => l != a));
    }
}
