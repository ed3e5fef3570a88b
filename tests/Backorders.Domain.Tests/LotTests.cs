using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

[Trait("Case", "09")]
public sealed class LotTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private readonly Scenario s = new();
    private int scans;

    public LotTests() => s.Do(new DefineItems(Scenario.Acme,
    [
        new Item(new Sku("MILK"), "Milk", true, []) { IsLotControlled = true, IsExpiryControlled = true, MinRemainingDays = 5 },
        new Item(new Sku("BOLT"), "Bolt", true, []) { IsLotControlled = true },
    ]));

    [Fact]
    public void Receive_WithoutLotOrExpiry_IsRefusedByName()
    {
        s.Refuse(s.NewReceipt("MILK", 1), Refusal.LotRequired);
        s.Refuse(s.NewReceipt("MILK", 1) with { Lot = new LotNo("L1") }, Refusal.ExpiryRequired);
    }

    [Fact]
    public void Receive_LotThatIsKnown_MayLeaveOutItsExpiryButNotChangeIt()
    {
        Milk(4, "L1", 20);

        s.Do(s.NewReceipt("MILK", 1) with { Lot = new LotNo("L1") });
        s.Refuse(s.NewReceipt("MILK", 1) with { Lot = new LotNo("L1"), Expiry = Today.AddDays(21) }, Refusal.LotDiffers);
    }

    [Fact]
    public void Submit_SeveralLots_GivesTheFirstToExpire()
    {
        Milk(4, "L2", 30);
        Milk(4, "L1", 20);

        Assert.Equal("L1:4 L2:2", Lots(s.Submit("o1", "MILK:6")));
    }

    [Fact]
    public void Submit_LotThatExpiresTooSoon_IsPassedOver()
    {
        Milk(4, "L1", 4);
        Milk(4, "L2", 5);

        Assert.Equal("L2:4", Lots(s.Submit("o1", "MILK:8")));
        Assert.Equal(SkipReason.ShelfLifeTooShort, s.Explain("o1").Skip);
        Assert.Contains("5 days", s.Explain("o1").SkipMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_ShipsLater_CountsTheDaysFromThen()
    {
        Milk(4, "L1", 9);

        Assert.Equal(string.Empty, Lots(s.Submit("o1", "MILK:2", new OrderTerms { ShipBy = s.Now + TimeSpan.FromDays(5) })));
        Assert.Equal("L1:2", Lots(s.Submit("o2", "MILK:2", new OrderTerms { ShipBy = s.Now + TimeSpan.FromDays(4) })));
    }

    [Fact]
    public void Submit_DemandsALot_TakesNoOther()
    {
        Milk(4, "L1", 20);
        s.Do(Order("o1", 3, lot: "L2"));

        Assert.Equal(SkipReason.LotNotThere, s.Explain("o1").Skip);
        Assert.Equal("L2:3", Lots(Milk(5, "L2", 60)));
    }

    [Fact]
    public void Submit_LineSaysHowManyDays_OverridesTheItem()
    {
        Milk(4, "L1", 8);

        Assert.Equal(string.Empty, Lots(s.Do(Order("o1", 1, days: 9))));
        Assert.Equal("L1:1", Lots(s.Do(Order("o2", 1, days: 0))));
    }

    [Fact]
    public void Receive_LineBehindCanUseWhatTheFirstCannot_GetsIt()
    {
        s.Do(Order("o1", 5, days: 100));
        s.Do(Order("o2", 5, days: 0));

        Assert.Equal("o2#1:5 put-away:1", Scenario.Gifts(Milk(6, "L1", 10)));
    }

    [Fact]
    public void OrderComplete_HoldsAndReleasesByLot()
    {
        s.Submit("o1", "MILK:6 A:1", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Announce("N1", "A:1", TimeSpan.FromDays(1));
        s.Announce("N2", "MILK:6", TimeSpan.FromDays(1));
        s.Do(MilkReceipt(3, "L2", 30));
        s.Do(MilkReceipt(3, "L1", 20));
        Assert.Equal(6, s.Line("o1").Held.Units);

        Assert.Equal("L1:3 L2:3", string.Join(' ', Lots(s.Receive("A", 1)).Split(' ').Order()));
    }

    [Fact]
    [Trait("Case", "04")]
    public void Reverse_TakesFromItsOwnLot()
    {
        Milk(4, "L1", 20);
        string scan = $"milk-{scans}";
        Milk(4, "L2", 30);
        s.Submit("o1", "MILK:4");

        s.ReverseLast(scan);

        Assert.Equal("L2", s.Warehouse.GetTask(new TaskId(s.Pull().Single().Task.Value))!.Lot!.No.Value);
        Assert.Equal((0L, 4L), (Trace("L1")?.Stock.Allocated ?? 0, Trace("L2")!.Stock.Allocated));
    }

    [Fact]
    [Trait("Case", "23")]
    public void Count_OfOneLot_AdjustsThatLot()
    {
        Milk(4, "L1", 20);
        Milk(4, "L2", 30);
        CountStock count = new(Scenario.Item("MILK"), 3, 0, ReasonCode.CountDifference, new ScanKey(new DeviceId("S1"), new ScanId("c1")));

        s.Refuse(count, Refusal.LotRequired);
        s.Refuse(count with { Lot = new LotNo("L9") }, Refusal.UnknownLot);
        s.Do(count with { Lot = new LotNo("L2") });
        Assert.Equal((4L, 3L), (Trace("L1")!.Stock.OnHand, Trace("L2")!.Stock.OnHand));
    }

    [Fact]
    public void Recall_TakesBackWhatHasNotShipped_AndServesTheLinesFromOtherLots()
    {
        Milk(10, "L1", 20);
        s.Submit("o1", "MILK:2");
        Ship(s.Pull().Single());
        s.Submit("o2", "MILK:2");
        Lease packed = s.Pull().Single();
        s.Pick(packed);
        s.Do(new Pack(null, [packed], "P"));
        s.Submit("o3", "MILK:2");
        s.Pick(s.Pull().Single());
        s.Submit("o4", "MILK:2");
        Milk(9, "L2", 30);

        IReadOnlyList<Event> events = s.Do(new RecallLot(Scenario.Item("MILK"), new LotNo("L1"), null, ReasonCode.Recall));

        LotRecalled recall = events.OfType<LotRecalled>().Single();
        Assert.Equal([packed.Task], recall.Packed);
        Assert.Single(recall.Shipped);
        Assert.Equal("L2:2 L2:2", Lots(events));
        Assert.Equal((6L, 2L, 2L), (Trace("L1")!.Stock.QcHold, Trace("L1")!.Stock.Packed, Trace("L1")!.Stock.Shipped));
        s.Refuse(new Ship(null, [packed.Task], "DPD", "T"), Refusal.WrongTaskState);
        Assert.Equal(["o1", "o2"], Trace("L1")!.Tasks.Where(t => t.Task.State is TaskState.Done or TaskState.Packed).Select(t => t.Task.Line!.Value.Order.OrderNo.Value));
    }

    [Fact]
    public void Recall_LaterReceipts_AreHeld_UntilTheRecallEnds()
    {
        Milk(1, "L1", 20);
        s.Submit("o1", "MILK:9");
        s.Do(new RecallLot(Scenario.Item("MILK"), new LotNo("L1"), null, ReasonCode.Recall));

        Assert.Equal(string.Empty, Lots(Milk(5, "L1", 20)));
        SetQuality release = new(Scenario.Item("MILK"), 6, Quality.QcHold, Quality.Usable, ReasonCode.Inspection) { Lot = new LotNo("L1") };
        s.Refuse(release, Refusal.InvalidValue);
        s.Do(new ReleaseLot(Scenario.Item("MILK"), new LotNo("L1"), null, ReasonCode.Inspection));
        Assert.Equal("L1:1 L1:5", string.Join(' ', Lots(s.Do(release)).Split(' ').Order()));
    }

    [Fact]
    public void Recall_UnknownOrTwice_IsRefused()
    {
        Milk(1, "L1", 20);

        s.Refuse(new RecallLot(Scenario.Item("MILK"), new LotNo("L9"), null, ReasonCode.Recall), Refusal.UnknownLot);
        s.Refuse(new RecallLot(Scenario.Item("A"), new LotNo("L1"), null, ReasonCode.Recall), Refusal.UnknownLot);
        s.Do(new RecallLot(Scenario.Item("MILK"), new LotNo("L1"), null, ReasonCode.Recall));
        s.Refuse(new RecallLot(Scenario.Item("MILK"), new LotNo("L1"), null, ReasonCode.Recall), Refusal.InvalidValue);
        s.Refuse(new ReleaseLot(Scenario.Item("BOLT"), new LotNo("L1"), null, ReasonCode.Recall), Refusal.UnknownLot);
    }

    [Fact]
    public void Trace_TellsReceiptsTasksAndCustomers()
    {
        Milk(4, "L1", 20);
        s.Submit("o1", "MILK:3", new OrderTerms { Customer = "Jones" });

        LotTraceView trace = Trace("L1")!;

        Assert.Equal((4L, "Jones", 3L), (trace.Receipts.Single().Quantity.Units, trace.Tasks.Single().Customer, trace.Tasks.Single().Task.Quantity.Units));
        Assert.Null(Trace("L9"));
    }

    private LotTraceView? Trace(string lot) => s.Warehouse.TraceLot(Scenario.Item("MILK"), new LotNo(lot), null);

    private void Ship(Lease lease)
    {
        s.Pick(lease);
        s.PackAndShip(lease);
    }

    private IReadOnlyList<Event> Milk(long quantity, string lot, int days) => s.Do(MilkReceipt(quantity, lot, days));

    private Receive MilkReceipt(long quantity, string lot, int days) =>
        s.NewReceipt("MILK", quantity, scan: $"milk-{++scans}") with { Lot = new LotNo(lot), Expiry = Today.AddDays(days) };

    private SubmitOrder Order(string no, long quantity, string? lot = null, int? days = null) => s.NewOrder(no, $"MILK:{quantity}") with
    {
        Lines = [new RequestedLine(1, new Sku("MILK"), quantity, default, 0, 0) { Lot = lot is null ? default : new LotNo(lot), MinRemainingDays = days }],
    };

    private static string Lots(IEnumerable<Event> events) =>
        string.Join(' ', events.OfType<UnitsAllocated>().Where(a => a.Lot is not null).Select(a => $"{a.Lot!.No}:{a.Quantity}"));
}
