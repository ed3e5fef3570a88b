using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.WhatIf;
using static Backorders.ReadModel.Tests.WhatIf.ComparisonTests;

namespace Backorders.ReadModel.Tests.WhatIf;

/// <summary>Units that are told apart, by lot, day of use, serial number or container, are played again as they were; and what cannot be played is counted by its reason.</summary>
public sealed class GoodsTests
{
    private static readonly SkuKey Lots = History.Item("L");
    private static readonly SkuKey Serials = History.Item("T");

    private int scans;

    [Fact]
    public async Task Compare_LotsAndDaysOfUse_AreReceivedAndGivenAsRecorded()
    {
        History h = Begin();
        h.Submit("o1", "L:6");
        Receive(h, "X1", new DateOnly(2026, 9, 30), 4);
        Receive(h, "X2", new DateOnly(2026, 8, 31), 5);
        h.Work();
        h.Do(new SubmitOrder(History.Order("o2"), new OrderTerms(), [new RequestedLine(1, Lots.Sku, 2, default, 0, 0) { Lot = new LotNo("X3"), MinRemainingDays = 10 }], false));
        Receive(h, "X3", new DateOnly(2026, 10, 31), 2);
        h.Work();
        h.Do(new SetQuality(Lots, 2, Quality.Usable, Quality.Damaged, ReasonCode.Damaged) { Lot = new LotNo("X2") });
        h.Do(new DisposeUnits(Lots, 2, Quality.Damaged, DispositionCode.Scrap, ReasonCode.Inspection) { Lot = new LotNo("X2") });
        h.Do(new CountStock(Lots, null, 3, ReasonCode.CountDifference, Scan()) { Lot = new LotNo("X4"), Expiry = new DateOnly(2026, 12, 31) });
        h.Do(new ReceiveReturn(Lots, 1, default, Scan(), new DoorId("D1"), Quality.Usable, "RMA", h.Now) { Lot = new LotNo("X1"), Expiry = new DateOnly(2026, 9, 30) });
        await IsTheRecordAsync(h, shipped: 8);
    }

    [Fact]
    public async Task Compare_SerialNumbers_AreReceivedPickedAndBroughtBackAsRecorded()
    {
        History h = Begin();
        h.Submit("o1", "T:2");
        h.Do(new Receive(Serials, 4, default, Scan(), new DoorId("D1"), null, string.Empty, Quality.Usable, h.Now) { Serials = Numbers(1, 2, 3, 4) });
        Lease lease = h.Pull()[0];
        h.Do(new ConfirmPick(null, lease, 2) { Serials = Numbers(3, 4) });
        h.Do(new Pack(null, [lease], "P"));
        h.Do(new Ship(null, [lease.Task], "DPD", "T"));
        h.Hours(1);
        h.Do(new ReceiveReturn(Serials, 1, default, Scan(), new DoorId("D1"), Quality.Usable, "RMA", h.Now) { Serials = Numbers(4) });
        h.Do(new CountStock(Serials, null, -1, ReasonCode.Loss, Scan()) { Serials = Numbers(1) });
        h.Submit("o2", "T:2");
        Lease other = h.Pull()[0];
        h.Do(new ReportShort(null, other, 1, ReasonCode.NotFound) { Serials = Numbers(4) });
        await IsTheRecordAsync(h, shipped: 2);
    }

    [Fact]
    public async Task Compare_Container_IsReceivedWholeAndBrokenDown()
    {
        History h = Begin();
        h.Submit("o1", "A:3");
        h.Do(new AnnounceShipment(new AsnKey(History.Acme, new AsnNo("N1")), "Supplier", h.Now + TimeSpan.FromHours(2), null,
        [
            new RequestedSupply(new Sku("A"), 5, default) { Lpn = "PALLET-1" }, new RequestedSupply(new Sku("B"), 4, default) { Lpn = "PALLET-1" }, new RequestedSupply(new Sku("A"), 7, default),
        ]));
        h.Hours(2);
        IReadOnlyList<Event> came = h.Do(new ReceiveContainer(History.Acme, "PALLET-1", Scan(), new DoorId("D1"), h.Now));
        Assert.NotEqual(default, came.OfType<ContainerDivided>().Single().BreakDown);
        h.Work();
        h.Receive("A", 7, "N1");
        h.Do(new CloseShipment(new AsnKey(History.Acme, new AsnNo("N1"))));
        await IsTheRecordAsync(h, shipped: 3);
    }

