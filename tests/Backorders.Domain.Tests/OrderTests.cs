using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class OrderTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Submit_SomeLinesBad_AcceptsTheGoodOnes()
    {
        OrderAccepted accepted = s.Submit("o1", "A:1 X:1 POST:1 B:0 B:2").OfType<OrderAccepted>().Single();

        Assert.Equal([1, 5], accepted.Lines.Select(l => l.LineNo));
        Assert.Equal([Refusal.UnknownSku, Refusal.NotGoods, Refusal.InvalidQuantity], accepted.RefusedLines.Select(l => l.Reason));
    }

    [Fact]
    public void Submit_AllOrNothingWithABadLine_IsRefusedWhole() => s.Refuse(s.NewOrder("o1", "A:1 X:1") with { AllOrNothing = true }, Refusal.NoLineAccepted);

    [Fact]
    public void Submit_SameNumberTwice_IsRefused()
    {
        s.Submit("o1", "A:1");

        s.Refuse(s.NewOrder("o1", "A:1"), Refusal.AlreadyExists);
    }

    [Fact]
    public void Submit_NotBefore_TakesNothingUntilThen()
    {
        s.Submit("o1", "A:5", new OrderTerms { NotBefore = s.Now + TimeSpan.FromDays(2) });
        Assert.Equal("put-away:5", Scenario.Gifts(s.Receive("A", 5)));

        s.Pass(TimeSpan.FromDays(2));
        Assert.Equal("o1#1:5", Scenario.Gifts(s.Do(new AdvanceTime())));
    }

    [Fact]
    public void Hold_WaitingOrder_IsPassedOverWithItsReason()
    {
        s.Submit("o1", "A:5");
        s.Do(new HoldOrder(Scenario.Order("o1"), ReasonCode.Credit));

        Assert.Equal("put-away:5", Scenario.Gifts(s.Receive("A", 5)));
        Assert.Equal(SkipReason.OrderOnHold, s.Explain("o1").Skip);
        Assert.Equal("o1#1:5", Scenario.Gifts(s.Do(new ReleaseOrder(Scenario.Order("o1")))));
    }

    [Trait("Case", "13")]
    [Theory]
    //          done before the cancel | cancelled | what happens to the units
    [InlineData("nothing",               6,          "none")]
    [InlineData("received",              6,          "freed")]
    [InlineData("leased",                6,          "freed")]
    [InlineData("picked",                6,          "put back")]
    public void Cancel_AtEveryStage_FreesForWhoeverStandsFirst(string done, long cancelled, string units)
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        Lease? lease = Reach(done);

        string gifts = Scenario.Gifts(s.Cancel("o1"));

        Assert.Equal(cancelled, s.Line("o1").Cancelled.Units);
        Assert.Equal(units == "freed" ? "o2#1:6" : string.Empty, gifts);
        if (units == "put back")
        {
            Lease putBack = s.Pull("P9").Single();
            Assert.Equal("o2#1:6", Scenario.Gifts(s.Do(new ConfirmPick(null, putBack, 6))));
        }

        if (lease is { } stale)
        {
            s.Refuse(new ConfirmPick(null, stale, 6), Refusal.StaleLease);
        }
    }

    [Trait("Case", "13")]
    [Fact]
    public void Cancel_Packed_IsTooLate()
    {
        s.Submit("o1", "A:6");
        Lease lease = Reach("picked")!.Value;
        s.Do(new Pack(null, [lease], "P"));

        s.Refuse(new CancelOrder(Scenario.Order("o1"), [], ReasonCode.CustomerRequest), Refusal.TooLate);
    }

    [Trait("Case", "30")]
    [Fact]
    public void Cancel_AnothersOrder_IsUnknown()
    {
        s.Submit("o1", "A:6");

        s.Refuse(new CancelOrder(new OrderKey(Scenario.Other, new OrderNo("o1")), [], ReasonCode.CustomerRequest), Refusal.UnknownOrder);
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_Down_KeepsThePlaceAndFreesTheRest()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        s.Receive("A", 6);

        string gifts = Scenario.Gifts(s.Do(Amend("o1", new LineChange(1, 4))));

        Assert.Equal("o2#1:2", gifts);
        Assert.Equal((4L, 2L), (s.Line("o1").Allocated.Units, s.Line("o1").Cancelled.Units));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_Up_QueuesTheIncrementAsNew()
    {
        s.Submit("o1", "A:6 B:1");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6 B:1");
        s.Pass(TimeSpan.FromSeconds(1));

        s.Do(Amend("o1", new LineChange(1, 8)));

        Assert.Equal("o1#1:6 o2#1:6 o1#3:2", Scenario.Gifts(s.Receive("A", 14)));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_Up_OldQuantityCompletesItsOrderAsBefore()
    {
        s.Submit("first", "A:6 B:1");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("alone", "A:6");

        s.Do(Amend("alone", new LineChange(1, 8)));
        s.Do(Amend("alone", new LineChange(1, 9)));

        Assert.Equal("alone#1:6", Scenario.Gifts(s.Receive("A", 6))); // the only line of its order, but for its own increments
        Assert.Contains(s.Explain("alone", 2).Keys, k => k is { Name: "completes_order", Value: "no" });
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_UpBesideAnotherOpenLine_StillCompletesNothing()
    {
        s.Submit("first", "A:6");
        s.Submit("two", "A:6 B:1");
        s.Pass(TimeSpan.FromSeconds(1));

        s.Do(Amend("two", new LineChange(1, 8)));
        Assert.Contains(s.Explain("two").Keys, k => k is { Name: "completes_order", Value: "no" });
        s.Cancel("two", 2);

        Assert.Contains(s.Explain("two").Keys, k => k is { Name: "completes_order", Value: "yes" });
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_SeveralTimes_IsTheTotalOfTheLineWithItsIncrements()
    {
        s.Submit("o1", "A:5");

        (long, long)[] wanted = [.. ((long[])[7, 6, 7, 4, 4]).Select(total =>
        {
            s.Do(Amend("o1", new LineChange(1, total)));
            return (total, s.Warehouse.GetOrder(Scenario.Order("o1"))!.Lines.Sum(l => l.Ordered.Units - l.Cancelled.Units));
        })];

        Assert.All(wanted, pair => Assert.Equal(pair.Item1, pair.Item2));
        Assert.Equal(4, s.Line("o1").Open.Units); // what was added last goes first
        Assert.Equal((1, 1), (s.Line("o1", 2).Continues, s.Line("o1", 3).Continues));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_DownWithIncrements_GivesUpWhatWaitsBeforeWhatIsGiven()
    {
        s.Submit("o1", "A:5");
        s.Do(Amend("o1", new LineChange(1, 8)));
        s.Receive("A", 6);

        s.Do(Amend("o1", new LineChange(1, 5)));

        Assert.Equal((5L, 0L), (s.Line("o1").Allocated.Units, s.Line("o1", 2).Allocated.Units + s.Line("o1", 2).Open.Units));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_BelowWhatIsPackedOfLineAndIncrement_IsTooLate()
    {
        s.Submit("o1", "A:5");
        s.Do(Amend("o1", new LineChange(1, 7)));
        s.Receive("A", 7);
        foreach (Lease lease in s.Pull())
        {
            s.Pick(lease);
            s.Do(new Pack(null, [lease], "P"));
        }

        s.Refuse(Amend("o1", new LineChange(1, 6)), Refusal.TooLate);
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_LineAndItsOwnIncrement_IsRefusedForOneTotalHoldsBoth()
    {
        s.Submit("o1", "A:5");
        s.Do(Amend("o1", new LineChange(1, 7)));

        Refused refused = s.Refuse(Amend("o1", new LineChange(1, 7), new LineChange(2, 3)), Refusal.InvalidQuantity);

        Assert.Contains("line 1", refused.Message, StringComparison.Ordinal);
        s.Do(Amend("o1", new LineChange(2, 1)));
        Assert.Equal(5, s.Line("o1").Open.Units);
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_Lane_MovesTasksThatAreNotPacked()
    {
        s.Submit("o1", "A:6", new OrderTerms { Lane = new LaneId("L1") });
        s.Receive("A", 6);

        s.Do(new AmendOrder(Scenario.Order("o1"), [], null, null, new LaneId("L2"), null, null));

        Assert.Equal(new LaneId("L2"), s.Task(s.Pull().Single()).Lane);
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_LaneOfAnOrderThatIsPackedInWhole_IsTooLate()
    {
        s.Submit("o1", "A:6", new OrderTerms { Lane = new LaneId("L1") });
        Lease lease = Reach("picked")!.Value;
        s.Do(new AmendOrder(Scenario.Order("o1"), [], null, null, new LaneId("L2"), null, null));
        s.Do(new Pack(null, [lease], "P"));

        s.Refuse(new AmendOrder(Scenario.Order("o1"), [], null, null, new LaneId("L1"), null, null), Refusal.TooLate);

        s.Do(new AmendOrder(Scenario.Order("o1"), [], 3, null, new LaneId("L2"), null, null));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_Tier_RanksTheLineAnewFromNowOn()
    {
        s.Submit("o1", "A:6", new OrderTerms { Tier = 1 });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6", new OrderTerms { Tier = 1 });
        s.Do(new AmendOrder(Scenario.Order("o2"), [], 5, null, null, null, null));

        Assert.Equal("o2#1:6", Scenario.Gifts(s.Receive("A", 6)));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_DownBelowWhatIsPicked_PutsTheExcessBack()
    {
        s.Submit("o1", "A:6");
        Reach("picked");

        Assert.Equal(4, s.Do(Amend("o1", new LineChange(1, 2))).OfType<PickedUnitsTakenBack>().Single().Quantity.Units);
        Assert.Equal((2L, 4L), (s.Line("o1").Picked.Units, s.Line("o1").Cancelled.Units));
    }

    [Trait("Case", "14")]
    [Fact]
    public void Amend_BelowWhatIsPacked_IsTooLate()
    {
        s.Submit("o1", "A:6");
        Lease lease = Reach("picked")!.Value;
        s.Do(new Pack(null, [lease], "P"));
        s.Submit("o2", "A:1");

        s.Refuse(Amend("o1", new LineChange(1, 3)), Refusal.TooLate);
    }

    [Trait("Case", "26")]
    [Theory]
    [InlineData(ShipMode.ShipAvailable)]
    [InlineData(ShipMode.LineComplete)]
    [InlineData(ShipMode.OrderComplete)]
    public void NewOrder_BetweenTheCartonsOfATruck_CannotTakeWhatWaitingLinesWant(ShipMode mode)
    {
        s.Submit("o1", "A:10");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Receive("A", 6);

        Assert.Equal(string.Empty, Scenario.Gifts(s.Submit("o2", "A:6", new OrderTerms { ShipMode = mode })));

        Assert.Equal(0, s.Warehouse.GetAvailability(Scenario.Item("A"), s.Now)!.Available.Units);
        Assert.Equal("o1#1:4", Scenario.Gifts(s.Receive("A", 4)));
    }

    [Trait("Case", "26")]
    [Fact]
    public void NewOrder_UnitsLieThereForACompleteLine_GetsThemOnlyBehindIt()
    {
        s.Submit("o1", "A:10", new OrderTerms { ShipMode = ShipMode.LineComplete });
        s.Receive("A", 6);
        Assert.Equal(6, s.Warehouse.GetAvailability(Scenario.Item("A"), s.Now)!.Available.Units);
        s.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("o2#1:2", Scenario.Gifts(s.Submit("o2", "A:2"))); // the line in front may take none of six: nobody keeps them idle for it
        Assert.Equal(SkipReason.LineNotComplete, s.Explain("o1").Skip);
    }

    [Fact]
    public void ClosedOrders_AfterTheirTime_AreForgottenAndTheRestIsNot()
    {
        s.Submit("o1", "A:6");
        Lease lease = Reach("picked")!.Value;
        s.PackAndShip(lease);
        s.Submit("o2", "A:6");
        s.Pass(Limits.HistoryKept + TimeSpan.FromDays(1));
        s.Submit("o3", "A:6");

        Assert.Null(s.Warehouse.GetOrder(Scenario.Order("o1")));
        Assert.NotNull(s.Warehouse.GetOrder(Scenario.Order("o2")));
    }

    [Trait("Case", "26")]
    [Fact]
    public void Availability_UnitsThatAWaitingLineWillTake_AreNotShown()
    {
        s.Submit("o1", "A:10", new OrderTerms { ShipMode = ShipMode.LineComplete });
        s.Announce("N1", "A:4", TimeSpan.FromDays(1));
        s.Receive("A", 6);

        var shown = s.Warehouse.GetAvailability(Scenario.Item("A"), s.Now)!;

        Assert.Equal((0L, 4L, Instant.Never), (shown.Available.Units, shown.Waiting.Units, shown.NextPromise));
    }

    private static AmendOrder Amend(string no, params LineChange[] lines) => new(Scenario.Order(no), lines, null, null, null, null, null);

    private Lease? Reach(string done)
    {
        if (done == "nothing")
        {
            return null;
        }

        s.Receive("A", 6);
        if (done == "received")
        {
            return null;
        }

        Lease lease = s.Pull().Single();
        if (done == "picked")
        {
            s.Pick(lease);
        }

        return lease;
    }
}
