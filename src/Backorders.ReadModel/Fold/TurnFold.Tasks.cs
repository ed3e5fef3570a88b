using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

internal sealed partial class TurnFold
{
    private void On(TasksLeased e)
    {
        foreach (Lease lease in e.Leases)
        {
            TaskRow task = book.Tasks.Change(lease.Task);
            task.Station = e.Station.Value;
            task.LeasedAt = task.LeasedAt == Instant.Never ? At : task.LeasedAt;
            task.State = task.State == TaskState.Ready ? TaskState.Leased : task.State;
        }
    }

    private void On(LeaseExpired e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        GiveBack(task, e.Parked);
        Counts(task.Item.Owner)[Count.LeasesExpired]++;
    }

    private void On(TaskReturned e) => GiveBack(book.Tasks.Change(e.Task), e.Parked);

    private static void GiveBack(TaskRow task, bool parked)
    {
        TaskState kept = task.State == TaskState.Picked ? TaskState.Picked : TaskState.Ready;
        task.ParkedFrom = kept;
        task.State = parked ? TaskState.Parked : kept;
    }

    private void On(TaskUnparked e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        task.State = task.ParkedFrom;
    }

    private void On(TaskStarted e) => book.Tasks.Change(e.Task).State = TaskState.Started;

    private void On(TaskPicked e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        Pick(task, LineOf(task), task.Quantity);
        Counts(task.Item.Owner)[Count.Picks]++;
    }

    private void Pick(TaskRow task, LineRow line, long units)
    {
        (task.State, task.PickedAt) = (TaskState.Picked, At);
        line.Allocated -= units;
        line.Picked += units;
        Counts(task.Item.Owner)[Count.UnitsPicked] += units;
    }

    private void On(TaskShort e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        LineRow line = LineOf(task);
        long asked = task.Quantity;
        Pick(task, line, e.Picked.Units);
        line.Allocated -= e.Missing.Units;
        Reopen(line, e.Missing.Units);
        LeaveDock(task, e.Missing.Units);
        task.Quantity = e.Picked.Units;
        if (e.Picked.IsZero)
        {
            (task.State, task.EndedAt, task.PickedAt) = (TaskState.Short, At, Instant.Never);
        }

        Counts counts = Counts(task.Item.Owner);
        counts[Count.ShortPicks]++;
        counts[Count.UnitsShort] += e.Missing.Units;
        AddTask(e.Count, TaskKind.Count, task, (e.Missing + e.Doubted).Units);
        Report(DiscrepancyKind.SuspectUnits, task.Item, asked, e.Picked.Units, e.Reason, receipt: task.Receipt, task: e.Count);
    }

    private void On(TaskDamaged e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        LineRow line = LineOf(task);
        long units = e.Quantity.Units;
        TakeFromHands(task, line, units);
        Reopen(line, units);
        LeaveDock(task, units);
        Shrink(task, units);
        Counts(task.Item.Owner)[Count.UnitsDamaged] += units;
        Report(DiscrepancyKind.Damage, task.Item, units, 0, e.Reason, receipt: task.Receipt);
    }

    private void On(CountDone e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        (task.State, task.EndedAt) = (TaskState.Done, At);
        Counts counts = Counts(task.Item.Owner);
        counts[Count.UnitsAdjusted] -= e.Lost.Units;
        counts[Count.UnitsExpectedInCounts] += e.Found.Units + e.Lost.Units;
        counts[Count.UnitsDifferentInCounts] += e.Lost.Units;
        book.Settle(e.Task, At);
        if (!e.Lost.IsZero)
        {
            Report(DiscrepancyKind.CountDifference, task.Item, e.Found.Units + e.Lost.Units, e.Found.Units, ReasonCode.CountDifference, receipt: task.Receipt);
        }
    }

    private void On(PutBackDone e)
    {
        TaskRow task = book.Tasks.Change(e.Task);
        (task.State, task.EndedAt) = (TaskState.Done, At);
        Counts(task.Item.Owner)[Count.UnitsBroughtBack] += task.Quantity;
    }

    private void On(TasksPacked e)
    {
        foreach (TaskId id in e.Tasks)
        {
            TaskRow task = book.Tasks.Change(id);
            LineRow line = LineOf(task);
            line.Picked -= task.Quantity;
            line.Packed += task.Quantity;
            (task.State, task.PackedAt, task.Parcel) = (TaskState.Packed, At, e.Parcel);
            Counts(task.Item.Owner)[Count.UnitsPacked] += task.Quantity;
        }
    }

    private void On(TasksShipped e)
    {
        foreach (OrderKey key in e.Tasks.Select(t => LineOf(book.Tasks.Change(t)).Key.Order).Distinct())
        {
            OrderRow order = book.Orders.Change(key);
            order.Shipments++;
            Counts(key.Owner)[Count.CutoffsMissed] += At > order.Terms.ShipBy ? 1 : 0;
        }

        foreach (TaskId id in e.Tasks)
        {
            TaskRow task = book.Tasks.Change(id);
            LineRow line = LineOf(task);
            OrderRow order = book.Orders.Change(line.Key.Order);
            line.Packed -= task.Quantity;
            line.Shipped += task.Quantity;
            order.Shipped += task.Quantity;
            (task.State, task.ShippedAt, task.EndedAt) = (TaskState.Done, At, At);
            Counts(task.Item.Owner)[Count.UnitsShipped] += task.Quantity;
            CloseIfDone(line, order);
        }
    }

    private LineRow LineOf(TaskRow task) => task.Line is { } line
        ? book.Lines.Change(line)
        : throw new RowMissingException($"Task {task.Id} serves no line.");
}
