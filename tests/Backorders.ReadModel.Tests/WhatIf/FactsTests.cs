using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.WhatIf;
using static Backorders.ReadModel.Tests.WhatIf.ComparisonTests;

namespace Backorders.ReadModel.Tests.WhatIf;

/// <summary>Everything that people may do in a window is played again, and where nothing decides otherwise the played baseline is the record.</summary>
public sealed class FactsTests
{
    [Fact]
    public async Task Compare_EveryKindOfFact_BaselineIsTheRecord()
    {
        History h = new();
        OrderTerms tier = new() { Tier = 2 };
        h.Announce("T1", "A", 40, TimeSpan.FromHours(20));
        h.Submit("o1", "A:10 B:4", tier);
        h.Submit("o2", "A:20");
        h.Submit("o3", "A:5 C:3");
        h.Do(new AmendOrder(History.Order("o1"), [new LineChange(1, 12), new LineChange(2, 2)], 4, null, null, h.Now + TimeSpan.FromHours(30), null));
        h.Do(new HoldOrder(History.Order("o3"), ReasonCode.Credit));
        h.Do(new ExpediteOrder(History.Order("o2"), [], true, ReasonCode.Urgent));
        h.Hours(1);
        h.Receive("B", 9);
        h.Do(new ReverseReceipt(History.Acme, new ScanKey(new DeviceId("S1"), new ScanId(h.LastScan)), ReasonCode.WrongScan));
        h.Receive("B", 3);
        h.Work();
        h.Do(new UpdateShipment(new AsnKey(History.Acme, new AsnNo("T1")), h.Now + TimeSpan.FromHours(40), null, []));
        h.Hours(20);
        h.Receive("A", 12, "T1");
        h.Do(new ReleaseOrder(History.Order("o3")));
        h.Do(new CancelOrder(History.Order("o2"), [], ReasonCode.CustomerRequest));
        h.Work();
        h.Do(new CloseShipment(new AsnKey(History.Acme, new AsnNo("T1"))));
        h.Do(new CountStock(History.Item("C"), null, 8, ReasonCode.CountDifference, new ScanKey(new DeviceId("C"), new ScanId("1"))));
        h.Do(new SetQuality(History.Item("C"), 2, Quality.Usable, Quality.Damaged, ReasonCode.Damaged));
        h.Do(new ReceiveReturn(
            History.Item("A"), 2, default, new ScanKey(new DeviceId("R"), new ScanId("1")), new DoorId("D1"), Quality.Usable, "RMA", h.Now));
        h.Work();
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Assert.Empty(result.Baseline.Skipped);
        Same(result.Recorded, result.Baseline);
        Same(result.Baseline, result.Proposed);
        Assert.Equal(0, result.Baseline.TasksBorrowed);
    }

    [Fact]
    public async Task Compare_ShortAndCount_HappenAgain()
    {
        History h = Shorted();
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Assert.Empty(result.Proposed.Skipped);
        Same(result.Recorded, result.Baseline);
        Assert.Equal(0.9, result.Baseline.CrossDockRate, 3); // one of ten was not even there at the count
    }

    [Fact]
    public async Task Compare_DamageAtThePackingBenchAndASplitNotice_HappenAgain()
    {
        History h = new();
        h.Announce("T1", "A", 20, TimeSpan.FromHours(5));
        h.Submit("o1", "A:10");
        h.Do(new SplitShipment(
            new AsnKey(History.Acme, new AsnNo("T1")), new AsnNo("T2"), h.Now + TimeSpan.FromHours(9), null, [new RequestedSupply(new Sku("A"), 15, default)]));
        h.Hours(5);
        h.Receive("A", 5, "T1");
        Lease lease = h.Pull()[0];
        h.Do(new ConfirmPick(null, lease, 5));
        h.Do(new ReportDamage(null, lease, 2, ReasonCode.Damaged));
        h.Do(new Pack(null, [lease], "P"));
        h.Do(new Ship(null, [lease.Task], "DPD", "T"));
        h.Hours(4);
        h.Receive("A", 15, "T2");
        h.Work();
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Assert.Empty(result.Baseline.Skipped);
        Assert.Equal((10, 0), (result.Baseline.UnitsShipped, result.Baseline.TasksBorrowed));
        Same(result.Recorded, result.Baseline);
    }

