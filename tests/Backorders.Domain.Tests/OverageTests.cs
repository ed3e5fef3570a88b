using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

public sealed class OverageTests
{
    private readonly Scenario s = new();

    [Theory]
    [Trait("Case", "05")]
    [InlineData(110, 10, 0, 0)]
    [InlineData(111, 10, 0, 1)]
    [InlineData(111, 0, 11, 0)]
    [InlineData(115, 10, 12, 3)]
    [InlineData(101, 0, 0, 1)]
    public void Receive_MoreThanAnnounced_HoldsWhatIsBeyondTheLargerTolerance(long received, int percent, int units, long held)
    {
        s.Do(new SetPolicy(Policy.Default with { OveragePercent = percent, OverageUnits = units }));
        s.Submit("o1", "A:500");
        s.Announce("N1", "A:100", TimeSpan.FromDays(1));

        s.Receive("A", received, asn: "N1");

        Assert.Equal((received - held, held), (s.Line("o1").Allocated.Units, s.Stock("A").Overage));
    }

    [Fact]
    [Trait("Case", "05")]
    public void Receive_InSeveralScans_ToleratesOverageOnce()
    {
        s.Announce("N1", "A:100", TimeSpan.FromDays(1));
        s.Receive("A", 100, asn: "N1");
        s.Receive("A", 10, asn: "N1");
        s.Receive("A", 10, asn: "N1");

        Assert.Equal((110L, 10L), (s.Stock("A").OnHand, s.Stock("A").Overage));
    }

    [Fact]
    [Trait("Case", "05")]
    public void Receive_PolicyHoldsNone_MatchesAllLikeAnyUnit()
    {
        s.Do(new SetPolicy(Policy.Default with { HoldOverage = false }));
        s.Announce("N1", "A:10", TimeSpan.FromDays(1));
        s.Receive("A", 100, asn: "N1");

        Assert.Equal(100, s.Stock("A").OnHand);
    }

    [Fact]
    [Trait("Case", "05")]
    public void Overage_MakesATaskForASupervisorThatNoStationIsOffered()
    {
        OverageHeld held = Beyond();

        Assert.Equal((TaskKind.Overage, TaskState.Parked), (s.Warehouse.GetTask(held.Task)!.Kind, s.Warehouse.GetTask(held.Task)!.State));
        Assert.Empty(s.Pull());
        s.Refuse(new UnparkTask(null, held.Task), Refusal.WrongTaskState);
        Assert.Equal(1, s.Warehouse.GetFigures().OveragesOpen);
    }

    [Fact]
    [Trait("Case", "05")]
    public void Overage_Accepted_IsMatchedAsOfItsArrival()
    {
        Instant docked = s.Now;
        OverageHeld held = Beyond();
        s.Submit("o1", "A:200");
        s.Pass(TimeSpan.FromHours(5));

        UnitsAllocated given = s.Do(Decide(held, DispositionCode.Restock)).OfType<UnitsAllocated>().Single(a => a.Source == Source.Dock);

        Assert.Equal((20L, docked, held.Receipt), (given.Quantity.Units, given.DockedAt, given.Receipt));
        Assert.Null(s.Warehouse.GetTask(held.Task));
        s.Refuse(Decide(held, DispositionCode.Restock), Refusal.NothingToDecide);
    }

    [Fact]
    [Trait("Case", "05")]
    public void Overage_Rejected_LeavesStockWithItsReason()
    {
        StockAdjusted left = s.Do(Decide(Beyond(), DispositionCode.ReturnToSupplier)).OfType<StockAdjusted>().Single();

        Assert.Equal((-20L, ReasonCode.ReturnToSupplier, 0L), (left.Difference, left.Reason, s.Stock("A").Overage));
    }

    [Fact]
    [Trait("Case", "05")]
    [Trait("Case", "04")]
    public void Overage_OfAReceiptThatIsReversed_GoesWithIt()
    {
        OverageHeld held = Beyond();

        s.ReverseLast();

        Assert.Equal((0L, 0L, 130L), (s.Stock("A").Overage, s.Stock("A").OnHand, s.Stock("A").Reversed));
        s.Refuse(Decide(held, DispositionCode.Restock), Refusal.NothingToDecide);
    }

    [Trait("Case", "30")]
    [Fact]
    [Trait("Case", "05")]
    public void Overage_OfAnotherOwner_IsNotThere() => s.Refuse(Decide(Beyond(), DispositionCode.Restock) with { Owner = Scenario.Other }, Refusal.NothingToDecide);

    [Fact]
    [Trait("Case", "06")]
    public void Close_FewerCame_TellsTheShortageAndDropsThePegs()
    {
        s.Submit("o1", "A:10");
        s.Announce("N1", "A:10", TimeSpan.FromDays(1));
        s.Receive("A", 4, asn: "N1");

        IReadOnlyList<Event> closed = s.CloseShipment("N1");

        Assert.Equal((10L, 4L), closed.OfType<ShipmentClosed>().Single().Differences.Select(d => (d.Announced.Units, d.Received.Units)).Single());
        Assert.Equal(Instant.Never, closed.OfType<PromiseChanged>().Single().To);
        Assert.Equal(0, s.Pegged("o1"));
    }

    [Fact]
    [Trait("Case", "07")]
    public void Receive_AfterClose_PolicyReopens_CountsAgainstTheNoticeAgain()
    {
        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Reopen }));
        s.Submit("o1", "A:10");
        s.Announce("N1", "A:10", TimeSpan.FromDays(1));
        s.Receive("A", 4, asn: "N1");
        s.CloseShipment("N1");

        IReadOnlyList<Event> late = s.Receive("A", 2, asn: "N1");

        Assert.Equal(ReceiptKind.Expected, late.OfType<ReceiptRecorded>().Single().Kind);
        Assert.Single(late.OfType<ShipmentReopened>());
        ShipmentView notice = s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")))!;
        Assert.Equal((true, 6L, 4L), (notice.Open, notice.Lines[0].Received.Units, s.Pegged("o1")));
        Assert.Equal(4, s.CloseShipment("N1").OfType<ShipmentClosed>().Single().Differences.Single().Announced.Units - 6);
    }

    [Fact]
    [Trait("Case", "07")]
    public void Receive_AfterClose_PolicyReopensButTheSkuIsNotNamed_IsBlind()
    {
        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Reopen }));
        s.Announce("N1", "A:10", TimeSpan.FromDays(1));
        s.CloseShipment("N1");

        IReadOnlyList<Event> late = s.Receive("B", 2, asn: "N1");

        Assert.Equal((ReceiptKind.Blind, 0), (late.OfType<ReceiptRecorded>().Single().Kind, late.OfType<ShipmentReopened>().Count()));
    }

    [Fact]
    [Trait("Case", "07")]
    public void Reopened_IsNotForgottenWithItsFirstClose()
    {
        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Reopen }));
        s.Announce("N1", "A:10", TimeSpan.FromDays(1));
        s.CloseShipment("N1");
        s.Pass(TimeSpan.FromDays(30));
        s.Receive("A", 2, asn: "N1");
        s.Pass(TimeSpan.FromDays(30));
        s.Announce("N2", "A:10", TimeSpan.FromDays(1));

        Assert.NotNull(s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1"))));
    }

    private OverageHeld Beyond()
    {
        s.Announce("N1", "A:100", TimeSpan.FromDays(1));
        return s.Receive("A", 130, asn: "N1").OfType<OverageHeld>().Single();
    }

    private static DecideOverage Decide(OverageHeld held, DispositionCode disposition) => new(Scenario.Acme, held.Receipt, disposition, ReasonCode.Overage);
}
