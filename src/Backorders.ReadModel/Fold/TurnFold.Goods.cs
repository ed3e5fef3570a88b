using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

internal sealed partial class TurnFold
{
    private void On(ShipmentReopened e)
    {
        foreach (InboundRow row in book.Notice(e.Asn))
        {
            InboundRow open = book.Inbound.Change((row.Asn, row.Sku));
            (open.ClosedAt, open.IsCancelled) = (Instant.Never, false);
        }
    }

    private void On(OverageHeld e) => AddSideTask(e.Task, TaskKind.Overage, e.Item, e.Quantity.Units, e.Receipt, TaskState.Parked);

    private void On(ReturnBeyondShipped e) =>
        Report(DiscrepancyKind.ReturnBeyondShipped, e.Item, 0, e.Quantity.Units, ReasonCode.Unspecified, receipt: e.Receipt);

    private void On(OverageDecided e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        (task.State, task.EndedAt) = (TaskState.Done, At);
    }

    private void On(ContainerDivided e)
    {
        if (e.BreakDown != default)
        {
            AddSideTask(e.BreakDown, TaskKind.BreakDown, new SkuKey(e.Owner, e.Parts[0].Sku), e.Parts.Sum(p => p.Quantity.Units), ReceiptId.None, TaskState.Ready);
        }
    }

    private void On(ContainerBrokenDown e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        (task.State, task.EndedAt) = (TaskState.Done, At);
    }

    private void On(StrayFound e) => AddSideTask(e.PutBack, TaskKind.PutBack, e.Item, e.Quantity.Units, ReceiptId.None, TaskState.Ready);

    /// <summary>What a physical count expected is what stood in storage once the count tasks there were answered; those are counted by themselves.</summary>
    private static void AddCount(Counts counts, StockAdjusted e)
    {
        if (e.Counted is { } counted)
        {
            counts[Count.UnitsExpectedInCounts] += counted - e.Difference + e.Missing.Units;
            counts[Count.UnitsDifferentInCounts] += Math.Abs(e.Difference) + e.Missing.Units;
        }
    }

    private void AddSideTask(TaskId id, TaskKind kind, SkuKey item, long units, ReceiptId receipt, TaskState state)
    {
        book.Tasks.Add(new TaskRow
        {
            Id = id, Kind = kind, Item = item, Quantity = units, Receipt = receipt, MadeAt = At, State = state, ParkedFrom = state,
        });
        Counts(item.Owner)[Count.Tasks]++;
    }
}