    /// <summary>At midnight every queue ages in which somebody waits; more than a turn takes are worked off in several.</summary>
    [Fact]
    public async Task Compare_DayOnWhichMoreFallsDueThanOneTurnTakes_IsPlayed()
    {
        History h = new();
        string[] skus = [.. Enumerable.Range(0, Limits.DueQueuesMax + 50).Select(i => $"S{i}")];
        h.Do(new DefineItems(History.Acme, [.. skus.Select(s => new Item(new Sku(s), s, true, []))]));
        foreach (string sku in skus)
        {
            h.Submit($"first {sku}", $"{sku}:1");
            h.Submit($"second {sku}", $"{sku}:1", new OrderTerms { Tier = 1 });
        }

        h.Hours(24 * 8);
        h.Receive(skus[^1], 1);
        h.Work();
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Assert.Empty(result.Baseline.Skipped);
        Same(result.Recorded, result.Baseline);
    }

    [Fact]
    public async Task Compare_FactsThatDoNotFit_AreSkippedByName()
    {
        History h = new();
        h.Announce("T1", "A", 5, TimeSpan.FromHours(1));
        h.Do(new CloseShipment(new AsnKey(History.Acme, new AsnNo("T1"))));
        int middle = h.Count;
        h.Submit("o1", "A:5");
        h.Receive("A", 5, "T1"); // blind: the notice is closed
        string scan = h.LastScan;
        h.Do(new ReverseReceipt(History.Acme, new ScanKey(new DeviceId("S1"), new ScanId(scan)), ReasonCode.WrongScan));
        h.Submit("o2", "B:5");
        h.Receive("B", 5);
        Lease lease = h.Pull()[^1];
        h.Do(new ReportShort(null, lease, 3, ReasonCode.NotFound));
        ComparisonResult result = await h.CompareAsync(Policy.Default, middle);
        Same(result.Recorded, result.Baseline);

        // The same, but where units are given only when an order is whole nothing was there to be short of.
        History other = new();
        other.Submit("o1", "A:5", new OrderTerms { Tier = 0 });
        other.Submit("o2", "A:9", new OrderTerms { Tier = 9 });
        other.Receive("A", 5);
        Lease first = other.Pull()[0];
        other.Do(new ReportShort(null, first, 3, ReasonCode.NotFound));
        ComparisonResult played = await other.CompareAsync(Policy.Default);
        Assert.Empty(played.Baseline.Skipped);
    }

    [Fact]
    public async Task Compare_UnitsTakenBackInTheRecordOnly_AreWorkedOffAfterAll()
    {
        History h = new();
        h.Announce("T1", "A", 10, TimeSpan.FromHours(2));
        h.Submit("poor", "A:10", new OrderTerms { Tier = 0 });
        h.Submit("rich", "A:10", new OrderTerms { Tier = 9 });
        h.Hours(1);
        h.Receive("A", 10);
        h.Pass(TimeSpan.FromMinutes(10));
        h.Do(new CancelOrder(History.Order("rich"), [], ReasonCode.CustomerRequest)); // in the record its task is recalled, and poor gets the units
        h.Work();
        ComparisonResult result = await h.CompareAsync(Policy.Default with { PromiseBeforeTier = true });
        Assert.Equal((10, 10, 10), (result.Recorded.UnitsShipped, result.Baseline.UnitsShipped, result.Proposed.UnitsShipped));
        Same(result.Recorded, result.Baseline);
    }

    private static History Shorted()
    {
        History h = new();
        h.Submit("o1", "A:10");
        h.Receive("A", 10);
        Lease lease = h.Pull()[0];
        h.Pass(TimeSpan.FromMinutes(1));
        h.Do(new ReportShort(null, lease, 7, ReasonCode.NotFound));
        h.Do(new Pack(null, [lease], "P"));
        h.Do(new Ship(null, [lease.Task], "DPD", "T"));
        h.Pass(TimeSpan.FromMinutes(1));
        Lease count = h.Pull()[0];
        h.Do(new ConfirmPick(null, count, 2));
        h.Work();
        return h;
    }
}
