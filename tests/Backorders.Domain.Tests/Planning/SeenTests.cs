using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests.Planning;

/// <summary>What customers and docks have seen go wrong where promises were given once and kept by hand: each case with the outcome that is right.</summary>
[Trait("Case", "25")]
public sealed class SeenTests
{
    private readonly Scenario s = new();

    [Theory]
    [InlineData("NEAR")]
    [InlineData(null)]
    public void EarlierTruckIsAnnounced_WhoWaitsLongestIsPlannedOnItAndGetsIt(string? asn)
    {
        s.Announce("FAR", "A:5", TimeSpan.FromDays(10));
        s.Submit("old", "A:5");
        s.Pass(TimeSpan.FromHours(1));

        Instant near = s.Now + TimeSpan.FromDays(2);
        s.Announce("NEAR", "A:5", TimeSpan.FromDays(2));
        s.Submit("new", "A:5");
        Assert.Equal(("NEAR", "FAR"), (On("old"), On("new")));

        s.Pass(TimeSpan.FromHours(25));
        Due();
        Assert.Equal(near + TimeSpan.FromHours(24), s.Line("old").Promise);
        Assert.Equal("old#1:5", Scenario.Gifts(s.Receive("A", 5, asn)));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(-7, 0)]
    public void EtaHasPassed_NothingIsPromisedOnIt(int etaInDays, int daysLater)
    {
        List<Event> events = [.. s.Announce("N1", "A:5", TimeSpan.FromDays(etaInDays))];
        s.Pass(TimeSpan.FromDays(daysLater));
        events.AddRange(Due());

        Assert.NotEmpty(events.OfType<ShipmentOverdue>());
        Assert.True(s.Warehouse.GetShipment(Asn("N1"))!.Overdue);
        Assert.True(s.Warehouse.GetAvailability(Scenario.Item("A"), s.Now)!.NextPromise >= s.Now);
        Assert.Equal(Refusal.NoLineAccepted, s.Try(s.NewOrder("o1", "A:5") with { RefuseUnpromised = true }).Refused?.Reason);
        s.Submit("o2", "A:5");
        Assert.Equal((Instant.Never, Instant.Never), (s.Explain("o2").Planned, s.Line("o2").Promise));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void HigherTierTakesPromisedUnits_WhoLosesThemIsToldInThatTurn(bool moreComes)
    {
        s.Announce("N1", "A:5", TimeSpan.FromDays(5));
        s.Submit("low", "A:5");
        _ = moreComes ? s.Announce("N2", "A:5", TimeSpan.FromDays(20)) : [];

        IReadOnlyList<Event> events = s.Do(s.NewOrder("high", "A:5", new OrderTerms { Tier = 3 }) with { RefuseUnpromised = true });

        PromiseChanged told = Assert.Single(events.OfType<PromiseChanged>());
        Assert.Equal(("low", PromiseCause.Overtaken), (told.Line.Order.OrderNo.Value, told.Cause));
        Assert.Equal(moreComes ? s.Now + TimeSpan.FromDays(21) : Instant.Never, told.To);
        Assert.Equal(("N1", s.Now + TimeSpan.FromDays(6)), (On("high"), s.Line("high").Promise));
    }

    [Fact]
    public void OrderLacksAnItemThatNobodyAnnounced_LineBehindItIsPlannedAndServed()
    {
        s.Submit("whole", "A:50 B:5", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("next", "A:50");

        IReadOnlyList<Event> events = s.Announce("N1", "A:50", TimeSpan.FromDays(3));

        Assert.Equal(["next"], events.OfType<PromiseGiven>().Select(e => e.Line.Order.OrderNo.Value));
        Assert.Equal(("N1", null), (On("next"), On("whole")));
        s.Pass(TimeSpan.FromDays(3));
        Assert.Equal("next#1:50", Scenario.Gifts(s.Receive("A", 50, "N1")));
    }

    [Fact]
    public void LineBeforeIsOnHold_WhoIsServedAtOnceIsNotRefused()
    {
        s.Submit("first", "A:5");
        s.Do(new HoldOrder(Scenario.Order("first"), ReasonCode.Credit));
        s.Receive("A", 5);

        Assert.Equal("now#1:5", Scenario.Gifts(s.Do(s.NewOrder("now", "A:5") with { RefuseUnpromised = true })));
    }

    [Fact]
    public void SmallLinesBehindALineThatMustBeComplete_DoNotTakeItsTrucks()
    {
        s.Announce("T1", "A:6", TimeSpan.FromDays(1));
        s.Announce("T2", "A:6", TimeSpan.FromDays(2));
        s.Submit("big", "A:10", new OrderTerms { ShipMode = ShipMode.LineComplete });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("small", "A:6");
        Assert.Equal("T2", On("big"));

        s.Pass(TimeSpan.FromDays(1));
        Assert.Equal("held-big#1:6", Scenario.Gifts(s.Receive("A", 6, "T1")));
        s.Pass(TimeSpan.FromDays(1));
        s.Receive("A", 6, "T2");

        Assert.Equal((10, 2), (s.Line("big").Allocated.Units, s.Line("small").Allocated.Units));
    }

    [Fact]
    public void UnitsAreTakenBackWhileSomebodyStandsBeforeTheGainer_FrontMostGetsThem()
    {
        s.Receive("A", 5);
        s.Submit("x", "A:5", new OrderTerms { Tier = 1 });
        s.Do(new SetPolicy(Policy.Default with { Preemption = false }));
        s.Submit("z", "A:5", new OrderTerms { Tier = 3 });
        s.Do(new SetPolicy(Policy.Default));

        s.Submit("y", "A:5", new OrderTerms { Tier = 2 });

        Assert.Equal((0, 0, 5), (s.Line("x").Allocated.Units, s.Line("y").Allocated.Units, s.Line("z").Allocated.Units));
    }

    /// <summary>What comes next goes to a line that stands before the victim, or behind it: only then the victim would still be served in time.</summary>
    [Theory]
    [InlineData(2, 5)]
    [InlineData(1, 0)]
    public void VictimWouldMissItsPromise_KeepsItsUnits(int tierOfOther, int kept)
    {
        s.Announce("N1", "A:5", TimeSpan.FromDays(2));
        s.Submit("victim", "A:5", new OrderTerms { Tier = 1 });
        s.Announce("N2", "A:5", TimeSpan.FromDays(2));
        s.Pass(TimeSpan.FromDays(1));
        s.Receive("A", 5, "N1");
        s.Submit("other", "A:5/5", new OrderTerms { Tier = tierOfOther, NotBefore = s.Now + TimeSpan.FromMinutes(1) });

        s.Submit("high", "A:5", new OrderTerms { Tier = 3 });

        Assert.Equal((kept, 5 - kept), (s.Line("victim").Allocated.Units, s.Line("high").Allocated.Units));
    }

    [Fact]
    public void PromiseBeforeTier_NewOrder_DoesNotStripOneThatWasServed()
    {
        s.Do(new SetPolicy(Policy.Default with { PromiseBeforeTier = true }));
        s.Receive("A", 5);
        s.Submit("served", "A:5", new OrderTerms { Tier = 5 });
        s.Announce("N1", "A:5", TimeSpan.FromDays(3));

        Assert.Empty(s.Submit("new", "A:5").OfType<AllocationTakenBack>());
        Assert.Equal((5, "N1"), (s.Line("served").Allocated.Units, On("new")));
    }

    [Fact]
    public void DelayThatWasOvertaken_CountsForNothing()
    {
        s.Do(new SetPolicy(Policy.Default with { CompensateLate = true }));
        s.Announce("N1", "A:5", TimeSpan.FromDays(30));
        s.Submit("o1", "A:5");
        Instant eta = s.Now + TimeSpan.FromDays(30);
        Assert.True(Move(eta + TimeSpan.FromDays(10)).OfType<DelayConsentNeeded>().Single().SilenceConsents);

        s.Pass(TimeSpan.FromHours(25));
        Assert.Equal(DelayAnswer.Overtaken, Move(eta).OfType<DelayConsentEnded>().Single().Answer);

        s.Pass(TimeSpan.FromHours(25));
        DelayConsentNeeded again = Move(eta + TimeSpan.FromDays(12)).OfType<DelayConsentNeeded>().Single();
        Assert.Equal((eta + TimeSpan.FromDays(1), true), (again.From, again.SilenceConsents));
        Assert.Empty(Move(eta + TimeSpan.FromDays(12) - TimeSpan.FromHours(1)).OfType<DelayConsentNeeded>());
        s.Pass(TimeSpan.FromDays(30 + 11)); // the first promise is broken, the new date is not

        Assert.Equal([eta + TimeSpan.FromDays(1)], Due().OfType<CompensationDue>().Select(e => e.Promise));

        IReadOnlyList<Event> Move(Instant to) => s.Do(new UpdateShipment(Asn("N1"), to, null, []));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LineThatIsServedAtOnce_HasNoPromise(bool fromAnother)
    {
        s.Receive("A", 5);
        _ = fromAnother ? s.Submit("low", "A:5") : [];
        s.Announce("N1", "A:20", TimeSpan.FromDays(3));

        IReadOnlyList<Event> events = s.Submit("o1", "A:5", new OrderTerms { Tier = 2 });

        Assert.Equal(fromAnother ? 1 : 0, events.OfType<PromiseGiven>().Count()); // who lost the units is promised others
        Assert.Equal((5, Instant.Never), (s.Line("o1").Allocated.Units, s.Line("o1").FirstPromise));
    }

    private static AsnKey Asn(string no) => new(Scenario.Acme, new AsnNo(no));

    private string? On(string order) => s.Explain(order).PlannedOn?.Value;

    private List<Event> Due()
    {
        List<Event> events = [];
        while (s.Warehouse.NextDue <= s.Now)
        {
            events.AddRange(s.Do(new AdvanceTime()));
        }

        return events;
    }
}
