using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class TaskTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Task_FromReadyToShipped_MovesTheLineAlong()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Do(new StartTask(null, lease));
        s.Pick(lease);
        Assert.Equal(6, s.Line("o1").Picked.Units);
        s.PackAndShip(lease);

        Assert.Equal((6L, TaskState.Done), (s.Line("o1").Shipped.Units, s.Task(lease).State));
        Assert.True(s.Warehouse.GetOrder(Scenario.Order("o1"))!.Closed);
    }

    [Trait("Case", "17")]
    [Fact]
    public void Pull_TwoStations_NeverTheSameTask()
    {
        s.Submit("o1", "A:6 B:6");
        s.Receive("A", 6);
        s.Receive("B", 6);

        IReadOnlyList<Lease> first = s.Pull("P1", 1);
        IReadOnlyList<Lease> second = s.Pull("P2", 10);

        Assert.NotEqual(first.Single().Task, second.Single().Task);
        Assert.Empty(s.Pull("P3"));
    }

    [Trait("Case", "30")]
    [Fact]
    public void Pull_ForOneOwner_SeesOnlyItsTasks()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);

        Assert.Empty(s.Do(new PullTasks(new StationId("P1"), Scenario.Other, 10)));
        s.Refuse(new StartTask(Scenario.Other, new Lease(new TaskId(1), new FencingToken(1))), Refusal.UnknownTask);
    }

    [Trait("Case", "30")]
    [Fact]
    public void Pull_ByAStationThatHoldsAnotherOwnersTasks_IsRefusedByName()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease held = s.Pull("P1").Single();

        Refused refused = s.Refuse(new PullTasks(new StationId("P1"), Scenario.Other, 10), Refusal.StationInUse);

        Assert.DoesNotContain(Scenario.Acme.Value, refused.Message);
        s.Do(new PullTasks(new StationId("P1"), Scenario.Acme, 10));
        s.Do(new ReturnTask(null, held, ReasonCode.StationTrouble));
        s.Do(new PullTasks(new StationId("P1"), Scenario.Other, 10));
    }

    [Trait("Case", "17")]
    [Fact]
    public void LateReport_IsToldWhoHasTheTaskNow()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease late = s.Pull("P1").Single();
        s.Pass(TimeSpan.FromSeconds(300));
        s.Submit("o2", "B:1");
        Assert.Equal(("READY", string.Empty), WhoHasIt());

        s.Pull("P2");
        Assert.Equal(("LEASED", "P2"), WhoHasIt());

        (string State, string Station) WhoHasIt()
        {
            Dictionary<string, string> details = s.Refuse(new ConfirmPick(null, late, 6), Refusal.StaleLease).Details.ToDictionary();
            return (details["state"], details["station"]);
        }
    }

    [Trait("Case", "17")]
    [Fact]
    public void Lease_RunsOut_TaskGoesToTheFrontAndTheOldTokenIsRefused()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease old = s.Pull("P1").Single();
        s.Submit("o2", "B:6");
        s.Receive("B", 6);
        s.Pass(TimeSpan.FromSeconds(300));

        Lease renewed = s.Pull("P2", 1).Single();

        Assert.Equal(old.Task, renewed.Task);
        s.Refuse(new ConfirmPick(null, old, 6), Refusal.StaleLease);
        s.Pick(renewed);
    }

    [Trait("Case", "17")]
    [Fact]
    public void Lease_Renewed_RunsOn()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Pass(TimeSpan.FromSeconds(200));
        s.Do(new RenewLeases(new StationId("P1")));
        s.Pass(TimeSpan.FromSeconds(200));

        s.Pick(lease);
    }

    [Trait("Case", "30")]
    [Fact]
    public void Heartbeat_OfAnOwner_RenewsNoStationThatHoldsAnothersTasks()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        s.Pull();

        Assert.Empty(s.Do(new RenewLeases(new StationId("P1"), Scenario.Other)));
        Assert.IsType<LeasesRenewed>(Assert.Single(s.Do(new RenewLeases(new StationId("P1"), Scenario.Acme))));
    }

    [Trait("Case", "17")]
    [Fact]
    public void Lease_OfAPickedTaskRunsOut_WhatWasPickedIsKept()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        s.Pick(s.Pull("P1").Single());
        s.Pass(TimeSpan.FromSeconds(300));

        Lease again = s.Pull("P2").Single();

        Assert.Equal(TaskState.Picked, s.Task(again).State);
        s.PackAndShip(again);
    }

    [Trait("Case", "18")]
    [Fact]
    public void Return_TooOften_ParksTheTaskAndBlocksNothing()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        for (int i = 0; i < Policy.Default.TaskAttemptsMax; i++)
        {
            s.Do(new ReturnTask(null, s.Pull().Single(), ReasonCode.StationTrouble));
        }

        Assert.Empty(s.Pull());
        s.Do(new UnparkTask(null, new TaskId(1)));
        Assert.Single(s.Pull());
    }

    [Trait("Case", "15")]
    [Fact]
    public void Short_MissingUnitsAreSuspectAndCounted()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();

        s.Do(new ReportShort(null, lease, 4, ReasonCode.NotFound));

        Assert.Equal((4L, 2L, 2L), (s.Line("o1").Picked.Units, s.Line("o1").Open.Units, s.Stock("A").Suspect));
        Lease count = s.Pull("P2").Single();
        Assert.Equal(TaskKind.Count, s.Task(count).Kind);
        Assert.Equal("o1#1:1", Scenario.Gifts(s.Do(new ConfirmPick(null, count, 1))));
        Assert.Equal((0L, -1L), (s.Stock("A").Suspect, s.Stock("A").Adjusted));
    }

    [Trait("Case", "16")]
    [Theory]
    [InlineData(7, Refusal.OverPick)]
    [InlineData(5, Refusal.InvalidQuantity)]
    [InlineData(-1, Refusal.InvalidQuantity)]
    public void Pick_WrongQuantity_IsRefused(long quantity, Refusal reason)
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);

        s.Refuse(new ConfirmPick(null, s.Pull().Single(), quantity), reason);
    }

    [Fact]
    public void Pack_TwoOrdersInOneParcel_IsRefused()
    {
        s.Submit("o1", "A:6");
        s.Submit("o2", "A:6");
        s.Receive("A", 12);
        IReadOnlyList<Lease> leases = s.Pull();
        foreach (Lease lease in leases)
        {
            s.Pick(lease);
        }

        s.Refuse(new Pack(null, leases, "P"), Refusal.MixedTasks);
    }

    [Fact]
    public void Ship_NotPacked_IsRefused()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);

        s.Refuse(new Ship(null, [new TaskId(1)], "DPD", "T"), Refusal.WrongTaskState);
    }

    [Fact]
    public void Hold_OrderOnHold_OffersNoTasksAndShipsNothing()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        s.Do(new HoldOrder(Scenario.Order("o1"), ReasonCode.Payment));
        Assert.Empty(s.Pull());

        s.Do(new ReleaseOrder(Scenario.Order("o1")));
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.Do(new Pack(null, [lease], "P"));
        s.Do(new HoldOrder(Scenario.Order("o1"), ReasonCode.Payment));
        s.Refuse(new Ship(null, [lease.Task], "DPD", "T"), Refusal.OrderOnHold);
    }
}
