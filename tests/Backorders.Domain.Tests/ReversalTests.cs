using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>A reversal takes units from where it hurts least, and whoever stands last in the queue loses first.</summary>
public sealed class ReversalTests
{
    private readonly Scenario s = new();

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_Surplus_ComesFromStorage()
    {
        s.Submit("o1", "A:4");
        s.Receive("A", 10);

        s.ReverseLast();

        Assert.Equal((0L, 10L), (s.Stock("A").OnHand, s.Stock("A").Reversed));
        Assert.Equal(4, s.Line("o1").Open.Units);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_SecondReceipt_LeavesTheFirstOrderAlone()
    {
        s.Submit("o1", "A:4");
        s.Pass(TimeSpan.FromMinutes(1));
        s.Submit("o2", "A:4");
        s.Receive("A", 4);
        s.Receive("A", 4);

        s.ReverseLast();

        Assert.Equal((4L, 0L), (s.Line("o1").Allocated.Units, s.Line("o2").Allocated.Units));
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_LeasedTask_IsRecalledAndItsTokenRefused()
    {
        s.Submit("o1", "A:4");
        s.Receive("A", 4);
        Lease lease = s.Pull().Single();

        s.ReverseLast();

        Assert.Equal(TaskState.Recalled, s.Task(lease).State);
        s.Refuse(new ConfirmPick(null, lease, 4), Refusal.StaleLease);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_PartOfALeasedTask_GivesWhatIsLeftAnew()
    {
        s.Submit("o1", "A:10");
        s.Receive("A", 6);
        s.Receive("A", 4);
        s.Pull();

        s.ReverseLast();

        Assert.Equal(6, s.Line("o1").Allocated.Units);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_PartOfALeasedTask_TheLeftoverIsWhereTheOtherReceiptCame()
    {
        s.Submit("o1", "A:10");
        s.Receive("A", 6);
        string first = s.LastScan;
        ReceiveAtD2(4);
        s.Pull();

        s.ReverseLast(first);

        Assert.Equal("4 D2 CrossDock", Tasks("o1"));
        Assert.Equal((6L, 0L), (s.Line("o1").Open.Units, s.Stock("A").OnHand));
    }

    [Trait("Case", "04")]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reverse_ReceiptOfTheFirstOrder_ItKeepsItsUnitsWhereTheLastOnesAre(bool leased)
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromMinutes(1));
        s.Submit("o2", "A:8");
        s.Receive("A", 6);
        string first = s.LastScan;
        ReceiveAtD2(8);
        Lease[] leases = leased ? [.. s.Pull()] : [];

        s.ReverseLast(first);

        Assert.Equal(("6 D2 CrossDock", "2 D2 CrossDock"), (Tasks("o1"), Tasks("o2")));
        Assert.Equal(6, s.Line("o2").Open.Units);
        foreach (Lease stale in leases)
        {
            s.Refuse(new ConfirmPick(null, stale, 6), Refusal.StaleLease);
        }
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_SurplusOfAnotherReceiptStandsIn_TheTaskIsAPickFromStorage()
    {
        s.Submit("o1", "A:6/0/1");
        s.Receive("A", 6);
        string first = s.LastScan;
        ReceiveAtD2(10);

        ReceiptReversed reversed = s.ReverseLast(first).OfType<ReceiptReversed>().Single();

        Assert.Equal((6L, 0L), (reversed.Quantity.Units, reversed.Variance.Units));
        Assert.Equal("6  StoragePick", Tasks("o1"));
        Assert.Equal((4L, 0L), (s.Stock("A").OnHand, s.Line("o1").Open.Units));
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_SurplusOfItsOwn_LeavesTheTaskOfTheOtherReceiptAlone()
    {
        s.Submit("o1", "A:6");
        ReceiveAtD2(6);
        s.Receive("A", 10);

        s.ReverseLast();

        Assert.Equal("6 D2 CrossDock", Tasks("o1"));
        Assert.Equal(0, s.Stock("A").OnHand);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_OfUnitsThatAreHeld_SurplusStandsIn_TheHoldAndItsTaskSayStorage()
    {
        Instant ends = HoldOf("o1");
        string first = s.LastScan;
        ReceiveAtD2(10);

        UnitsHeld anew = s.ReverseLast(first).OfType<UnitsHeld>().Single();

        Assert.Equal((6L, Source.Storage, ends), (anew.Quantity.Units, anew.Source, anew.ExpiresAt));
        Assert.Equal((6L, 4L), (s.Line("o1").Held.Units, s.Stock("A").OnHand));
        s.Receive("B", 1);
        Assert.StartsWith("6  ", Tasks("o1"), StringComparison.Ordinal);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_OfUnitsThatAreHeld_TheLastHoldLosesAndTheFirstSaysItsDoor()
    {
        Instant ends = HoldOf("o1");
        string first = s.LastScan;
        s.Pass(TimeSpan.FromMinutes(1));
        s.Submit("o2", "A:6 C:1", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Announce("N2", "C:1", TimeSpan.FromDays(1));
        ReceiveAtD2(6);
        Assert.Equal(6, s.Line("o2").Held.Units);

        UnitsHeld anew = s.ReverseLast(first).OfType<UnitsHeld>().Single();

        Assert.Equal((Scenario.Order("o1"), 6L, Source.Dock, "D2", ends), (anew.Line.Order, anew.Quantity.Units, anew.Source, anew.Door.Value, anew.ExpiresAt));
        Assert.Equal((6L, 0L), (s.Line("o1").Held.Units, s.Line("o2").Held.Units));
        s.Receive("B", 1);
        Assert.StartsWith("6 D2 ", Tasks("o1"), StringComparison.Ordinal);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_OfPartOfWhatIsHeld_TheHoldKeepsWhatIsThere()
    {
        HoldOf("o1", 4);
        string first = s.LastScan;
        ReceiveAtD2(2);

        s.ReverseLast(first);

        Assert.Equal((2L, 0L), (s.Line("o1").Held.Units, s.Stock("A").OnHand));
        s.Receive("A", 4);
        s.Receive("B", 1);
        Assert.DoesNotContain(s.Warehouse.GetOrder(Scenario.Order("o1"))!.Tasks, t => t.Item.Sku.Value == "A" && t.State == TaskState.Recalled);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_PickedUnits_AsksForThemBack()
    {
        s.Submit("o1", "A:4");
        s.Receive("A", 4);
        Lease lease = s.Pull().Single();
        s.Pick(lease);

        PickedUnitsTakenBack taken = s.ReverseLast().OfType<PickedUnitsTakenBack>().Single();

        Assert.Equal(4, s.Line("o1").Open.Units);
        Assert.Equal(TaskKind.PutBack, s.Warehouse.GetTask(taken.PutBack)!.Kind);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_ShippedUnits_IsAVarianceAndNeverBelowZero()
    {
        s.Submit("o1", "A:4");
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.PackAndShip(lease);

        ReceiptReversed reversed = s.ReverseLast().OfType<ReceiptReversed>().Single();

        Assert.Equal((2L, 4L), (reversed.Quantity.Units, reversed.Variance.Units));
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_Twice_IsRefused()
    {
        s.Receive("A", 6);
        s.ReverseLast();

        s.Refuse(new ReverseReceipt(Scenario.Acme, new ScanKey(new DeviceId("S1"), new ScanId(s.LastScan)), ReasonCode.WrongScan), Refusal.AlreadyReversed);
    }

    [Trait("Case", "30")]
    [Fact]
    public void Reverse_AnothersReceipt_IsUnknown()
    {
        s.Receive("A", 6);

        s.Refuse(new ReverseReceipt(Scenario.Other, new ScanKey(new DeviceId("S1"), new ScanId(s.LastScan)), ReasonCode.WrongScan), Refusal.UnknownReceipt);
    }

    [Trait("Case", "04")]
    [Fact]
    public void Reverse_AnnouncedReceipt_IsExpectedAgain()
    {
        s.Submit("o1", "A:12");
        s.Announce("N1", "A:12", TimeSpan.FromDays(1));
        s.Receive("A", 12, asn: "N1");

        s.ReverseLast();

        Assert.Equal(12, s.Pegged("o1"));
    }

    [Trait("Case", "23")]
    [Fact]
    public void Count_Fewer_TakesUnitsAndReportsWhatIsMissing()
    {
        s.Receive("A", 5);

        StockAdjusted adjusted = s.Do(new CountStock(Scenario.Item("A"), null, -8, ReasonCode.Loss, new ScanKey(new DeviceId("S1"), new ScanId("c1"))))
            .OfType<StockAdjusted>().Single();

        Assert.Equal((-5L, 3L), (adjusted.Difference, adjusted.Missing.Units));
    }

    [Trait("Case", "23")]
    [Fact]
    public void Count_More_ServesTheQueue()
    {
        s.Submit("o1", "A:3");

        string gifts = Scenario.Gifts(s.Do(new CountStock(Scenario.Item("A"), 5, 0, ReasonCode.CountDifference, new ScanKey(new DeviceId("S1"), new ScanId("c1")))));

        Assert.Equal("o1#1:3 put-away:2", gifts);
    }

    /// <summary>An order that ships complete holds units of A that came through D1, and waits for one of B.</summary>
    private Instant HoldOf(string no, long received = 6)
    {
        s.Submit(no, "A:6 B:1", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Announce("N1", received < 6 ? "B:1 A:6" : "B:1", TimeSpan.FromDays(1));
        UnitsHeld held = s.Receive("A", received).OfType<UnitsHeld>().Single();
        Assert.Equal(received, held.Quantity.Units);
        return held.ExpiresAt;
    }

    private void ReceiveAtD2(long quantity) => s.Do(s.NewReceipt("A", quantity) with { Door = new DoorId("D2") });

    /// <summary>The tasks of an order that are still to be done: units, door, kind.</summary>
    private string Tasks(string no) => string.Join(", ", s.Warehouse.GetOrder(Scenario.Order(no))!.Tasks
        .Where(t => t.State is not TaskState.Recalled).Select(t => $"{t.Quantity} {t.Door} {t.Kind}"));
}
