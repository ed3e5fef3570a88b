using Backorders.Domain.Commands;
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

    private string? On(string order) => s.Explain(order).PlannedOn?.Value;
}
