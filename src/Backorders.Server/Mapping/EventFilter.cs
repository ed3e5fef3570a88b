using System.Collections.Frozen;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Server.Mapping;

/// <summary>Which events a follower gets: those of its owner, and of these the ones it asked for.</summary>
/// <param name="owner">Only this owner's; null for everybody's.</param>
/// <param name="building">Whether events of the building itself are told.</param>
/// <param name="kinds">Only these kinds; empty for all.</param>
/// <param name="orderNo">Only this order's; empty for all.</param>
/// <param name="sku">Only this SKU's; empty for all.</param>
internal sealed class EventFilter(string? owner, bool building, IEnumerable<V1.EventKind> kinds, string orderNo, string sku)
{
    private readonly FrozenSet<int> kinds = kinds.Select(k => (int)k).ToFrozenSet();

    public bool Passes(V1.Event told)
    {
        bool visible = owner is null || (told.Owner.Length == 0 ? building && told.BodyCase is Body.WarehouseOpened or Body.PolicySet : told.Owner == owner);
        return visible
            && (kinds.Count == 0 || kinds.Contains((int)told.BodyCase))
            && (orderNo.Length == 0 || EventSubjects.NamesOrder(told, orderNo))
            && (sku.Length == 0 || EventSubjects.NamesSku(told, sku));
    }

    private static V1.LineRef? LineOf(V1.Event told) => told.BodyCase switch
    {
        Body.LineBackordered => told.LineBackordered.Line,
        Body.LineAdded => told.LineAdded.Line,
        Body.LineCancelled => told.LineCancelled.Line,
        Body.LineExpedited => told.LineExpedited.Line,
        Body.PromiseGiven => told.PromiseGiven.Line,
        Body.PromiseChanged => told.PromiseChanged.Line,
        Body.LinePegged => told.LinePegged.Line,
        Body.LineUnpegged => told.LineUnpegged.Line,
        Body.UnitsAllocated => told.UnitsAllocated.Line,
        Body.UnitsHeld => told.UnitsHeld.Line,
        Body.HoldEnded => told.HoldEnded.Line,
        Body.AllocationTakenBack => told.AllocationTakenBack.Line,
        Body.PickedUnitsTakenBack => told.PickedUnitsTakenBack.Line,
        Body.DelayConsentNeeded => told.DelayConsentNeeded.Line,
        Body.DelayConsentEnded => told.DelayConsentEnded.Line,
        Body.RefundDue => told.RefundDue.Line,
        Body.CompensationDue => told.CompensationDue.Line,
        Body.SubstitutionOffered => told.SubstitutionOffered.Line,
        Body.SubstitutionEnded => told.SubstitutionEnded.Line,
        Body.LineSubstituted => told.LineSubstituted.Line,
        _ => null,
    };

    private static string? OrderOf(V1.Event told) => told.BodyCase switch
    {
        Body.OrderAccepted => told.OrderAccepted.OrderNo,
        Body.OrderAmended => told.OrderAmended.OrderNo,
        Body.OrderHeld => told.OrderHeld.OrderNo,
        Body.OrderReleased => told.OrderReleased.OrderNo,
        Body.ReturnRefundDue => told.ReturnRefundDue.OrderNo,
        Body.PaymentDue => told.PaymentDue.OrderNo,
        Body.PaymentReported => told.PaymentReported.OrderNo,
        Body.PaymentYielded => told.PaymentYielded.OrderNo,
        Body.OrderFellBack => told.OrderFellBack.OrderNo,
        Body.OrderFallBackEnded => told.OrderFallBackEnded.OrderNo,
        _ => LineOf(told)?.OrderNo,
    };

    private static string? SkuOf(V1.Event told) => told.BodyCase switch
    {
        Body.ReceiptRecorded => told.ReceiptRecorded.Sku,
        Body.ReceiptReversed => told.ReceiptReversed.Sku,
        Body.UnitsPutAway => told.UnitsPutAway.Sku,
        Body.UnitsTakenFromStorage => told.UnitsTakenFromStorage.Sku,
        Body.StockAdjusted => told.StockAdjusted.Sku,
        Body.QualityChanged => told.QualityChanged.Sku,
        Body.UnitsDisposed => told.UnitsDisposed.Sku,
        Body.OverageHeld => told.OverageHeld.Sku,
        Body.OverageDecided => told.OverageDecided.Sku,
        Body.VarianceApproved => told.VarianceApproved.Sku,
        Body.ReturnRefundDue => told.ReturnRefundDue.Sku,
        Body.StrayFound => told.StrayFound.Sku,
        Body.LotRecalled => told.LotRecalled.Sku,
        Body.LotReleased => told.LotReleased.Sku,
        Body.BackInStockRequested => told.BackInStockRequested.Sku,
        Body.BackInStock => told.BackInStock.Sku,
        Body.BackInStockWithdrawn => told.BackInStockWithdrawn.Sku,
        Body.ReorderSuggested => told.ReorderSuggested.Sku,
        _ => LineOf(told)?.Sku,
    };

    private static IEnumerable<V1.TaskRef> TasksOf(V1.Event told) => told.BodyCase switch
    {
        Body.TasksLeased => told.TasksLeased.Tasks,
        Body.LeaseExpired => [told.LeaseExpired.Task],
        Body.TaskStarted => [told.TaskStarted.Task],
        Body.TaskPicked => [told.TaskPicked.Task],
        Body.TaskShort => [told.TaskShort.Task],
        Body.TaskReturned => [told.TaskReturned.Task],
        Body.TaskUnparked => [told.TaskUnparked.Task],
        Body.Packed => told.Packed.Tasks,
        Body.Shipped => told.Shipped.Tasks,
        Body.PutBackDone => [told.PutBackDone.Task],
        Body.CountDone => [told.CountDone.Task],
        Body.TaskDamaged => [told.TaskDamaged.Task],
        _ => [],
    };

    private static IEnumerable<string> SkusOf(V1.Event told) => told.BodyCase switch
    {
        Body.OrderAccepted => told.OrderAccepted.Lines.Select(l => l.Sku),
        Body.ShipmentAnnounced => told.ShipmentAnnounced.Lines.Select(l => l.Sku),
        Body.ShipmentUpdated => told.ShipmentUpdated.Lines.Select(l => l.Sku),
        Body.ShipmentClosed => told.ShipmentClosed.Differences.Select(d => d.Sku),
        Body.LineSubstituted => [told.LineSubstituted.By.Sku],
        Body.ShipmentSplit => told.ShipmentSplit.Lines.Select(l => l.Sku),
        Body.ItemsDefined => told.ItemsDefined.Items.Select(i => i.Sku),
        _ => [],
    };
}
