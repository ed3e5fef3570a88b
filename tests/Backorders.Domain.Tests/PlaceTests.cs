using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>A lane that is full, a door that is shut, a truck that is missed.</summary>
[Trait("Case", "19")]
public sealed class PlaceTests
{
    private static readonly LaneId Lane = new("L2");
    private static readonly OrderTerms OnLane = new() { Lane = Lane };

    private readonly Scenario s = new();

    [Theory]
    [InlineData(LaneState.Full)]
    [InlineData(LaneState.Closed)]
    public void LaneTakesNothing_UnitsGoToTheNextLine_AndTheLineSaysWhy(LaneState state)
    {
        s.Submit("first", "A:5", OnLane);
        s.Submit("second", "A:5", new OrderTerms { Lane = new LaneId("L1") });
        s.Do(new SetLane(Lane, state, ReasonCode.Urgent));

        Assert.Equal("second#1:5 put-away:1", Scenario.Gifts(s.Receive("A", 6)));
        Assert.Equal(SkipReason.NoLane, s.Explain("first").Skip);
    }

    [Fact]
    public void LaneTakesNothing_OrderThatShipsComplete_TakesNothingWhenALinkChanges()
    {
        s.Submit("o1", "A:5 B:1", OnLane with { ShipMode = ShipMode.OrderComplete });
        s.Do(new SetLane(Lane, LaneState.Full, ReasonCode.Urgent));
        s.Receive("A", 5);
        s.Receive("B", 1);

        Assert.Equal(string.Empty, Scenario.Gifts(s.Announce("N1", "A:9", TimeSpan.FromDays(1))));
        Assert.Equal("o1#1:5 o1#2:1", Scenario.Gifts(s.Do(new SetLane(Lane, LaneState.Open, ReasonCode.Urgent))));
    }

    [Fact]
    public void LaneTakesNothing_TasksWait_AndTheAlertCountsThem()
    {
        s.Submit("first", "A:5", OnLane);
        s.Receive("A", 5);
        LaneStateChanged told = s.Do(new SetLane(Lane, LaneState.Full, ReasonCode.Urgent)).OfType<LaneStateChanged>().Single();

        Assert.Equal(1, told.TasksWaiting);
        Assert.Equal(TaskState.NoLane, s.Warehouse.GetOrder(Scenario.Order("first"))!.Tasks[0].State);
        Assert.Empty(s.Pull());
    }

    [Fact]
    public void LaneOpensAgain_TasksAreOffered_AndWhatLayFreeIsGiven()
    {
        s.Submit("first", "A:5", OnLane);
        s.Receive("A", 2);
        s.Do(new SetLane(Lane, LaneState.Full, ReasonCode.Urgent));
        s.Receive("A", 3);
        IReadOnlyList<Event> events = s.Do(new SetLane(Lane, LaneState.Open, ReasonCode.Urgent));

        Assert.Equal("first#1:3", Scenario.Gifts(events));
        Assert.Equal(2, s.Pull().Count);
    }

    [Fact]
    public void OrderAmendedToAnOpenLane_TakesUnitsAtOnce()
    {
        s.Submit("first", "A:5", OnLane);
        s.Do(new SetLane(Lane, LaneState.Closed, ReasonCode.Urgent));
        s.Receive("A", 5);
        s.Do(new AmendOrder(Scenario.Order("first"), [], null, null, new LaneId("L3"), null, null));

        Assert.Equal(5, s.Line("first").Allocated.Units);
    }

    [Fact]
    public void DoorIsClosed_ScansThereAreRefused_UntilItOpens()
    {
        s.Do(new SetDoor(new DoorId("D1"), IsOpen: false, ReasonCode.Urgent));
        Assert.Contains("D2", s.Refuse(s.NewReceipt("A", 1), Refusal.DoorClosed).Message, StringComparison.Ordinal);
        s.Do(new SetDoor(new DoorId("D1"), IsOpen: true, ReasonCode.Urgent));

        s.Receive("A", 1);
    }

    [Fact]
    public void SetLane_UnknownLaneOrNoReason_Refused()
    {
        s.Refuse(new SetLane(new LaneId("L9"), LaneState.Full, ReasonCode.Urgent), Refusal.UnknownLane);
        s.Refuse(new SetLane(Lane, LaneState.Full, ReasonCode.Unspecified), Refusal.InvalidValue);
        s.Refuse(new SetDoor(new DoorId("D9"), false, ReasonCode.Urgent), Refusal.UnknownDoor);
        Assert.Empty(s.Do(new SetLane(Lane, LaneState.Open, ReasonCode.Urgent)));
    }

