using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

internal sealed partial class TurnFold
{
    private void On(UnitsAllocated e)
    {
        LineRow line = book.Lines.Change(e.Line);
        Counts counts = Counts(e.Item.Owner);
        long units = e.Quantity.Units;
        if (e.Source == Source.Hold)
        {
            ShrinkHold(line, units);
        }
        else
        {
            line.Open -= units;
        }

        line.Allocated += units;
        line.Filled += accepted.Contains(line) ? units : 0;
        NoteWaiting(line);
        counts[Count.UnitsCrossDocked] += e.Source == Source.Dock ? units : 0;
        counts[Count.Tasks]++;
        book.Tasks.Add(new TaskRow
        {
            Id = e.Task,
            Kind = e.Source == Source.Storage ? TaskKind.StoragePick : TaskKind.CrossDock,
            Item = e.Item,
            Line = e.Line,
            Quantity = units,
            Source = e.Source,
            Receipt = e.Receipt,
            DockedAt = e.Receipt == ReceiptId.None ? Instant.Never : e.DockedAt,
            MadeAt = At,
        });
    }

    private void On(UnitsHeld e)
    {
        LineRow line = book.Lines.Change(e.Line);
        long units = e.Quantity.Units;
        line.Open -= units;
        line.Held += units;
        line.HeldFromStorage += e.Source == Source.Storage ? units : 0;
        Counts(e.Item.Owner)[Count.UnitsCrossDocked] += e.Source == Source.Dock ? units : 0;
    }

    private void On(HoldEnded e)
    {
        LineRow line = book.Lines.Change(e.Line);
        long units = e.Quantity.Units;
        Counts counts = Counts(e.Item.Owner);
        counts[Count.UnitsCrossDocked] -= Math.Min(units, line.Held - line.HeldFromStorage);
        counts[Count.HoldsExpired] += e.Reason == ReasonCode.TimedOut ? 1 : 0;
        ShrinkHold(line, units);
        line.Open += units;
    }

    private static void ShrinkHold(LineRow line, long units)
    {
        long fromDock = Math.Min(units, line.Held - line.HeldFromStorage);
        line.Held -= units;
        line.HeldFromStorage -= units - fromDock;
    }

    private void On(AllocationTakenBack e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        LineRow line = book.Lines.Change(e.Line);
        line.Allocated -= e.Quantity.Units;
        Reopen(line, e.Quantity.Units);
        LeaveDock(task, e.Quantity.Units);
        Shrink(task, e.Quantity.Units);
    }

    private void On(PickedUnitsTakenBack e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        LineRow line = book.Lines.Change(e.Line);
        TakeFromHands(task, line, e.Quantity.Units);
        Reopen(line, e.Quantity.Units);
        LeaveDock(task, e.Quantity.Units);
        AddTask(e.PutBack, TaskKind.PutBack, task, e.Quantity.Units);
        Shrink(task, e.Quantity.Units);
    }

    private static void TakeFromHands(TaskRow task, LineRow line, long units)
    {
        if (task.State == TaskState.Packed)
        {
            line.Packed -= units;
        }
        else
        {
            line.Picked -= units;
        }
    }

    private void Reopen(LineRow line, long units)
    {
        line.Open += units;
        NoteWaiting(line);
    }

    /// <summary>Units that went straight from the dock to a line did not, after all.</summary>
    private void LeaveDock(TaskRow task, long units) => Counts(task.Item.Owner)[Count.UnitsCrossDocked] -= task.Source == Source.Storage ? 0 : units;

    private void Shrink(TaskRow task, long by)
    {
        task.Quantity -= by;
        if (task.Quantity == 0)
        {
            (task.State, task.EndedAt) = (TaskState.Recalled, At);
        }
    }

    private void AddTask(TaskId id, TaskKind kind, TaskRow from, long units)
    {
        book.Tasks.Add(new TaskRow
        {
            Id = id, Kind = kind, Item = from.Item, Quantity = units, Source = from.Source, Receipt = from.Receipt, DockedAt = from.DockedAt, MadeAt = At,
        });
        Counts(from.Item.Owner)[Count.Tasks]++;
    }
}
