using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Units taken back from a lower line: from whom, and when not.</summary>
public sealed class PreemptionTests
{
    private static readonly OrderTerms High = new() { Tier = 5 };
    private static readonly OrderTerms Complete = new() { ShipMode = ShipMode.OrderComplete };

    private readonly Scenario s = new();

    [Fact]
    public void NewLine_OfAHigherTier_TakesUnitsWhoseTaskNoStationHas()
    {
        s.Submit("low", "A:5");
        s.Receive("A", 5);
        IReadOnlyList<Event> events = s.Submit("high", "A:3", High);

        Assert.Equal("high#1:3", Scenario.Gifts(events));
        Assert.Equal((3, ReasonCode.Outranked), events.OfType<AllocationTakenBack>().Select(e => (e.Quantity.Units, e.Reason)).Single());
        Assert.Equal((2, 3), (s.Line("low").Allocated.Units, s.Line("low").Open.Units));
    }

    [Theory]
    [InlineData("leased")]
    [InlineData("same-tier")]
    [InlineData("policy-forbids")]
    [InlineData("frozen")]
    [InlineData("promised")]
    public void NewLine_WhenWorkHasBegunOrARuleProtects_TakesNothing(string protectedBy)
    {
        if (protectedBy == "policy-forbids")
        {
            s.Do(new SetPolicy(Policy.Default with { Preemption = false }));
        }

        s.Submit("low", "A:5", new OrderTerms { ShipBy = protectedBy == "frozen" ? s.Now + TimeSpan.FromMinutes(50) : Instant.Never });
        if (protectedBy == "promised")
        {
            s.Announce("n1", "A:5", TimeSpan.FromHours(1));
        }

        s.Receive("A", 5, protectedBy == "promised" ? "n1" : null);
        if (protectedBy == "leased")
        {
            s.Pull();
        }

        s.Submit("high", "A:3", protectedBy == "same-tier" ? new OrderTerms() : High);

        Assert.Equal((5, 3), (s.Line("low").Allocated.Units, s.Line("high").Open.Units));
    }

    [Fact]
    public void NewLine_VictimsPromiseIsCoveredByAnotherShipment_TakesUnits()
    {
        s.Submit("low", "A:5");
        s.Announce("n1", "A:5", TimeSpan.FromHours(1));
        s.Announce("n2", "A:20", TimeSpan.FromHours(1));
        s.Receive("A", 5, "n1");
        s.Submit("high", "A:5", High);

        Assert.Equal((0, 5L, 5), (s.Line("low").Allocated.Units, s.Pegged("low"), s.Line("high").Allocated.Units));
    }

    [Fact]
    public void Victims_LoseInReverseQueueOrder()
    {
        s.Submit("first", "A:5");
        s.Submit("second", "A:5");
        s.Receive("A", 10);
        s.Submit("high", "A:7", High);

        Assert.Equal((3, 0), (s.Line("first").Allocated.Units, s.Line("second").Allocated.Units));
    }

    [Fact]
    public void Expedite_TakesBackWhatALowerLineWasGiven_AndThatIsOnRecord()
    {
        s.Submit("first", "A:5");
        s.Receive("A", 5);
        s.Submit("late", "A:5");
        IReadOnlyList<Event> events = s.Do(new ExpediteOrder(Scenario.Order("late"), [], true, ReasonCode.Urgent));

        Assert.Equal(ReasonCode.Urgent, events.OfType<LineExpedited>().Single().Reason);
        Assert.Equal((0, 5), (s.Line("first").Allocated.Units, s.Line("late").Allocated.Units));
    }

    [Fact]
    public void NewLine_WouldStillGetLessThanItsMinimum_NobodyLoses()
    {
        s.Submit("low", "A:5");
        s.Receive("A", 5);
        s.Submit("high", "A:10/8", High);

        Assert.Equal((5, 10), (s.Line("low").Allocated.Units, s.Line("high").Open.Units));
    }

    [Fact]
    public void Hold_OfALowerOrder_PassesToAHigherOrderThatCanUseIt()
    {
        s.Announce("n1", "B:20", TimeSpan.FromHours(5));
        s.Submit("low", "A:5 B:5", Complete);
        s.Receive("A", 5);
        Assert.Equal(5, s.Line("low").Held.Units);
        IReadOnlyList<Event> events = s.Submit("high", "A:5 B:5", Complete with { Tier = 3 });

        Assert.Equal((0, 5), (s.Line("low").Held.Units, s.Line("high").Held.Units));
        Assert.Equal(ReasonCode.Outranked, events.OfType<HoldEnded>().Single().Reason);
    }

    [Fact]
    public void Hold_OfAHigherOrEqualOrder_Stays()
    {
        s.Announce("n1", "B:20", TimeSpan.FromHours(5));
        s.Submit("first", "A:5 B:5", Complete);
        s.Receive("A", 5);
        s.Submit("second", "A:5 B:5", Complete);
        s.Submit("plain", "A:5");

        Assert.Equal((5, 0, 0), (s.Line("first").Held.Units, s.Line("second").Held.Units, s.Line("plain").Allocated.Units));
    }

    /// <summary>Two orders each hold what the other needs: the higher one takes, the lower one waits, and nobody waits for ever.</summary>
    [Fact]
    public void Holds_TwoOrdersHoldWhatTheOtherNeeds_TheHigherOneCompletes()
    {
        s.Announce("n1", "A:10 B:10", TimeSpan.FromHours(5));
        s.Submit("low", "A:5 B:5", Complete);
        s.Receive("A", 5);
        s.Submit("high", "A:5 B:5", Complete with { Tier = 3 });
        s.Receive("B", 5);

        Assert.Equal((5, 5), (s.Line("high").Allocated.Units, s.Line("high", 2).Allocated.Units));
        Assert.Equal((5, 5), (s.Line("low").Open.Units, s.Line("low", 2).Open.Units));
    }

    [Fact]
    public void OrderThatShipsComplete_TakesTasksBackOnlyWhenThatCompletesIt()
    {
        s.Submit("low", "A:5");
        s.Receive("A", 5);
        s.Submit("high", "A:5 B:5", Complete with { Tier = 3 });
        Assert.Equal(5, s.Line("low").Allocated.Units);

        s.Submit("other", "C:1");
        s.Cancel("high", 2);
        s.Do(new AmendOrder(Scenario.Order("high"), [], 4, null, null, null, null));

        Assert.Equal((0, 5), (s.Line("low").Allocated.Units, s.Line("high").Allocated.Units));
    }
}
