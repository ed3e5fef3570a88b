using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests.Planning;

/// <summary>What random histories of <see cref="PlanProofTests"/> found, each in the smallest history that shows it.</summary>
[Trait("Case", "25")]
public sealed class FoundTests
{
    private static readonly OrderTerms lineComplete = new() { ShipMode = ShipMode.LineComplete };
    private readonly Scenario s = new();

    [Fact]
    public void OrderCouldBeCompletePastALineThatStandsBeforeItsLast_ThatLineGetsItsTruck()
    {
        s.Announce("N1", "A:12", TimeSpan.FromDays(1));
        s.Announce("N2", "A:5", TimeSpan.FromDays(2));
        s.Submit("whole", "A:10", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Submit("between", "A:2");
        s.Do(new AmendOrder(Scenario.Order("whole"), [new LineChange(1, 12)], null, null, null, null, null));
        Assert.Equal(("N1", "N2"), (On("between"), On("whole")));

        s.Pass(TimeSpan.FromDays(1));
        s.Receive("A", 12, "N1");

        Assert.Equal((2, 10), (s.Line("between").Allocated.Units, s.Line("whole").Held.Units));
    }

    [Fact]
    public void LineThatMustBeCompleteMayNotTakeYet_WhatOthersTakeMeanwhileDoesNotCoverIt()
    {
        s.Announce("N1", "A:10", TimeSpan.FromDays(1));
        s.Submit("late", "A:10", lineComplete with { Tier = 1, NotBefore = s.Now + TimeSpan.FromDays(3) });
        s.Submit("behind", "A:10/5");

        Assert.Equal(("N1", false, Instant.Never), (On("behind"), s.Explain("late").IsCovered, s.Explain("late").Planned));
    }

    [Fact]
    public void DeadlineHasPassed_TruckThatIsAwaitedSinceAnHourDoesNotCover()
    {
        s.Submit("o1", "A:5", lineComplete with { ShipBy = s.Now + TimeSpan.FromHours(1) });
        s.Announce("N1", "A:5", TimeSpan.FromHours(2));
        Assert.False(s.Explain("o1").IsCovered);

        s.Pass(TimeSpan.FromHours(3));
        s.Announce("N2", "A:1", TimeSpan.FromDays(9));

        Assert.False(s.Explain("o1").IsCovered);
    }

    [Fact]
    public void ShipmentIsUnloadedForLongerThanTheAllowance_NoDateHasPassed()
    {
        s.Submit("o1", "A:10");
        s.Announce("N1", "A:10", TimeSpan.FromHours(1));
        s.Pass(TimeSpan.FromHours(1));
        s.Receive("A", 4, "N1");
        s.Pass(TimeSpan.FromHours(23));
        s.Receive("A", 1, "N1");
        s.Pass(TimeSpan.FromHours(5));
        s.Announce("N2", "A:1", TimeSpan.FromDays(9));

        Assert.True(s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")))!.Open);
        Assert.True(s.Explain("o1").Planned >= s.Now, $"{s.Explain("o1").Planned} has passed at {s.Now}.");
    }

    /// <summary>What comes first would be given up again before the last comes, so it is not held at all: others get it at once, and nobody is promised a date that cannot be kept.</summary>
    [Theory]
    [InlineData(ShipMode.OrderComplete, "A:5 B:5", "B:5", 9, "next#1:5")]
    [InlineData(ShipMode.OrderComplete, "A:5 B:5", "B:5", 5, "held-whole#1:5")]
    [InlineData(ShipMode.LineComplete, "A:9", "A:4", 9, "next#1:5")]
    [InlineData(ShipMode.LineComplete, "A:9", "A:4", 5, "held-whole#1:5")]
    public void LastTruckComesAfterHoldsWouldEnd_NothingIsHeld(ShipMode mode, string lines, string truck, int days, string gifts)
    {
        s.Announce("LAST", truck, TimeSpan.FromDays(days));
        s.Submit("whole", lines, new OrderTerms { ShipMode = mode, Tier = 1 });
        s.Submit("next", "A:5");

        Assert.Equal(gifts, Scenario.Gifts(s.Receive("A", 5)));
        Assert.Equal(days < 7, s.Explain("whole").IsCovered);
    }

    [Fact]
    public void TruckMovesBehindTheEndOfAHold_HoldIsGivenUpInThatTurn()
    {
        s.Announce("LAST", "B:5", TimeSpan.FromDays(3));
        s.Submit("whole", "A:5 B:5", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Receive("A", 5);
        s.Submit("next", "A:5");

        Assert.Equal("next#1:5", Scenario.Gifts(s.Do(new UpdateShipment(new AsnKey(Scenario.Acme, new AsnNo("LAST")), s.Now + TimeSpan.FromDays(8), null, []))));
        Assert.Equal((false, Instant.Never), (s.Explain("whole").IsCovered, s.Line("whole").Promise));
    }

    /// <summary>What is there can be had until the last truck is near enough: the customer has his date from the beginning, and nobody waits beside held units for nine days.</summary>
    [Theory]
    [InlineData(ShipMode.OrderComplete, "A:5 B:5", "B:5")]
    [InlineData(ShipMode.LineComplete, "A:10", "A:5")]
    public void TrucksComeFurtherApartThanUnitsAreHeld_IsPromisedAtOnceAndHoldsFromTheDayOn(ShipMode mode, string lines, string truck)
    {
        Instant arrives = s.Now + TimeSpan.FromDays(9);
        s.Receive("A", 5);
        s.Announce("LAST", truck, TimeSpan.FromDays(9));
        s.Submit("whole", lines, new OrderTerms { ShipMode = mode });
        Assert.Equal((true, 0L, arrives + TimeSpan.FromDays(1)), (s.Explain("whole").IsCovered, s.Line("whole").Held.Units, s.Line("whole").Promise));
        Assert.Equal(SkipReason.TakesLater, s.Explain("whole").Skip);

        s.Pass(TimeSpan.FromDays(4));
        s.Do(new AdvanceTime());
        Assert.Equal((true, 5L, arrives + TimeSpan.FromDays(1)), (s.Explain("whole").IsCovered, s.Line("whole").Held.Units, s.Line("whole").Promise));

        s.Pass(TimeSpan.FromDays(5));
        s.Receive(truck[..1], 5, "LAST");
        Assert.Equal((0L, 0L), (s.Line("whole").Open.Units, s.Line("whole").Held.Units));
    }

    /// <summary>Units that come before its time are for others; it counts on those that come after.</summary>
    [Fact]
    public void OrderTakesFromATimeOn_WhatComesBeforeGoesToTheNext()
    {
        s.Announce("LAST", "B:5", TimeSpan.FromDays(12));
        s.Announce("SOON", "A:5", TimeSpan.FromDays(1));
        s.Submit("whole", "A:5 B:5", new OrderTerms { ShipMode = ShipMode.OrderComplete, Tier = 1 });
        s.Submit("next", "A:5");
        Assert.Equal(("SOON", false), (On("next"), s.Explain("whole").IsCovered));

        s.Announce("MORE", "A:5", TimeSpan.FromDays(8));
        Assert.Equal(("SOON", "LAST"), (On("next"), On("whole")));

        s.Pass(TimeSpan.FromDays(1));
        Assert.Equal("next#1:5", Scenario.Gifts(s.Receive("A", 5, "SOON")));
        s.Pass(TimeSpan.FromDays(7));
        Assert.Equal("held-whole#1:5", Scenario.Gifts(s.Receive("A", 5, "MORE")));
    }

    /// <summary>A truck that comes sooner brings the time forward, and all that are there at once are given whatever the time is.</summary>
    [Fact]
    public void AllUnitsAreThereBeforeItsTime_AreGivenAtOnce()
    {
        s.Receive("A", 5);
        s.Announce("LAST", "B:5", TimeSpan.FromDays(20));
        s.Submit("whole", "A:5 B:5", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        Assert.Equal(SkipReason.TakesLater, s.Explain("whole").Skip);

        s.Receive("B", 5);

        Assert.Equal((5L, 5L), (s.Line("whole").Allocated.Units, s.Line("whole", 2).Allocated.Units));
    }

    [Fact]
    public void CoveredLineLosesUnitsThatALowerClassHolds_TakesThemAtOnce()
    {
        s.Receive("A", 2);
        s.Submit("high", "A:2", lineComplete with { Tier = 5 });
        s.Announce("N1", "A:2", TimeSpan.FromDays(2));
        s.Submit("low", "A:4", lineComplete);
        s.Receive("A", 2);
        Assert.Equal(2, s.Line("low").Held.Units);

        s.Do(new ReportShort(null, s.Pull().Single(), 0, ReasonCode.NotFound));

        Assert.Equal((2, 0), (s.Line("high").Allocated.Units, s.Line("low").Held.Units));
    }

    [Fact]
    public void TrucksComeBeforeTheRelease_AllIsGivenAwayTogether()
    {
        Instant release = s.Now + TimeSpan.FromDays(5);
        s.Do(new DefineItems(Scenario.Acme, [new Item(new Sku("A"), "A", true, []) { ReleaseAt = release }]));
        s.Announce("N1", "A:4", TimeSpan.FromDays(1));
        s.Announce("N2", "A:4", TimeSpan.FromDays(2));
        s.Submit("large", "A:6/6");
        s.Submit("small", "A:4");

        Assert.Equal(("N2", release + TimeSpan.FromDays(1)), (On("large"), s.Explain("large").Planned));
        Assert.Equal(Instant.Never, s.Explain("small").Planned);
    }

    [Fact]
    public void OrderIsPutOnHold_IsNotCovered()
    {
        s.Announce("N1", "A:5", TimeSpan.FromDays(1));
        s.Submit("o1", "A:5", lineComplete);
        Assert.True(s.Explain("o1").IsCovered);

        s.Do(new HoldOrder(Scenario.Order("o1"), ReasonCode.Credit));

        Assert.False(s.Explain("o1").IsCovered);
    }

    /// <summary>Of the first truck everybody gets a share, so nobody is sure of his last unit before the second.</summary>
    [Theory]
    [InlineData(ShipMode.ShipAvailable)]
    [InlineData(ShipMode.LineComplete)]
    public void ShortageIsShared_AllOfAClassArePlannedOnTheTruckThatCoversIt(ShipMode second)
    {
        s.Do(new SetPolicy(Policy.Default with { Distribution = DistributionMode.FairShare }));
        s.Announce("N1", "A:4", TimeSpan.FromDays(1));
        s.Announce("N2", "A:4", TimeSpan.FromDays(5));
        s.Submit("a", "A:4");
        s.Submit("b", "A:4", new OrderTerms { ShipMode = second });

        Assert.Equal(("N2", "N2"), (On("a"), On("b")));
        Assert.Equal((s.Now + TimeSpan.FromDays(6), s.Now + TimeSpan.FromDays(6)), (s.Explain("a").Planned, s.Explain("b").Planned));
    }

    /// <summary>Units are held for a time that comes by itself: nothing else may have to happen for them to go.</summary>
    [Theory]
    [InlineData("A:4", ShipMode.LineComplete, ShipMode.ShipAvailable)]
    [InlineData("A:4", ShipMode.LineComplete, ShipMode.LineComplete)]
    [InlineData("A:2 B:1", ShipMode.OrderComplete, ShipMode.OrderComplete)]
    public void OrderThatHoldsUnitsMayShipOnlyFromATimeOn_TheyGoWhenItComes(string lines, ShipMode ordered, ShipMode amended)
    {
        s.Announce("N1", "A:2 B:1", TimeSpan.FromDays(3));
        s.Receive("A", 2);
        s.Submit("o1", lines, new OrderTerms { ShipMode = ordered });
        LineChange[] less = amended == ShipMode.LineComplete ? [new LineChange(1, 2)] : [];
        s.Do(new AmendOrder(Scenario.Order("o1"), less, null, amended, null, null, s.Now + TimeSpan.FromDays(1)));
        if (amended == ShipMode.OrderComplete)
        {
            s.Cancel("o1", 2);
        }

        Assert.Equal((2, 0), (s.Line("o1").Held.Units, s.Line("o1").Allocated.Units));

        s.Pass(TimeSpan.FromDays(1));
        s.Do(new AdvanceTime());

        Assert.Equal((0, 2), (s.Line("o1").Held.Units, s.Line("o1").Allocated.Units));
    }

    /// <summary>A higher class takes what a lower one holds when it becomes the higher one, not at some later time at which its queue happens to be asked.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OrderThatHoldsUnitsFallsBelowAnother_TheOtherTakesThemAtOnce(bool isPinned)
    {
        s.Announce("N1", "A:2 B:2", TimeSpan.FromDays(3));
        s.Receive("A", 2);
        s.Submit("holds", "A:2 B:2", new OrderTerms { ShipMode = ShipMode.OrderComplete, Tier = isPinned ? 0 : 9 });
        if (isPinned)
        {
            s.Do(new ExpediteOrder(Scenario.Order("holds"), [], true, ReasonCode.Urgent));
        }

        s.Submit("waits", "A:2", new OrderTerms { Tier = 5 });
        Assert.Equal((2, 0), (s.Line("holds").Held.Units, s.Line("waits").Allocated.Units));

        s.Do(isPinned
            ? new ExpediteOrder(Scenario.Order("holds"), [], false, ReasonCode.Urgent)
            : new AmendOrder(Scenario.Order("holds"), [], 0, null, null, null, null));

        Assert.Equal((0, 2), (s.Line("holds").Held.Units, s.Line("waits").Allocated.Units));
    }

    /// <summary>
    /// A higher class that comes and goes is heard of twice for the worse when the second time it takes the cover of the order itself, which then holds nothing for a time: of
    /// a date that is worse than the first, and of nothing more however often it comes.
    /// </summary>
    [Fact]
    public void HigherClassTakesAnotherCoverWhenItComesAgain_CustomerHearsOnceMoreAndOfAWorseDate()
    {
        s.Receive("A", 7);
        s.Announce("N1", "A:7 B:8", TimeSpan.FromDays(3));
        s.Announce("N2", "B:7", TimeSpan.FromDays(6));
        s.Submit("first", "A:8", lineComplete);
        s.Submit("second", "B:1 A:8", lineComplete);
        Instant n2 = s.Explain("second").Planned + TimeSpan.FromDays(3);
        List<Instant> heard = [];
        for (int i = 0; i < 5; i++)
        {
            Hear(s.Submit($"high{i}", "A:14 B:14", lineComplete with { Tier = 9 }));
            Hear(s.Cancel($"high{i}"));
        }

        Assert.Equal([n2, Instant.Never], heard);

        void Hear(IEnumerable<Event> events) => heard.AddRange(events.OfType<PromiseChanged>().Where(e => e.Line == s.Line("second").Line).Select(e => e.To));
    }

    /// <summary>Lines that ship by themselves have nothing in common but their order: the one in front is the one that was promised first, not the one with the lower number.</summary>
    [Fact]
    public void TwoLinesOfAnOrderShipByThemselves_TheOneInFrontIsServedFirst()
    {
        s.Announce("N1", "A:4", TimeSpan.FromDays(1));
        s.Submit("o1", "A:8 A:4", lineComplete with { NotBefore = s.Now + TimeSpan.FromDays(3) });
        Assert.Equal((false, true), (s.Explain("o1").IsCovered, s.Explain("o1", 2).IsCovered));

        s.Announce("N2", "A:11", TimeSpan.FromDays(5));
        s.Receive("A", 4);
        s.Pass(TimeSpan.FromDays(1));
        s.Receive("A", 4, "N1");
        s.Pass(TimeSpan.FromDays(2));
        s.Do(new AdvanceTime());

        Assert.Equal((4, 0, 4), (s.Line("o1", 2).Allocated.Units, s.Line("o1").Allocated.Units, s.Line("o1").Held.Units));
    }

    /// <summary>A shut lane takes no more units of an order that ships line by line; lines for which all units are held go all the same.</summary>
    [Fact]
    public void OrderOfAShutLaneShipsLineByLine_LinesThatHaveAllTheirUnitsGo()
    {
        s.Receive("A", 14);
        s.Announce("N1", "C:16", TimeSpan.FromDays(4));
        s.Submit("o1", "A:12 C:16 A:2", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        Assert.Equal((12, 2), (s.Line("o1").Held.Units, s.Line("o1", 3).Held.Units));

        s.Do(new SetLane(new LaneId("L2"), LaneState.Closed, ReasonCode.Urgent));
        s.Do(new AmendOrder(Scenario.Order("o1"), [], null, ShipMode.LineComplete, new LaneId("L2"), null, null));

        Assert.Equal((12, 2, 0), (s.Line("o1").Allocated.Units, s.Line("o1", 3).Allocated.Units, s.Line("o1", 2).Allocated.Units));
    }

    private string? On(string order) => s.Explain(order).PlannedOn?.Value;
}
