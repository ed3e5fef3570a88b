using System.Collections.Frozen;
using Backorders.Domain.Events;
using Case = Backorders.Actors.Turns.Stored.Event.KindOneofCase;

namespace Backorders.Actors.Turns.Mapping;

/// <summary>Every event in its stored form and back: one line for each kind. A kind that is not here cannot be stored: a test walks all kinds of the domain.</summary>
internal static class EventMap
{
    private static readonly Kind[] kinds =
    [
        Of<WarehouseOpened>(Case.WarehouseOpened, static e => new() { WarehouseOpened = SetupEventMap.ToStored(e) }, static s => SetupEventMap.FromStored(s.WarehouseOpened)),
        Of<PolicySet>(Case.PolicySet, static e => new() { PolicySet = SetupEventMap.ToStored(e) }, static s => SetupEventMap.FromStored(s.PolicySet)),
        Of<PolicyDropped>(Case.PolicyDropped, static e => new() { PolicyDropped = SetupEventMap.ToStored(e) }, static s => SetupEventMap.FromStored(s.PolicyDropped)),
        Of<ItemsDefined>(Case.ItemsDefined, static e => new() { ItemsDefined = SetupEventMap.ToStored(e) }, static s => SetupEventMap.FromStored(s.ItemsDefined)),
        Of<LaneStateChanged>(Case.LaneStateChanged, static e => new() { LaneStateChanged = PlaceEventMap.ToStored(e) }, static s => PlaceEventMap.FromStored(s.LaneStateChanged)),
        Of<DoorStateChanged>(Case.DoorStateChanged, static e => new() { DoorStateChanged = PlaceEventMap.ToStored(e) }, static s => PlaceEventMap.FromStored(s.DoorStateChanged)),
        Of<CutoffMissed>(Case.CutoffMissed, static e => new() { CutoffMissed = PlaceEventMap.ToStored(e) }, static s => PlaceEventMap.FromStored(s.CutoffMissed)),
        Of<OrderAccepted>(Case.OrderAccepted, static e => new() { OrderAccepted = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.OrderAccepted)),
        Of<OrderAmended>(Case.OrderAmended, static e => new() { OrderAmended = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.OrderAmended)),
        Of<LineAdded>(Case.LineAdded, static e => new() { LineAdded = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.LineAdded)),
        Of<LineCancelled>(Case.LineCancelled, static e => new() { LineCancelled = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.LineCancelled)),
        Of<OrderHeld>(Case.OrderHeld, static e => new() { OrderHeld = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.OrderHeld)),
        Of<OrderReleased>(Case.OrderReleased, static e => new() { OrderReleased = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.OrderReleased)),
        Of<LineExpedited>(Case.LineExpedited, static e => new() { LineExpedited = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.LineExpedited)),
        Of<OrdersForgotten>(Case.OrdersForgotten, static e => new() { OrdersForgotten = OrderEventMap.ToStored(e) }, static s => OrderEventMap.FromStored(s.OrdersForgotten)),
        Of<LinePegged>(Case.LinePegged, static e => new() { LinePegged = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.LinePegged)),
        Of<LineUnpegged>(Case.LineUnpegged, static e => new() { LineUnpegged = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.LineUnpegged)),
        Of<PromiseGiven>(Case.PromiseGiven, static e => new() { PromiseGiven = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.PromiseGiven)),
        Of<PromiseChanged>(Case.PromiseChanged, static e => new() { PromiseChanged = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.PromiseChanged)),
        Of<LinePlaced>(Case.LinePlaced, static e => new() { LinePlaced = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.LinePlaced)),
        Of<LineUrgent>(Case.LineUrgent, static e => new() { LineUrgent = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.LineUrgent)),
        Of<CoverChanged>(Case.CoverChanged, static e => new() { CoverChanged = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.CoverChanged)),
        Of<DayBegan>(Case.DayBegan, static e => new() { DayBegan = PromiseEventMap.ToStored(e) }, static s => PromiseEventMap.FromStored(s.DayBegan)),
        Of<DelayConsentNeeded>(Case.DelayConsentNeeded, static e => new() { DelayConsentNeeded = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.DelayConsentNeeded)),
        Of<DelayConsentEnded>(Case.DelayConsentEnded, static e => new() { DelayConsentEnded = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.DelayConsentEnded)),
        Of<RefundDue>(Case.RefundDue, static e => new() { RefundDue = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.RefundDue)),
        Of<CompensationDue>(Case.CompensationDue, static e => new() { CompensationDue = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.CompensationDue)),
        Of<SubstitutionOffered>(Case.SubstitutionOffered, static e => new() { SubstitutionOffered = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.SubstitutionOffered)),
        Of<SubstitutionEnded>(Case.SubstitutionEnded, static e => new() { SubstitutionEnded = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.SubstitutionEnded)),
        Of<LineSubstituted>(Case.LineSubstituted, static e => new() { LineSubstituted = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.LineSubstituted)),
        Of<BackInStockRequested>(Case.BackInStockRequested, static e => new() { BackInStockRequested = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.BackInStockRequested)),
        Of<BackInStock>(Case.BackInStock, static e => new() { BackInStock = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.BackInStock)),
        Of<BackInStockWithdrawn>(Case.BackInStockWithdrawn, static e => new() { BackInStockWithdrawn = CustomerEventMap.ToStored(e) }, static s => CustomerEventMap.FromStored(s.BackInStockWithdrawn)),
        Of<PaymentDue>(Case.PaymentDue, static e => new() { PaymentDue = PaymentEventMap.ToStored(e) }, static s => PaymentEventMap.FromStored(s.PaymentDue)),
        Of<PaymentReported>(Case.PaymentReported, static e => new() { PaymentReported = PaymentEventMap.ToStored(e) }, static s => PaymentEventMap.FromStored(s.PaymentReported)),
        Of<PaymentYielded>(Case.PaymentYielded, static e => new() { PaymentYielded = PaymentEventMap.ToStored(e) }, static s => PaymentEventMap.FromStored(s.PaymentYielded)),
        Of<OrderFellBack>(Case.OrderFellBack, static e => new() { OrderFellBack = PaymentEventMap.ToStored(e) }, static s => PaymentEventMap.FromStored(s.OrderFellBack)),
        Of<OrderFallBackEnded>(Case.OrderFallBackEnded, static e => new() { OrderFallBackEnded = PaymentEventMap.ToStored(e) }, static s => PaymentEventMap.FromStored(s.OrderFallBackEnded)),
        Of<TaskDamaged>(Case.TaskDamaged, static e => new() { TaskDamaged = PaymentEventMap.ToStored(e) }, static s => PaymentEventMap.FromStored(s.TaskDamaged)),
        Of<ShipmentAnnounced>(Case.ShipmentAnnounced, static e => new() { ShipmentAnnounced = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentAnnounced)),
        Of<ShipmentUpdated>(Case.ShipmentUpdated, static e => new() { ShipmentUpdated = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentUpdated)),
        Of<ShipmentCancelled>(Case.ShipmentCancelled, static e => new() { ShipmentCancelled = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentCancelled)),
        Of<ShipmentClosed>(Case.ShipmentClosed, static e => new() { ShipmentClosed = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentClosed)),
        Of<ShipmentOverdue>(Case.ShipmentOverdue, static e => new() { ShipmentOverdue = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentOverdue)),
        Of<ShipmentSplit>(Case.ShipmentSplit, static e => new() { ShipmentSplit = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentSplit)),
        Of<ShipmentReopened>(Case.ShipmentReopened, static e => new() { ShipmentReopened = InboundEventMap.ToStored(e) }, static s => InboundEventMap.FromStored(s.ShipmentReopened)),
        Of<ReceiptRecorded>(Case.ReceiptRecorded, static e => new() { ReceiptRecorded = SupplyEventMap.ToStored(e) }, static s => SupplyEventMap.FromStored(s.ReceiptRecorded)),
        Of<UnitsPutAway>(Case.UnitsPutAway, static e => new() { UnitsPutAway = SupplyEventMap.ToStored(e) }, static s => SupplyEventMap.FromStored(s.UnitsPutAway)),
        Of<ReceiptReversed>(Case.ReceiptReversed, static e => new() { ReceiptReversed = SupplyEventMap.ToStored(e) }, static s => SupplyEventMap.FromStored(s.ReceiptReversed)),
        Of<UnitsTakenFromStorage>(Case.UnitsTakenFromStorage, static e => new() { UnitsTakenFromStorage = SupplyEventMap.ToStored(e) }, static s => SupplyEventMap.FromStored(s.UnitsTakenFromStorage)),
        Of<StockAdjusted>(Case.StockAdjusted, static e => new() { StockAdjusted = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.StockAdjusted)),
        Of<QualityChanged>(Case.QualityChanged, static e => new() { QualityChanged = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.QualityChanged)),
        Of<UnitsDisposed>(Case.UnitsDisposed, static e => new() { UnitsDisposed = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.UnitsDisposed)),
        Of<OverageHeld>(Case.OverageHeld, static e => new() { OverageHeld = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.OverageHeld)),
        Of<OverageDecided>(Case.OverageDecided, static e => new() { OverageDecided = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.OverageDecided)),
        Of<VarianceApproved>(Case.VarianceApproved, static e => new() { VarianceApproved = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.VarianceApproved)),
        Of<ReturnRefundDue>(Case.ReturnRefundDue, static e => new() { ReturnRefundDue = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.ReturnRefundDue)),
        Of<ReturnBeyondShipped>(Case.ReturnBeyondShipped, static e => new() { ReturnBeyondShipped = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.ReturnBeyondShipped)),
        Of<ReturnRefundWithdrawn>(Case.ReturnRefundWithdrawn, static e => new() { ReturnRefundWithdrawn = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.ReturnRefundWithdrawn)),
        Of<LotRecalled>(Case.LotRecalled, static e => new() { LotRecalled = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.LotRecalled)),
        Of<LotReleased>(Case.LotReleased, static e => new() { LotReleased = QualityEventMap.ToStored(e) }, static s => QualityEventMap.FromStored(s.LotReleased)),
        Of<ContainerReceived>(Case.ContainerReceived, static e => new() { ContainerReceived = ContainerEventMap.ToStored(e) }, static s => ContainerEventMap.FromStored(s.ContainerReceived)),
        Of<ContainerDivided>(Case.ContainerDivided, static e => new() { ContainerDivided = ContainerEventMap.ToStored(e) }, static s => ContainerEventMap.FromStored(s.ContainerDivided)),
        Of<ContainerBrokenDown>(Case.ContainerBrokenDown, static e => new() { ContainerBrokenDown = ContainerEventMap.ToStored(e) }, static s => ContainerEventMap.FromStored(s.ContainerBrokenDown)),
        Of<ReorderSuggested>(Case.ReorderSuggested, static e => new() { ReorderSuggested = ReorderEventMap.ToStored(e) }, static s => ReorderEventMap.FromStored(s.ReorderSuggested)),
        Of<UnitsAllocated>(Case.UnitsAllocated, static e => new() { UnitsAllocated = AllocationEventMap.ToStored(e) }, static s => AllocationEventMap.FromStored(s.UnitsAllocated)),
        Of<UnitsHeld>(Case.UnitsHeld, static e => new() { UnitsHeld = AllocationEventMap.ToStored(e) }, static s => AllocationEventMap.FromStored(s.UnitsHeld)),
        Of<HoldEnded>(Case.HoldEnded, static e => new() { HoldEnded = AllocationEventMap.ToStored(e) }, static s => AllocationEventMap.FromStored(s.HoldEnded)),
        Of<AllocationTakenBack>(Case.AllocationTakenBack, static e => new() { AllocationTakenBack = AllocationEventMap.ToStored(e) }, static s => AllocationEventMap.FromStored(s.AllocationTakenBack)),
        Of<PickedUnitsTakenBack>(Case.PickedUnitsTakenBack, static e => new() { PickedUnitsTakenBack = AllocationEventMap.ToStored(e) }, static s => AllocationEventMap.FromStored(s.PickedUnitsTakenBack)),
        Of<TasksLeased>(Case.TasksLeased, static e => new() { TasksLeased = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TasksLeased)),
        Of<TaskStarted>(Case.TaskStarted, static e => new() { TaskStarted = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TaskStarted)),
        Of<TaskPicked>(Case.TaskPicked, static e => new() { TaskPicked = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TaskPicked)),
        Of<TasksPacked>(Case.TasksPacked, static e => new() { TasksPacked = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TasksPacked)),
        Of<TasksShipped>(Case.TasksShipped, static e => new() { TasksShipped = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TasksShipped)),
        Of<LeasesRenewed>(Case.LeasesRenewed, static e => new() { LeasesRenewed = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.LeasesRenewed)),
        Of<LeaseExpired>(Case.LeaseExpired, static e => new() { LeaseExpired = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.LeaseExpired)),
        Of<TaskShort>(Case.TaskShort, static e => new() { TaskShort = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TaskShort)),
        Of<TaskReturned>(Case.TaskReturned, static e => new() { TaskReturned = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TaskReturned)),
        Of<TaskUnparked>(Case.TaskUnparked, static e => new() { TaskUnparked = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.TaskUnparked)),
        Of<PutBackDone>(Case.PutBackDone, static e => new() { PutBackDone = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.PutBackDone)),
        Of<CountDone>(Case.CountDone, static e => new() { CountDone = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.CountDone)),
        Of<StrayFound>(Case.StrayFound, static e => new() { StrayFound = TaskEventMap.ToStored(e) }, static s => TaskEventMap.FromStored(s.StrayFound)),
    ];

    private static readonly FrozenDictionary<Type, Kind> byType = kinds.ToFrozenDictionary(k => k.Type);

    private static readonly FrozenDictionary<Case, Kind> byCase = kinds.ToFrozenDictionary(k => k.Case);

    public static Stored.Event ToStored(Event e) => byType.TryGetValue(e.GetType(), out Kind? kind)
        ? kind.ToStored(e)
        : throw new NotSupportedException($"An event of kind {e.GetType().Name} has no stored form.");

    /// <exception cref="FormatException">The kind is not known: a later version wrote it.</exception>
    public static Event FromStored(Stored.Event s) => byCase.TryGetValue(s.KindCase, out Kind? kind)
        ? kind.FromStored(s)
        : throw new FormatException("An event of a kind that this version does not know.");

    private static Kind Of<TEvent>(Case stored, Func<TEvent, Stored.Event> to, Func<Stored.Event, TEvent> from)
        where TEvent : Event => new(typeof(TEvent), stored, e => to((TEvent)e), from);

    private sealed record Kind(Type Type, Case Case, Func<Event, Stored.Event> ToStored, Func<Stored.Event, Event> FromStored);
}
