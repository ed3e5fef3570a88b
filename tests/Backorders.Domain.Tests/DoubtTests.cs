using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

/// <summary>What is not where the books say: shorts, counts, variances, and units that lie where they do not belong.</summary>
public sealed class DoubtTests
{
    private readonly Scenario s = new();

    [Fact]
    [Trait("Case", "15")]
    public void Short_InStorage_PutsTheRestOnHandInDoubtAndTheRetryDoesNotGetIt()
    {
        (Lease pick, _) = StoragePick();

        TaskShort missing = s.Do(new ReportShort(null, pick, 1, ReasonCode.NotFound)).OfType<TaskShort>().Single();

        Assert.Equal((3L, 6L), (missing.Missing.Units, missing.Doubted.Units));
        Assert.Equal((0L, 9L, 3L), (s.Stock("A").OnHand, s.Stock("A").Suspect, s.Line("o1").Open.Units));
        Assert.Equal(9, s.Warehouse.GetTask(missing.Count)!.Quantity.Units);
    }

    [Fact]
    [Trait("Case", "15")]
    public void Short_InStorage_ThenCounted_GivesWhatTheCountFound()
    {
        (Lease pick, _) = StoragePick();
        s.Do(new ReportShort(null, pick, 1, ReasonCode.NotFound));
        Lease count = s.Pull("P2").Single(l => s.Task(l).Kind == TaskKind.Count);

        UnitsAllocated given = s.Do(new ConfirmPick(null, count, 5)).OfType<UnitsAllocated>().Single();

        Assert.Equal((3L, Source.Storage), (given.Quantity.Units, given.Source));
        Assert.Equal((2L, 0L, -4L), (s.Stock("A").OnHand, s.Stock("A").Suspect, s.Stock("A").Adjusted));
    }

    [Theory]
    [Trait("Case", "15")]
    [Trait("Case", "23")]
    [InlineData(0, 0, 9)]
    [InlineData(9, 0, 0)]
    [InlineData(12, 3, 0)]
    public void CountTask_AnyQuantityFound_IsTaken(long found, long more, long lost)
    {
        (Lease pick, _) = StoragePick();
        s.Do(new ReportShort(null, pick, 1, ReasonCode.NotFound));
        Lease count = s.Pull("P2").Single(l => s.Task(l).Kind == TaskKind.Count);

        s.Refuse(new ConfirmPick(null, count, -1), Refusal.InvalidQuantity);
        IReadOnlyList<Event> events = s.Do(new ConfirmPick(null, count, found));

        Assert.Equal(lost, events.OfType<CountDone>().Single().Lost.Units);
        Assert.Equal(more, events.OfType<StockAdjusted>().Sum(e => e.Difference));
        Assert.Equal((more - lost, 0L), (s.Stock("A").Adjusted, s.Stock("A").Suspect));
        Assert.Equal(Math.Min(found, 3), s.Line("o1").Allocated.Units);
    }

    [Fact]
    [Trait("Case", "23")]
    public void CountTask_OfSerialsFindsMore_WantsTheSerials()
    {
        string[] known = ["S1", "S2"];
        s.Do(s.NewReceipt("T", 2) with { Serials = [.. known.Select(n => new Serial(n))] });
        s.Submit("o1", "T:2");
        s.Do(new ReportShort(null, s.Pull().Single(), 0, ReasonCode.NotFound));
        Lease count = s.Pull("P2").Single(l => s.Task(l).Kind == TaskKind.Count);

        s.Refuse(new ConfirmPick(null, count, 3), Refusal.SerialsRequired);
        s.Do(new ConfirmPick(null, count, 3) { Serials = [new Serial("S3")] });

        Assert.Equal((2L, 1L), (s.Line("o1").Allocated.Units, s.Stock("T").OnHand));
    }

    [Fact]
    [Trait("Case", "15")]
    public void Short_InStorage_ServedByTheNextReceiptAtTheFrontOfItsClass()
    {
        (Lease pick, _) = StoragePick();
        s.Do(new ReportShort(null, pick, 0, ReasonCode.NotFound));
        s.Submit("o2", "A:5");

        Assert.Equal("o1#1:4 o2#1:2", Scenario.Gifts(s.Receive("A", 6)));
    }

    [Theory]
    [Trait("Case", "15")]
    [InlineData(true, ReasonCode.Damaged)]
    [InlineData(false, ReasonCode.NotFound)]
    public void Short_BrokenUnitsOrPolicyOff_LeavesTheRestToTheRetry(bool doubts, ReasonCode reason)
    {
        s.Do(new SetPolicy(Policy.Default with { DoubtAfterShort = doubts }));
        (Lease pick, _) = StoragePick();

        Assert.Equal("o1#1:3", Scenario.Gifts(s.Do(new ReportShort(null, pick, 1, reason))));
    }

    [Fact]
    [Trait("Case", "23")]
    public void Count_OfStorageInDoubt_AnswersTheCountTaskToo()
    {
        (Lease pick, _) = StoragePick();
        s.Do(new ReportShort(null, pick, 1, ReasonCode.NotFound));

        StockAdjusted counted = s.Do(Count(7)).OfType<StockAdjusted>().Single();

        Assert.Equal((0L, 9L, 7L), (counted.Difference, counted.Expected, counted.Counted));
        Assert.Equal((0L, 4L, 3L, -2L), (s.Stock("A").Suspect, s.Stock("A").OnHand, s.Line("o1").Allocated.Units, s.Stock("A").Adjusted));
    }

