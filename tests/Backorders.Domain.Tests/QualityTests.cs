using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

[Trait("Case", "08")]
public sealed class QualityTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Release_CountsAsOfTheArrivalItCameWith()
    {
        Instant docked = s.Now;
        ReceiptId receipt = s.Receive("A", 5, quality: Quality.QcHold).OfType<ReceiptRecorded>().Single().Receipt;
        s.Submit("o1", "A:5");
        s.Pass(TimeSpan.FromDays(2));

        UnitsAllocated given = s.Do(Release(5)).OfType<UnitsAllocated>().Single();

        Assert.Equal((receipt, docked, new DoorId("D1")), (given.Receipt, given.DockedAt, given.Door));
    }

    [Fact]
    public void Release_OfTwoArrivals_GivesTheOldestFirstAndEachAsOfItsOwn()
    {
        s.Receive("A", 3, quality: Quality.QcHold);
        s.Pass(TimeSpan.FromHours(1));
        s.Receive("A", 3, quality: Quality.QcHold);
        s.Submit("o1", "A:10");

        UnitsAllocated[] given = [.. s.Do(Release(4)).OfType<UnitsAllocated>()];

        Assert.Equal([(3L, 1L), (1L, 2L)], given.Select(g => (g.Quantity.Units, g.Receipt.Value)));
        Assert.Equal(2, s.Stock("A").QcHold);
    }

    [Fact]
    public void Release_OfOneReceipt_LeavesTheOtherHeld()
    {
        s.Receive("A", 3, quality: Quality.QcHold);
        ReceiptId second = s.Receive("A", 3, quality: Quality.QcHold).OfType<ReceiptRecorded>().Single().Receipt;

        s.Refuse(Release(4) with { Receipt = second }, Refusal.NotEnoughStock);
        Assert.Equal(second, s.Do(Release(3) with { Receipt = second }).OfType<QualityChanged>().Single().Receipt);
    }

    [Theory]
    [InlineData(DispositionCode.Scrap, "", 0, -4)]
    [InlineData(DispositionCode.ReturnToSupplier, "", 0, -4)]
    [InlineData(DispositionCode.Refurbish, "", 4, 0)]
    [InlineData(DispositionCode.Restock, "o1#1:4", 0, 0)]
    public void Dispose_Damaged_DoesWhatWasDecided(DispositionCode disposition, string gifts, long held, long adjusted)
    {
        s.Submit("o1", "A:9");
        s.Receive("A", 4, quality: Quality.Damaged);

        Assert.Equal(gifts, Scenario.Gifts(s.Do(new DisposeUnits(Scenario.Item("A"), 4, Quality.Damaged, disposition, ReasonCode.Inspection))));
        Assert.Equal((0L, held, adjusted), (s.Stock("A").Damaged, s.Stock("A").QcHold, s.Stock("A").Adjusted));
    }

    [Fact]
    public void Dispose_RefurbishedThenReleased_StillCountsAsOfItsArrival()
    {
        s.Receive("A", 4, quality: Quality.Damaged);
        s.Pass(TimeSpan.FromDays(1));
        s.Do(new DisposeUnits(Scenario.Item("A"), 4, Quality.Damaged, DispositionCode.Refurbish, ReasonCode.Refurbish));
        s.Submit("o1", "A:4");

        Assert.Equal(1, s.Do(Release(4)).OfType<UnitsAllocated>().Single().Receipt.Value);
    }

    [Fact]
    public void Dispose_Usable_IsRefused() =>
        s.Refuse(new DisposeUnits(Scenario.Item("A"), 1, Quality.Usable, DispositionCode.Scrap, ReasonCode.Scrap), Refusal.InvalidValue);

    [Fact]
    public void Dispose_MoreThanIsThere_IsRefused()
    {
        s.Receive("A", 4, quality: Quality.Damaged);

        s.Refuse(new DisposeUnits(Scenario.Item("A"), 5, Quality.Damaged, DispositionCode.Scrap, ReasonCode.Scrap), Refusal.NotEnoughStock);
    }

    [Fact]
    [Trait("Case", "04")]
    public void Reverse_OfAHeldReceiptPartlyReleased_TakesWhatIsLeftOfItFirst()
    {
        s.Submit("o1", "A:5");
        s.Receive("A", 5, quality: Quality.QcHold);
        string scan = s.LastScan;
        s.Do(Release(2));
        s.Receive("A", 1);

        s.ReverseLast(scan);

        Assert.Equal((0L, 1L, 5L), (s.Stock("A").QcHold, s.Line("o1").Allocated.Units, s.Stock("A").Reversed));
    }

    [Theory]
    [Trait("Case", "22")]
    [InlineData(DispositionCode.Restock, "o1#1:2", 0, 0)]
    [InlineData(DispositionCode.Refurbish, "", 2, 0)]
    [InlineData(DispositionCode.Scrap, "", 0, -2)]
    public void Return_Inspected_DoesWhatWasDecided(DispositionCode disposition, string gifts, long held, long adjusted)
    {
        s.Submit("o1", "A:2");

        Assert.Equal(gifts, Scenario.Gifts(s.Do(Return(2) with { Disposition = disposition })));
        Assert.Equal((held, adjusted, 2L), (s.Stock("A").QcHold, s.Stock("A").Adjusted, s.Warehouse.GetFigures().Returned));
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_ThatNamesItsOrder_MakesARefundDue()
    {
        Ship("o1", 3);

        ReturnRefundDue refund = s.Do(Return(2) with { Order = new OrderNo("o1"), Disposition = DispositionCode.Scrap }).OfType<ReturnRefundDue>().Single();

        Assert.Equal((Scenario.Order("o1"), 2L, DispositionCode.Scrap, "RMA"), (refund.Order, refund.Quantity.Units, refund.Disposition, refund.Reference));
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_OfMoreThanTheOrderShipped_IsRefused()
    {
        Ship("o1", 3);

        s.Refuse(Return(4) with { Order = new OrderNo("o1") }, Refusal.InvalidQuantity);
        Assert.Empty(s.Do(Return(4)).OfType<ReturnRefundDue>());
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_AgainAndAgain_IsRefundedForWhatWasShippedAndNoMore()
    {
        Ship("o1", 2);

        string[] told = [.. Enumerable.Range(0, 4).Select(i => string.Join(' ', s.Do(Return(i == 1 ? 2 : 1, $"back-{i}") with { Order = new OrderNo("o1") }).Select(e => e switch
        {
            ReturnRefundDue r => $"refund:{r.Quantity}",
            ReturnBeyondShipped b => $"beyond:{b.Quantity}/{b.Shipped}",
            _ => string.Empty,
        }).Where(t => t.Length > 0)))];

        Assert.Equal(["refund:1", "refund:1 beyond:1/2", "beyond:1/2", "beyond:1/2"], told);
        Assert.Equal((5L, 5L), (s.Warehouse.GetFigures().Returned, s.Stock("A").OnHand)); // the goods are here, whatever is owed for them
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_OfAnOrderThatIsKnownNoMore_IsRefundedAsItSays()
    {
        ReturnRefundDue refund = s.Do(Return(2) with { Order = new OrderNo("long ago") }).OfType<ReturnRefundDue>().Single();

        Assert.Equal(2, refund.Quantity.Units);
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_ThatIsTakenBack_WithdrawsItsRefundAndTheUnitsMayBeRefundedAgain()
    {
        Ship("o1", 3);
        ReceiptId first = s.Do(Return(2, "back-1") with { Order = new OrderNo("o1") }).OfType<ReturnRefundDue>().Single().Receipt;
        s.Do(Return(2, "back-2") with { Order = new OrderNo("o1") });

        ReturnRefundWithdrawn withdrawn = s.ReverseLast("back-1").OfType<ReturnRefundWithdrawn>().Single();

        Assert.Equal((first, Scenario.Order("o1"), Scenario.Item("A"), 2L, "RMA"), (withdrawn.Receipt, withdrawn.Order, withdrawn.Item, withdrawn.Quantity.Units, withdrawn.Reference));
        Assert.Equal(2, s.Do(Return(3, "back-3") with { Order = new OrderNo("o1") }).OfType<ReturnRefundDue>().Single().Quantity.Units);
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_ThatIsTakenBackAndOwedNothing_WithdrawsNothing()
    {
        Ship("o1", 1);
        s.Do(Return(1, "back-1") with { Order = new OrderNo("o1") });
        s.Do(Return(1, "back-2") with { Order = new OrderNo("o1") });
        s.Do(Return(1, "back-3"));

        Assert.Empty(s.ReverseLast("back-2").OfType<ReturnRefundWithdrawn>());
        Assert.Empty(s.ReverseLast("back-3").OfType<ReturnRefundWithdrawn>());
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_OfAnOrderThatIsKnownNoMoreAndIsTakenBack_WithdrawsWhatWasTold()
    {
        s.Do(Return(2, "back-1") with { Order = new OrderNo("long ago") });

        Assert.Equal(2, s.ReverseLast("back-1").OfType<ReturnRefundWithdrawn>().Single().Quantity.Units);
    }

    [Fact]
    [Trait("Case", "22")]
    public void Return_BeforeItsOrderWasKnownAndIsTakenBack_LeavesWhatTheOrdersOwnReturnsWereRefunded()
    {
        s.Do(Return(2, "back-1") with { Order = new OrderNo("o1") });
        s.Pass(TimeSpan.FromMinutes(1));
        Ship("o1", 2);
        s.Do(Return(2, "back-2") with { Order = new OrderNo("o1") });

        s.ReverseLast("back-1");

        Assert.Empty(s.Do(Return(2, "back-3") with { Order = new OrderNo("o1") }).OfType<ReturnRefundDue>());
    }

    private void Ship(string order, long quantity)
    {
        s.Submit(order, $"A:{quantity}");
        s.Receive("A", quantity);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.PackAndShip(lease);
    }

    private static SetQuality Release(long units) => new(Scenario.Item("A"), units, Quality.QcHold, Quality.Usable, ReasonCode.Inspection);

    private ReceiveReturn Return(long quantity, string scan = "back") => new(
        Scenario.Item("A"), quantity, default, new ScanKey(new DeviceId("S1"), new ScanId(scan)), new DoorId("D1"), Quality.Usable, "RMA", s.Now);
}
