using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Release dates, cancel-by times, broken promises: what happens because a date has come.</summary>
public sealed class DatesTests
{
    private readonly Scenario s = new();

    [Fact]
    public void PreOrder_BeforeTheRelease_IsPromisedAndTakesNothing()
    {
        Release("A", TimeSpan.FromDays(10));
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));

        PromiseGiven given = s.Submit("o1", "A:6").OfType<PromiseGiven>().Single();

        Assert.Equal(s.Now + TimeSpan.FromDays(11), given.Promise);
        Assert.Equal(SkipReason.NotReleased, s.Explain("o1").Skip);
        IReadOnlyList<Event> early = s.Receive("A", 6, asn: "N1");
        Assert.Equal("put-away:6", Scenario.Gifts(early));
        Assert.Empty(early.OfType<PromiseChanged>()); // it lies there for them: the date holds
        s.Pass(TimeSpan.FromDays(10));
        Assert.Equal("o1#1:6", Scenario.Gifts(s.Do(new AdvanceTime())));
    }

    [Fact]
    public void PreOrder_TheReleaseMoves_PromisesMoveWithIt()
    {
        Release("A", TimeSpan.FromDays(10));
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Submit("o1", "A:6");

        Assert.Equal(s.Now + TimeSpan.FromDays(21), Release("A", TimeSpan.FromDays(20)).OfType<PromiseChanged>().Single().To);
        s.Receive("A", 6);
        Assert.Equal("o1#1:6", Scenario.Gifts(Release("A", TimeSpan.FromDays(-1))));
    }

    [Fact]
    public void PreOrder_Availability_ShowsNoUnitBeforeTheRelease()
    {
        Release("A", TimeSpan.FromDays(10));
        s.Receive("A", 6);

        var shown = s.Warehouse.GetAvailability(Scenario.Item("A"), s.Now)!;

        Assert.Equal((0L, s.Now + TimeSpan.FromDays(11)), (shown.Available.Units, shown.NextPromise));
    }

    [Fact]
    public void PreOrder_OfAnOrderThatShipsComplete_HoldsNothingOfTheOthers()
    {
        Release("A", TimeSpan.FromDays(10));
        s.Receive("A", 6);
        s.Submit("o1", "A:6 B:6", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "B:6");

        Assert.Equal("o2#1:6", Scenario.Gifts(s.Receive("B", 6)));
        s.Receive("B", 6);
        s.Pass(TimeSpan.FromDays(10));
        Assert.Equal("o1#1:6 o1#2:6", Scenario.Gifts(s.Do(new AdvanceTime())));
    }

    [Theory]
    //          done before the time | what happens to the units
    [InlineData("nothing",             "none")]
    [InlineData("allocated",           "freed")]
    [InlineData("leased",              "freed")]
    [InlineData("picked",              "put back")]
    [InlineData("packed",              "ships")]
    public void CancelBy_Passed_CancelsWhatIsNotPacked(string done, string units)
    {
        s.Submit("o1", "A:6", new OrderTerms { CancelBy = s.Now + TimeSpan.FromHours(1) });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        Reach(done);
        s.Pass(TimeSpan.FromHours(1));
        if (s.Warehouse.NextDue < s.Now)
        {
            s.Do(new AdvanceTime());
        }

        bool ships = units == "ships";
        Assert.Equal(ships ? 0 : 6, s.Line("o1").Cancelled.Units);
        Assert.Equal(units == "freed" ? 6 : 0, s.Line("o2").Allocated.Units);
        Assert.Equal(units == "put back" ? 6 : 0, s.Stock("A").PutBack);
        Assert.Equal(ships ? 6 : 0, s.Line("o1").Packed.Units);
        s.Verify();
    }

    [Fact]
    public void CancelBy_Passed_TellsWhy()
    {
        s.Submit("o1", "A:6", new OrderTerms { CancelBy = s.Now + TimeSpan.FromHours(1) });
        Assert.Equal(s.Now + TimeSpan.FromHours(1), s.Warehouse.NextDue);
        s.Pass(TimeSpan.FromHours(1));

        Assert.Equal(ReasonCode.CancelByPassed, s.Do(new AdvanceTime()).OfType<LineCancelled>().Single().Reason);
        Assert.Equal(Instant.Never, s.Warehouse.NextDue);
    }

    [Fact]
    public void CancelBy_InThePast_IsRefused() => s.Refuse(s.NewOrder("o1", "A:6", new OrderTerms { CancelBy = s.Now }), Refusal.InvalidValue);

    [Fact]
    public void Promise_PassedUnshipped_IsToldOnceWithTheDaysLate()
    {
        s.Do(new SetPolicy(Policy.Default with { CompensateLate = true, CompensationGraceHours = 48 }));
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        Instant promise = s.Line("o1").Promise;
        s.Pass(promise + TimeSpan.FromHours(48) - s.Now - TimeSpan.FromMilliseconds(1));
        s.Do(new AdvanceTime()); // the truck is overdue
        Assert.Equal(promise + TimeSpan.FromHours(48), s.Warehouse.NextDue);
        s.Pass(TimeSpan.FromMilliseconds(1));

        CompensationDue due = s.Do(new AdvanceTime()).OfType<CompensationDue>().Single();

        Assert.Equal((promise, 2, 6L), (due.Promise, due.DaysLate, due.Quantity.Units));
        s.Pass(TimeSpan.FromDays(60));
        Assert.Empty(s.Do(new AdvanceTime()).OfType<CompensationDue>());
    }

    [Fact]
    public void Promise_WithoutGrace_IsBrokenTheMomentItPasses()
    {
        s.Do(new SetPolicy(Policy.Default with { CompensateLate = true, CompensationGraceHours = 0 }));
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Pass(s.Line("o1").Promise - s.Now);

        Assert.Equal(0, s.Do(new AdvanceTime()).OfType<CompensationDue>().Single().DaysLate);
    }

    [Fact]
    public void Promise_MovedWithConsent_IsBrokenOnlyAtTheNewDate()
    {
        s.Do(new SetPolicy(Policy.Default with { CompensateLate = true }));
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Do(new UpdateShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")), s.Now + TimeSpan.FromDays(13), null, []));
        s.Do(new AnswerDelay(Scenario.Order("o1"), [], true));
        s.Pass(TimeSpan.FromDays(10));
        Assert.Empty(s.Do(new AdvanceTime()).OfType<CompensationDue>());
        s.Pass(TimeSpan.FromDays(5));

        Assert.Equal(1, s.Do(new AdvanceTime()).OfType<CompensationDue>().Single().DaysLate);
    }

    [Fact]
    public void Promise_KeptInTime_IsNotBroken()
    {
        s.Do(new SetPolicy(Policy.Default with { CompensateLate = true }));
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Receive("A", 6, asn: "N1");
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.PackAndShip(lease);

        Assert.Equal(Instant.Never, s.Warehouse.NextDue);
    }

    private IReadOnlyList<Event> Release(string sku, TimeSpan dueIn) => s.Do(new DefineItems(Scenario.Acme, [Scenario.ItemOf(sku) with { ReleaseAt = s.Now + dueIn }]));

    private void Reach(string done)
    {
        if (done == "nothing")
        {
            return;
        }

        s.Receive("A", 6);
        if (done == "allocated")
        {
            return;
        }

        Lease lease = s.Pull().Single();
        if (done == "leased")
        {
            return;
        }

        s.Pick(lease);
        if (done == "packed")
        {
            s.Do(new Pack(null, [lease], "P"));
        }
    }
}