    [Fact]
    [Trait("Case", "23")]
    public void Counts_ThatDiffer_LowerTheAccuracy()
    {
        s.Receive("A", 100);
        s.Do(Count(98));
        s.Do(Count(99, "c2"));

        Figures figures = s.Warehouse.GetFigures();
        Assert.Equal((198L, 3L), (figures.CountExpected, figures.CountDifference));
        Assert.Equal(1 - (3 / 198.0), figures.InventoryAccuracy, 12);
    }

    [Fact]
    [Trait("Case", "23")]
    public void Count_FindsMore_ServesTheQueue()
    {
        s.Submit("o1", "A:5");

        Assert.Equal("o1#1:5 put-away:2", Scenario.Gifts(s.Do(Count(7))));
    }

    [Fact]
    [Trait("Case", "23")]
    public void Count_FindsMore_TheTaskNamesNoDoorForNobodySaidOne()
    {
        s.Receive("A", 1);
        s.Submit("o1", "A:6");

        Assert.Equal(default, s.Do(Count(5)).OfType<UnitsAllocated>().Single().Door);
    }

    [Fact]
    [Trait("Case", "04")]
    public void Reverse_OfShippedUnits_IsAVarianceThatWaitsForApproval()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 10);
        string scan = s.LastScan;
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.PackAndShip(lease);

        ReceiptReversed reversed = s.ReverseLast(scan).OfType<ReceiptReversed>().Single();

        Assert.Equal((4L, 6L, 1L), (reversed.Quantity.Units, reversed.Variance.Units, s.Warehouse.GetFigures().VariancesOpen));
        ApproveVariance approve = new(Scenario.Acme, new ScanKey(new DeviceId("S1"), new ScanId(scan)), ReasonCode.WrongScan);
        s.Refuse(approve with { Owner = Scenario.Other }, Refusal.NothingToDecide);
        Assert.Equal(6, s.Do(approve).OfType<VarianceApproved>().Single().Quantity.Units);
        Assert.Equal((0L, 6L), (s.Warehouse.GetFigures().VariancesOpen, s.Stock("A").Shipped));
        s.Refuse(approve, Refusal.NothingToDecide);
    }

    [Fact]
    [Trait("Case", "04")]
    [Trait("Case", "23")]
    public void Count_OfFewerThanCanBeTakenAway_IsAVarianceToo()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.Do(new Pack(null, [lease], "P"));

        s.Do(new CountStock(Scenario.Item("A"), null, -2, ReasonCode.Loss, new ScanKey(new DeviceId("S1"), new ScanId("c9"))));

        Assert.Equal(2, s.Do(new ApproveVariance(Scenario.Acme, new ScanKey(new DeviceId("S1"), new ScanId("c9")), ReasonCode.Loss))
            .OfType<VarianceApproved>().Single().Quantity.Units);
    }

    [Fact]
    [Trait("Case", "16")]
    public void Pack_AnotherItemScanned_IsRefusedAndOffersToPutItBack()
    {
        Lease lease = Picked(6);

        Refused refused = s.Refuse(Packed(lease, ("A", 6), ("B", 1)), Refusal.WrongItem);

        Assert.Contains(refused.Details, d => d is { Key: "asked_skus", Value: "A" });
        Assert.Contains(refused.Details, d => d is { Key: "put_back", Value: "ReportStray" });
        StrayFound stray = s.Do(new ReportStray(Scenario.Item("B"), 1, default, null)).OfType<StrayFound>().Single();
        Lease putBack = s.Pull("P2").Single(l => s.Task(l).Task == stray.PutBack);
        s.Do(new ConfirmPick(null, putBack, 1));
        Assert.Null(s.Warehouse.GetTask(stray.PutBack));
    }

    [Theory]
    [Trait("Case", "16")]
    [InlineData(7, Refusal.OverPick)]
    [InlineData(5, Refusal.InvalidQuantity)]
    public void Pack_AnotherQuantityScanned_IsRefused(long quantity, Refusal reason) => s.Refuse(Packed(Picked(6), ("A", quantity)), reason);

    [Fact]
    [Trait("Case", "16")]
    public void Pack_ScannedInSeveralParts_AddsThemUp() => Assert.Single(s.Do(Packed(Picked(6), ("A", 4), ("A", 2))).OfType<TasksPacked>());

    [Fact]
    [Trait("Case", "16")]
    public void Pick_AnotherItemScanned_IsRefused()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);

        s.Refuse(new ConfirmPick(null, s.Pull().Single(), 6) { Scan = new ScannedUnits(new Sku("B"), null, 1, default) }, Refusal.WrongItem);
    }

    private (Lease Pick, TaskView Task) StoragePick()
    {
        s.Receive("A", 10);
        s.Submit("o1", "A:4");
        Lease pick = s.Pull().Single();
        return (pick, s.Task(pick));
    }

    private Lease Picked(long quantity)
    {
        s.Submit("o1", $"A:{quantity}");
        s.Receive("A", quantity);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        return lease;
    }

    private static Pack Packed(Lease lease, params (string Sku, long Quantity)[] scans) => new(null, [lease], "P")
    {
        Scans = [.. scans.Select(scan => new ScannedUnits(new Sku(scan.Sku), null, scan.Quantity, default))],
    };

    private static CountStock Count(long counted, string scan = "c1") =>
        new(Scenario.Item("A"), counted, 0, ReasonCode.CountDifference, new ScanKey(new DeviceId("S1"), new ScanId(scan)));
}