    [Fact]
    public void CutoffComes_WhatIsStagedGoesWithTheNextDeparture()
    {
        s.Do(new SetPolicy(Policy.Default with { DepartureMinutes = [9 * 60, 17 * 60] }));
        Instant cutoff = s.Now + TimeSpan.FromHours(1); // 09:00 in London, in winter
        s.Submit("first", "A:5", new OrderTerms { ShipBy = cutoff });
        s.Receive("A", 5);
        CutoffMissed missed = After(TimeSpan.FromHours(2)).OfType<CutoffMissed>().Single();

        Assert.Equal((cutoff, cutoff + TimeSpan.FromHours(8), 5), (missed.Missed, missed.Next, missed.Staged.Units));
        Assert.Equal(cutoff + TimeSpan.FromHours(8), s.Warehouse.GetOrder(Scenario.Order("first"))!.Terms.ShipBy);
    }

    [Fact]
    public void CutoffComes_PromiseThatCannotBeKept_IsToldAnew()
    {
        s.Do(new SetPolicy(Policy.Default with { PromiseThresholdHours = 0, PromiseAllowanceHours = 2 }));
        s.Submit("first", "A:5", new OrderTerms { ShipBy = s.Now + TimeSpan.FromHours(3) });
        s.Announce("n1", "A:5", TimeSpan.FromHours(1));
        s.Receive("A", 5, "n1");
        IReadOnlyList<Event> events = After(TimeSpan.FromHours(4));

        Assert.Equal(s.Warehouse.GetOrder(Scenario.Order("first"))!.Terms.ShipBy, events.OfType<PromiseChanged>().Single().To);
    }

    [Fact]
    public void CutoffMoves_OrderThatShipsCompleteIsCoveredNow_TakesWhatLiesFree()
    {
        s.Submit("o1", "A:10", new OrderTerms { ShipBy = s.Now + TimeSpan.FromDays(1) });
        s.Receive("A", 4);
        s.Announce("N1", "A:6", TimeSpan.FromHours(36));
        s.Do(new AmendOrder(Scenario.Order("o1"), [], null, ShipMode.OrderComplete, null, null, null));
        Assert.Equal("put-away:3", Scenario.Gifts(s.Receive("A", 3))); // the truck comes after its cutoff

        IReadOnlyList<Event> missed = After(TimeSpan.FromDays(1));

        Assert.Equal(3, missed.OfType<UnitsHeld>().Single().Quantity.Units);
    }

    [Fact]
    public void CutoffComes_OrderOnlyWaits_KeepsItsCutoff()
    {
        Instant cutoff = s.Now + TimeSpan.FromHours(1);
        s.Submit("first", "A:5", new OrderTerms { ShipBy = cutoff });

        Assert.Empty(After(TimeSpan.FromHours(2)));
        Assert.Equal(cutoff, s.Warehouse.GetOrder(Scenario.Order("first"))!.Terms.ShipBy);
        s.Receive("A", 5);
        Assert.Single(After(TimeSpan.Zero).OfType<CutoffMissed>());
    }

    /// <summary>The clock on the wall decides: at 01:00 UTC on 29 March 2026 London's clocks go forward.</summary>
    [Theory]
    // missed, UTC          | weekdays | departure | next, UTC
    [InlineData("2026-03-27T17:00", 0,  17 * 60, "2026-03-28T17:00")]
    [InlineData("2026-03-28T17:00", 0,  17 * 60, "2026-03-29T16:00")]
    [InlineData("2026-03-27T17:00", 1,  17 * 60, "2026-03-30T16:00")]    // Mondays only
    [InlineData("2026-03-28T17:00", 0,  90,      "2026-03-29T01:30")]    // 01:30 is skipped that night: an hour later by the wall, 02:30
    [InlineData("2026-10-24T17:00", 0,  90,      "2026-10-25T00:30")]    // 01:30 comes twice: the first
    [Trait("Case", "29")]
    public void NextDeparture_FollowsTheClockOnTheWall(string missed, int weekdays, int minute, string next)
    {
        s.Do(new SetPolicy(Policy.Default with { DepartureMinutes = [minute], DepartureWeekdays = weekdays }));
        Instant cutoff = At(missed);
        s.Pass(cutoff - s.Now - TimeSpan.FromMinutes(1));
        s.Submit("first", "A:5", new OrderTerms { ShipBy = cutoff });
        s.Receive("A", 5);

        Assert.Equal(At(next), After(TimeSpan.FromMinutes(1)).OfType<CutoffMissed>().Single().Next);
    }

    private static Instant At(string utc) =>
        Instant.From(DateTimeOffset.Parse(utc + "Z", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal));

    private IReadOnlyList<Event> After(TimeSpan span)
    {
        s.Pass(span);
        return s.Do(new AdvanceTime());
    }
}
