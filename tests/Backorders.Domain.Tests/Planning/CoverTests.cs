using Backorders.Domain.Commands;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests.Planning;

/// <summary>Decisions about what must be complete, while others that stand before it in a queue are decided after it and count as if they took what they want.</summary>
[Trait("Case", "25")]
public sealed class CoverTests
{
    private static readonly OrderTerms orderComplete = new() { ShipMode = ShipMode.OrderComplete };
    private readonly Scenario s = new();

    /// <summary>The first order gets 5 of the truck of day 3, wants nothing from day 5 on, and so leaves the truck of day 8 to the second, which is decided before it.</summary>
    [Fact]
    public void Decide_OneThatStandsBeforeIsGivenUpInTime_LeavesWhatComesAfterThat()
    {
        s.Submit("first", "A:10", orderComplete with { CancelBy = s.Now + TimeSpan.FromDays(5) });
        SubmitSecond();

        AnnounceAll();

        Assert.Equal((false, true), (s.Explain("first").IsCovered, s.Explain("second").IsCovered));
    }

    /// <summary>One that is not given up takes 5 more units on day 8, as far as is known when the second is decided.</summary>
    [Fact]
    public void Decide_OneThatStandsBeforeIsNotGivenUp_CountsAsIfItTookWhatItWants()
    {
        s.Submit("first", "A:10", orderComplete);
        SubmitSecond();

        AnnounceAll();

        Assert.Equal((true, false), (s.Explain("first").IsCovered, s.Explain("second").IsCovered));
    }

    /// <summary>
    /// As long as the first, which lacks its other item, counts as if it took what it wants, the second is covered from a later day on. All are decided, and its units lie free: what it
    /// would take of them itself on that day does not keep it from them.
    /// </summary>
    [Fact]
    public void Decide_TakesLaterAndNobodyElseTakesItsUnits_TakesThemAtOnce()
    {
        s.Receive("B", 1);
        s.Submit("first", "A:10 C:1", orderComplete with { Tier = 1 });
        SubmitSecond();
        s.Announce("N1", "A:10", TimeSpan.FromDays(3));
        s.Announce("N2", "A:10", TimeSpan.FromDays(9));
        Assert.Equal(SkipReason.TakesLater, s.Explain("second").Skip);

        s.Receive("A", 10, "N1");

        Assert.Equal((10, 1), (s.Line("second").Allocated.Units, s.Line("second", 2).Allocated.Units));
    }

    /// <summary>Pinned for its second item, it is decided first, although it stands second for the first item.</summary>
    private void SubmitSecond()
    {
        s.Submit("second", "A:10 B:1", orderComplete);
        s.Do(new ExpediteOrder(Scenario.Order("second"), [2], true, ReasonCode.Urgent));
    }

    private void AnnounceAll()
    {
        s.Announce("N1", "A:5", TimeSpan.FromDays(3));
        s.Announce("N2", "B:1", TimeSpan.FromDays(7));
        s.Announce("N3", "A:10", TimeSpan.FromDays(8));
    }
}
