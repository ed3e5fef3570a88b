using System.Buffers;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Xunit.Abstractions;

namespace Backorders.Domain.Tests;

/// <summary>What a turn says of the tasks that became ready in it: by this, stations that wait are woken.</summary>
public sealed class ReadyTaskTests(ITestOutputHelper output)
{
    private const int TurnsPerSeed = 400;

    private static readonly OrderKey order = Scenario.Order("o1");
    private static readonly OrderTerms onLane = new() { Lane = new LaneId("L2") };

    private readonly Scenario s = new();

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 12)];

    [Fact]
    public void Receipt_ThatIsGivenToTwoLines_CountsTwo()
    {
        s.Submit("o1", "A:4");
        s.Submit("o2", "A:2");

        Assert.Equal("ACME:2", Ready(s.NewReceipt("A", 6)));
    }

    [Fact]
    public void Receipt_ThatGoesToStorage_CountsNone() => Assert.Equal(string.Empty, Ready(s.NewReceipt("A", 6)));

    [Fact]
    public void NewOrder_ServedFromStorage_Counts()
    {
        s.Receive("A", 6);

        Assert.Equal("ACME:1", Ready(s.NewOrder("o1", "A:4")));
    }

    [Fact]
    public void NewOrder_ThatWaits_CountsNone() => Assert.Equal(string.Empty, Ready(s.NewOrder("o1", "A:4")));

    [Fact]
    public void NewOrder_ThatTakesAllOfALowerLine_CountsItsOwnTaskOnly()
    {
        s.Submit("low", "A:5");
        s.Receive("A", 5);

        Assert.Equal("ACME:1", Ready(s.NewOrder("high", "A:5", new OrderTerms { Tier = 5 })));
    }

    [Fact]
    public void Pull_OneOfTwo_CountsNone()
    {
        Waiting("o1");
        Waiting("o2");

        Assert.Equal(string.Empty, Ready(new PullTasks(new StationId("P1"), null, 1)));
    }

    [Fact]
    public void Work_FromStartToShipped_CountsNone()
    {
        Lease lease = Leased();

        Assert.Equal(string.Empty, Ready(new StartTask(null, lease)));
        Assert.Equal(string.Empty, Ready(new RenewLeases(new StationId("P1"))));
        Assert.Equal(string.Empty, Ready(new ConfirmPick(null, lease, 6)));
        Assert.Equal(string.Empty, Ready(new Pack(null, [lease], "P")));
        Assert.Equal(string.Empty, Ready(new Ship(null, [lease.Task], "DPD", "T")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Short_WhateverWasFound_CountsTheCountOfThePlace(long picked) =>
        Assert.Equal("ACME:1", Ready(new ReportShort(null, Leased(), picked, ReasonCode.NotFound)));

    [Fact]
    public void Return_Counts() => Assert.Equal("ACME:1", Ready(new ReturnTask(null, Leased(), ReasonCode.StationTrouble)));

    [Fact]
    public void Return_OfAPickedTask_Counts()
    {
        Lease lease = Leased();
        s.Pick(lease);

        Assert.Equal("ACME:1", Ready(new ReturnTask(null, lease, ReasonCode.StationTrouble)));
    }

    [Fact]
    public void Return_ThatParks_CountsNone_AndUnparkingCounts()
    {
        for (int i = 1; i < Policy.Default.TaskAttemptsMax; i++)
        {
            s.Do(new ReturnTask(null, i == 1 ? Leased() : s.Pull().Single(), ReasonCode.StationTrouble));
        }

        Lease last = s.Pull().Single();
        Assert.Equal(string.Empty, Ready(new ReturnTask(null, last, ReasonCode.StationTrouble)));
        Assert.Equal("ACME:1", Ready(new UnparkTask(null, last.Task)));
    }

    [Fact]
    public void Leases_OfTwoOwnersRunOut_CountForEachOwner()
    {
        foreach (OwnerId owner in (OwnerId[])[Scenario.Other, Scenario.Acme])
        {
            for (int i = owner == Scenario.Acme ? 0 : 1; i < 2; i++)
            {
                s.Do(s.NewOrder($"o{i}", "A:1") with { Order = new OrderKey(owner, new OrderNo($"o{i}")) });
                s.Do(s.NewReceipt("A", 1) with { Item = new SkuKey(owner, new Sku("A")) });
            }
        }

        Assert.Equal(3, s.Pull().Count);
        s.Pass(TimeSpan.FromSeconds(Policy.Default.LeaseSeconds));

        Assert.Equal("ACME:2 OTHER:1", Ready(new AdvanceTime()));
    }

    [Fact]
    public void Time_ThatPassesWithoutALease_CountsNone()
    {
        Waiting("o1");
        s.Pass(TimeSpan.FromDays(1));

        Assert.Equal(string.Empty, Ready(new AdvanceTime()));
    }

    [Fact]
    public void Hold_CountsNone_AndItsReleaseCounts()
    {
        Waiting("o1");

        Assert.Equal(string.Empty, Ready(new HoldOrder(order, ReasonCode.Credit)));
        Assert.Equal("ACME:1", Ready(new ReleaseOrder(order)));
    }

    [Fact]
    public void Payment_DeclinedCountsNone_AndMadeGoodCounts()
    {
        Waiting("o1", new OrderTerms { PaymentRequired = true });

        Assert.Equal(string.Empty, Ready(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, "")));
        Assert.Equal("ACME:1", Ready(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(1), "a")));
        Assert.Equal(string.Empty, Ready(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(2), "b")));
    }

    [Fact]
    public void Lane_ShutCountsNone_AndOpenedCounts()
    {
        Waiting("o1", onLane);

        Assert.Equal(string.Empty, Ready(new SetLane(new LaneId("L2"), LaneState.Full, ReasonCode.Urgent)));
        Assert.Equal("ACME:1", Ready(new SetLane(new LaneId("L2"), LaneState.Open, ReasonCode.Urgent)));
    }

    [Fact]
    public void Amendment_ThatOrdersTheTasksAnew_CountsNone()
    {
        Waiting("o1");

        Assert.Equal(string.Empty, Ready(new AmendOrder(order, [], null, null, null, s.Now + TimeSpan.FromHours(3), null)));
    }

    [Fact]
    public void Amendment_ToAnOpenLane_Counts()
    {
        Waiting("o1", onLane);
        s.Do(new SetLane(new LaneId("L2"), LaneState.Full, ReasonCode.Urgent));

        Assert.Equal("ACME:1", Ready(new AmendOrder(order, [], null, null, new LaneId("L1"), null, null)));
    }

    [Fact]
    public void Cancellation_OfPickedUnits_CountsThePutBack()
    {
        s.Pick(Leased());

        Assert.Equal("ACME:1", Ready(new CancelOrder(order, [], ReasonCode.CustomerRequest)));
    }

    [Fact]
    public void Cancellation_OfUnpickedUnits_CountsNone()
    {
        Waiting("o1");

        Assert.Equal(string.Empty, Ready(new CancelOrder(order, [], ReasonCode.CustomerRequest)));
    }

    [Fact]
    public void PutBack_WhoseUnitsServeTheNextLine_Counts()
    {
        s.Pick(Leased());
        s.Do(new CancelOrder(order, [], ReasonCode.CustomerRequest));
        s.Submit("o2", "A:6");

        Assert.Equal("ACME:1", Ready(new ConfirmPick(null, s.Pull("P2").Single(), 6)));
    }

    [Fact]
    public void Reversal_ThatShrinksAReadyTask_CountsNone()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 4);
        s.Receive("A", 2);

        ScanKey last = new(new DeviceId("S1"), new ScanId(s.LastScan));
        Assert.Equal(string.Empty, Ready(new ReverseReceipt(Scenario.Acme, last, ReasonCode.WrongScan)));
    }

    [Fact]
    public void Damage_WhenPacked_ServedAnew_Counts()
    {
        Lease lease = Leased();
        s.Pick(lease);
        s.Receive("A", 6);

        Assert.Equal("ACME:1", Ready(new ReportDamage(null, lease, 6, ReasonCode.Damaged)));
    }

    [Fact]
    public void Stray_Counts() => Assert.Equal("ACME:1", Ready(new ReportStray(Scenario.Item("B"), 1, default, null)));

    [Fact]
    public void Quality_HoldEnded_CountsWhatIsGiven()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6, quality: Quality.QcHold);

        Assert.Equal("ACME:1", Ready(new SetQuality(Scenario.Item("A"), 6, Quality.QcHold, Quality.Usable, ReasonCode.Inspection)));
    }

    [Fact]
    public void Container_ToBeBrokenDown_CountsTheBreakDownToo()
    {
        s.Submit("o1", "A:4");
        s.Do(new AnnounceShipment(
            new AsnKey(Scenario.Acme, new AsnNo("N1")), "Supplier", s.Now + TimeSpan.FromDays(1), null,
            [new RequestedSupply(new Sku("A"), 6, default) { Lpn = "P1" }]));

        ScanKey scan = new(new DeviceId("S1"), new ScanId("lpn-1"));
        Assert.Equal("ACME:2", Ready(new ReceiveContainer(Scenario.Acme, "P1", scan, new DoorId("D1"), s.Now)));
    }

    [Fact]
    public void Overage_HeldForASupervisor_CountsNone()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        s.Submit("o1", "A:60");

        Turn turn = s.Try(s.NewReceipt("A", 30, "N1"));

        Assert.Single(turn.Events.OfType<OverageHeld>());
        Assert.Equal(turn.Events.OfType<UnitsAllocated>().Count(), turn.BecameReady.Sum(r => r.Count));
    }

    [Fact]
    public void RefusedTurn_CountsNone()
    {
        Waiting("o1");

        Assert.Empty(s.Try(new HoldOrder(Scenario.Order("none"), ReasonCode.Credit)).BecameReady);
    }

    /// <summary>
    /// The rule in its plainest form: what a station can pull from a copy of the warehouse after the turn, without what it could pull before.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void History_AnyCommands_CountsWhatCanBePulledNowAndCouldNotBefore(int seed)
    {
        output.WriteLine($"seed {seed}");
        Scenario history = new(checkReplica: false);
        RandomCommands commands = new(seed, history);
        IReadOnlyDictionary<TaskId, OwnerId> before = Pullable(history);
        int gains = 0;
        for (int i = 0; i < TurnsPerSeed; i++)
        {
            Command command = commands.Next();
            while (history.Warehouse.NextDue <= history.Now)
            {
                Check(new AdvanceTime(), i);
            }

            Check(command, i);
        }

        Assert.True(gains > TurnsPerSeed / 20, $"seed {seed}: only {gains} turns made a task ready; the history tests too little.");

        void Check(Command command, int turn)
        {
            Turn done = history.Try(command);
            IReadOnlyDictionary<TaskId, OwnerId> after = Pullable(history);
            string expected = Text(
                from task in after
                where !before.ContainsKey(task.Key)
                group task by task.Value into owners
                orderby owners.Key
                select new ReadyTasks(owners.Key, owners.Count()));
            string counted = Text(done.BecameReady);
            Assert.True(expected == counted, $"seed {seed}, turn {turn}, {command}: counted '{counted}', can be pulled '{expected}'.");
            gains += expected.Length > 0 ? 1 : 0;
            before = after;
        }
    }

    private static Dictionary<TaskId, OwnerId> Pullable(Scenario scenario)
    {
        ArrayBufferWriter<byte> bytes = new();
        scenario.Warehouse.Save(bytes);
        Warehouse copy = Warehouse.Load(scenario.Warehouse.Id, bytes.WrittenSpan);
        Turn pulled = copy.Execute(new PullTasks(new StationId("COUNTER"), null, Limits.TasksMax), scenario.Now);
        return pulled.Events.OfType<TasksLeased>().SelectMany(e => e.Leases).ToDictionary(l => l.Task, l => copy.GetTask(l.Task)!.Item.Owner);
    }

    private static string Text(IEnumerable<ReadyTasks> ready) => string.Join(' ', ready.Select(r => $"{r.Owner}:{r.Count}"));

    /// <summary>Carries out what must succeed, and tells what became ready, such as <c>"ACME:2 OTHER:1"</c>.</summary>
    private string Ready(Command command)
    {
        Turn turn = s.Try(command);
        Assert.Null(turn.Refused);
        return Text(turn.BecameReady);
    }

    /// <summary>An order of six whose task waits.</summary>
    private void Waiting(string no, OrderTerms? terms = null)
    {
        s.Submit(no, "A:6", terms);
        s.Receive("A", 6);
    }

    private Lease Leased()
    {
        Waiting("o1");
        return s.Pull().Single();
    }
}