    [Fact]
    public async Task Compare_RecallAndItsEnd_AreCarriedOutAsRecorded()
    {
        History h = Begin();
        h.Submit("o1", "L:2");
        Receive(h, "X1", new DateOnly(2026, 9, 30), 4);
        Lease lease = h.Pull()[0];
        h.Do(new ConfirmPick(null, lease, 2));
        h.Do(new Pack(null, [lease], "P"));
        h.Do(new RecallLot(Lots, new LotNo("X1"), null, ReasonCode.Recall));
        h.Submit("o2", "L:1");
        h.Hours(30);
        h.Do(new ReleaseLot(Lots, new LotNo("X1"), null, ReasonCode.Recall));
        h.Do(new Ship(null, [lease.Task], "DPD", "T"));
        h.Do(new SetQuality(Lots, 2, Quality.QcHold, Quality.Usable, ReasonCode.Inspection) { Lot = new LotNo("X1") });
        h.Work();
        await IsTheRecordAsync(h, shipped: 3);
    }

    [Fact]
    public async Task Compare_StrayUnits_AreBroughtBack()
    {
        History h = Begin();
        h.Do(new ReportStray(History.Item("A"), 2, default, null));
        h.Do(new ConfirmPick(null, h.Pull()[0], 2));
        await IsTheRecordAsync(h, shipped: 0);
    }

    /// <summary>Units that are scrapped, sent back or rejected leave stock once.</summary>
    [Fact]
    public async Task Compare_DispositionsThatTakeUnitsOut_TakeThemOutOnce()
    {
        History h = Begin();
        h.Announce("N1", "B", 5, TimeSpan.FromHours(1));
        h.Receive("B", 8, "N1");
        h.Do(new DecideOverage(History.Acme, new ReceiptId(1), DispositionCode.ReturnToSupplier, ReasonCode.Overage));
        h.Do(new SetQuality(History.Item("B"), 2, Quality.Usable, Quality.Damaged, ReasonCode.Damaged));
        h.Do(new DisposeUnits(History.Item("B"), 2, Quality.Damaged, DispositionCode.Scrap, ReasonCode.Inspection));
        h.Submit("o1", "B:9");
        h.Work();
        await IsTheRecordAsync(h, shipped: 3);
    }

    private static async Task IsTheRecordAsync(History h, long shipped)
    {
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Assert.Empty(result.Baseline.Skipped);
        Assert.Empty(result.Proposed.Skipped);
        Assert.Equal((shipped, 0), (result.Baseline.UnitsShipped, result.Baseline.TasksBorrowed));
        Same(result.Recorded, result.Baseline);
        Same(result.Baseline, result.Proposed);
    }

    private static IReadOnlyList<Serial> Numbers(params int[] numbers) => [.. numbers.Select(n => new Serial($"SN-{n}"))];

    private static History Begin()
    {
        History h = new();
        h.Do(new DefineItems(History.Acme,
        [
            new Item(Lots.Sku, "with lot and day of use", true, []) { IsLotControlled = true, IsExpiryControlled = true, MinRemainingDays = 3 },
            new Item(Serials.Sku, "with serial number", true, []) { IsSerialControlled = true },
        ]));
        return h;
    }

    private void Receive(History h, string lot, DateOnly expiry, long quantity) => h.Do(
        new Receive(Lots, quantity, default, Scan(), new DoorId("D1"), null, string.Empty, Quality.Usable, h.Now) { Lot = new LotNo(lot), Expiry = expiry });

    private ScanKey Scan() => new(new DeviceId("S2"), new ScanId($"{++scans}"));
}
