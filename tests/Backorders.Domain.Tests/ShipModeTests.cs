using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class ShipModeTests
{
    private static readonly OrderTerms OrderComplete = new() { ShipMode = ShipMode.OrderComplete };
    private static readonly OrderTerms LineComplete = new() { ShipMode = ShipMode.LineComplete };

    private readonly Scenario s = new();

    [Fact]
    public void ShipAvailable_BelowTheMinimum_IsPassedOver()
    {
        s.Submit("o1", "A:10/5");
        s.Submit("o2", "A:2");

        Assert.Equal("o2#1:2 put-away:1", Scenario.Gifts(s.Receive("A", 3)));
        Assert.Equal(SkipReason.BelowMinimum, s.Explain("o1").Skip);
    }

    [Fact]
    public void ShipAvailable_LastSplit_WaitsForTheRest()
    {
        s.Submit("o1", "A:10/0/2");
        s.Receive("A", 3);
        s.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal("put-away:3", Scenario.Gifts(s.Receive("A", 3)));
        s.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(7, s.Receive("A", 4).OfType<UnitsAllocated>().Sum(e => e.Quantity.Units));
    }

    [Fact]
    public void LineComplete_TakesOnlyAll()
    {
        s.Submit("o1", "A:10", LineComplete);

        Assert.Equal("put-away:6", Scenario.Gifts(s.Receive("A", 6)));
        Assert.Equal(SkipReason.LineNotComplete, s.Explain("o1").Skip);
        Assert.Equal("o1#1:6 o1#1:4", Scenario.Gifts(s.Receive("A", 6)));
        Assert.Equal(2, s.Stock("A").OnHand);
    }

    [Fact]
    public void OrderComplete_OtherLineNotCoverable_HoardsNothing()
    {
        s.Submit("o1", "A:5 B:5", OrderComplete);
        s.Submit("o2", "A:5");

        Assert.Equal("o2#1:5", Scenario.Gifts(s.Receive("A", 5)));
        Assert.Equal(SkipReason.OrderNotCoverable, s.Explain("o1").Skip);
    }

    [Fact]
    public void OrderComplete_OtherLinePegged_HoldsAndReleasesAllTogether()
    {
        s.Submit("o1", "A:5 B:5", OrderComplete);
        s.Announce("N1", "B:5", TimeSpan.FromDays(1));

        Assert.Equal("held-o1#1:5", Scenario.Gifts(s.Receive("A", 5)));
        Assert.Empty(s.Pull());

        IReadOnlyList<Event> last = s.Receive("B", 5, asn: "N1");
        Assert.Equal("o1#1:5 o1#2:5", Scenario.Gifts(last));
        Assert.Single(last.OfType<UnitsAllocated>().Select(e => e.Lane).Distinct());
    }

    [Fact]
    public void OrderComplete_OtherLineOnHand_ReleasesAtOnce()
    {
        s.Receive("B", 9);
        s.Submit("o1", "A:5 B:5", OrderComplete);

        Assert.Equal("o1#1:5 o1#2:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Fact]
    public void OrderComplete_ExpectedSupplyComesTooLate_HoardsNothing()
    {
        s.Announce("N1", "B:5", TimeSpan.FromDays(9));
        s.Submit("o1", "A:5 B:5", OrderComplete with { ShipBy = s.Now + TimeSpan.FromDays(3) });

        Assert.Equal("put-away:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Fact]
    public void OrderComplete_ShipmentCancelled_GivesTheHeldUnitsToOthers()
    {
        s.Submit("o1", "A:5 B:5", OrderComplete);
        s.Announce("N1", "B:5", TimeSpan.FromDays(1));
        s.Receive("A", 5);
        s.Submit("o2", "A:5");

        string gifts = Scenario.Gifts(s.Do(new CancelShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")), ReasonCode.Supplier)));

        Assert.Equal("o2#1:5", gifts);
    }

    [Fact]
    public void OrderComplete_HoldRunsOut_UnitsGoToTheNextLineAndAreNotHeldAgain()
    {
        s.Submit("o1", "A:5 B:5", OrderComplete);
        s.Announce("N1", "B:5", TimeSpan.FromDays(5)); // it does not come
        s.Receive("A", 5);
        s.Submit("o2", "A:3");
        s.Pass(TimeSpan.FromDays(8));

        Assert.Equal("o2#1:3 put-away:2", Scenario.Gifts(s.Do(new AdvanceTime())));
        Assert.Equal(1, s.Warehouse.GetFigures().HoldsExpired);
        Assert.Equal(SkipReason.HoldExpired, s.Explain("o1").Skip);
    }

    /// <summary>Each line of an order that ships complete takes at its own place, not all at the place of its first.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/4")]
    public void OrderComplete_AnothersHoldRunsOut_WhoStandsBeforeItsLineGetsTheUnits(string least)
    {
        s.Submit("first", "A:5 B:4", OrderComplete with { Tier = 3 });
        s.Announce("N1", "A:5", TimeSpan.FromDays(5)); // it does not come
        s.Receive("B", 4);
        Assert.Equal(4, s.Line("first", 2).Held.Units);
        s.Pass(TimeSpan.FromDays(4));
        s.Submit("before", $"B:4{least}", new OrderTerms { Tier = 2 });
        s.Receive("C", 1);
        s.Submit("complete", "C:2 B:4", OrderComplete with { Tier = 1 });
        s.Announce("N2", "B:8 C:1", TimeSpan.FromDays(5));
        Assert.Equal((1, 0), (s.Line("complete", 1).Held.Units, s.Line("complete", 2).Held.Units));
        s.Pass(TimeSpan.FromDays(3));

        Assert.Equal("before#1:4", Scenario.Gifts(s.Do(new AdvanceTime())));
        Assert.Equal((true, 0L), (s.Explain("complete").IsCovered, s.Line("complete", 2).Held.Units));
    }

    [Fact]
    public void OrderComplete_OpenLineCancelled_ReleasesTheRest()
    {
        s.Submit("o1", "A:5 B:5", OrderComplete);
        s.Announce("N1", "B:5", TimeSpan.FromDays(1));
        s.Receive("A", 5);

        Assert.Equal("o1#1:5", Scenario.Gifts(s.Cancel("o1", 2)));
    }

    [Fact]
    public void OrderComplete_TurnedToShipAvailable_ReleasesWhatIsHeld()
    {
        s.Submit("o1", "A:5 B:5", OrderComplete);
        s.Announce("N1", "B:5", TimeSpan.FromDays(1));
        s.Receive("A", 5);

        Assert.Equal("o1#1:5", Scenario.Gifts(s.Do(new AmendOrder(Scenario.Order("o1"), [], null, ShipMode.ShipAvailable, null, null, null))));
    }
}
