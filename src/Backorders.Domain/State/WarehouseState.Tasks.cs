using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private void On(TasksLeased e)
    {
        foreach (Lease lease in e.Leases)
        {
            Board.Lease(Task(lease.Task), e.Station, lease.Token, e.ExpiresAt);
        }
    }

    private void On(LeasesRenewed e) => Board.Renew(e.Station, e.ExpiresAt);

    private void On(LeaseExpired e)
    {
        Board.GiveBack(Task(e.Task), e.Parked);
        Tally.LeasesExpired++;
    }

    private void On(TaskStarted e) => Task(e.Task).State = TaskState.Started;

    private void On(TaskReturned e) => Board.GiveBack(Task(e.Task), e.Parked);

    private void On(TaskUnparked e) => Board.Unpark(Task(e.Task));

    private void On(TaskPicked e)
    {
        WorkTask task = Task(e.Task);
        Board.Pick(task);
        TakeInHand(task, e.Serials);
        StockOf(task).Pick(task.Quantity);
        BackorderLine line = LineOf(task);
        line.Allocated -= task.Quantity;
        line.Picked += task.Quantity;
    }

    private void On(TaskShort e)
    {
        WorkTask task = Task(e.Task);
        BackorderLine line = LineOf(task);
        StockOf(task).Pick(e.Picked);
        TakeInHand(task, e.Serials);
        StockOf(task).Miss(e.Missing);
        StockOf(task).Doubt(e.Doubted);
        task.Item.PlanAgain();
        Tally.OnHand -= e.Doubted.Units;
        line.Allocated -= e.Picked + e.Missing;
        line.Picked += e.Picked;
        if (task.Source != Source.Storage)
        {
            Tally.CrossDocked -= e.Missing.Units;
            CountShare(line, task.Origin, -e.Missing.Units);
        }

        Reopen(line, e.Missing, requeued: true);
        task.Quantity = e.Picked;
        if (e.Picked.IsZero)
        {
            Finish(task, TaskState.Short);
        }
        else
        {
            Board.Pick(task);
        }

        Board.Add(new WorkTask(e.Count, TaskKind.Count, task.Item) { Quantity = e.Missing + e.Doubted, Source = task.Source, Origin = task.Origin, Lot = task.Lot });
        Tally.Tasks++;
        Tally.ShortPicks++;
    }

    private void On(AllocationTakenBack e, Instant at)
    {
        WorkTask task = Task(e.Task);
        BackorderLine line = LineOf(task);
        Board.Withdraw(task);
        StockOf(task).TakeBackAllocated(e.Quantity, task.Source);
        task.Item.PlanAgain();
        if (task.Source == Source.Storage)
        {
            Tally.OnHand += e.Quantity.Units;
        }
        else
        {
            task.Item.Origin = task.Origin;
            Tally.CrossDocked -= e.Quantity.Units;
            CountShare(line, task.Origin, -e.Quantity.Units);
        }

        line.Allocated -= e.Quantity;
        line.Splits -= e.Reason == ReasonCode.DockSwap && line.LastAllocatedAt != at ? 1 : 0; // other units, but no other parcel
        Reopen(line, e.Quantity, e.Requeued);
        Shrink(task, e.Quantity);
    }

    private void On(PickedUnitsTakenBack e)
    {
        WorkTask task = Task(e.Task);
        BackorderLine line = LineOf(task);
        LetGo(task, e.Quantity);
        Board.Withdraw(task);
        bool packed = task.State == TaskState.Packed;
        if (packed)
        {
            StockOf(task).TakeBackPacked(e.Quantity);
        }
        else
        {
            StockOf(task).TakeBackPicked(e.Quantity, e.Removed);
            task.Item.PlanAgain();
        }

        task.Item.Origin = e.Removed ? task.Origin : task.Item.Origin;
        if (task.Source != Source.Storage)
        {
            Tally.CrossDocked -= e.Quantity.Units;
            CountShare(line, task.Origin, -e.Quantity.Units);
        }

        (line.Picked, line.Packed) = packed ? (line.Picked, line.Packed - e.Quantity) : (line.Picked - e.Quantity, line.Packed);
        Reopen(line, e.Quantity, e.Requeued);
        Board.Add(new WorkTask(e.PutBack, TaskKind.PutBack, task.Item) 
        {
            Quantity = e.Quantity, Origin = task.Origin, Source = task.Source, UnitsRemoved = e.Removed, Lot = task.Lot,
        });
        Tally.Tasks++;
        Shrink(task, e.Quantity);
    }

    private void On(PutBackDone e)
    {
        WorkTask task = Task(e.Task);
        if (!task.UnitsRemoved)
        {
            StockOf(task).BringBack(task.Quantity);
            task.Item.PlanAgain();
            task.Item.Origin = task.Origin;
        }

        Board.Forget(task);
    }

    private void On(CountDone e)
    {
        WorkTask task = Task(e.Task);
        StockOf(task).ResolveSuspect(e.Found, e.Lost, e.InStorage);
        task.Item.PlanAgain();
        Tally.OnHand += e.InStorage.Units;
        task.Item.Origin = task.Origin;
        Tally.Adjusted -= e.Lost.Units;
        Board.Forget(task);
    }

    private void On(StrayFound e)
    {
        Board.Add(new WorkTask(e.PutBack, TaskKind.PutBack, Sku(e.Item)) { Quantity = e.Quantity, UnitsRemoved = true });
        Tally.Tasks++;
    }

    private void On(TasksPacked e)
    {
        foreach (TaskId id in e.Tasks)
        {
            WorkTask task = Task(id);
            BackorderLine line = LineOf(task);
            StockOf(task).Pack(task.Quantity);
            line.Picked -= task.Quantity;
            line.Packed += task.Quantity;
            task.Parcel = e.Parcel;
            Finish(task, TaskState.Packed);
            AwaitPenalty(line.Order);
        }
    }

    private void On(TasksShipped e, Instant at)
    {
        foreach (TaskId id in e.Tasks)
        {
            WorkTask task = Task(id);
            BackorderLine line = LineOf(task);
            StockOf(task).Ship(task.Quantity);
            line.Packed -= task.Quantity;
            line.Shipped += task.Quantity;
            task.State = TaskState.Done;
            Tally.Shipped += task.Quantity.Units;
            WatchCutoff(line.Order);
            CloseIfDone(line, at);
        }
    }

    private static BackorderLine LineOf(WorkTask task) =>
        task.Line ?? throw new InvalidOperationException($"The journal ships task {task.Id}, which serves no line.");

    private void Reopen(BackorderLine line, Quantity units, bool requeued)
    {
        Quantity before = line.Waiting;
        ReturnToOpen(line, units, requeued);
        CountWaiting(line, units.Units, before);
    }

    /// <summary>The task asks for fewer units; with none left it is recalled.</summary>
    private void Shrink(WorkTask task, Quantity by)
    {
        task.Quantity -= by;
        if (task.Quantity.IsZero)
        {
            Finish(task, TaskState.Recalled);
        }
        else
        {
            Board.Offer(task);
        }
    }

    /// <summary>No station works on it any more.</summary>
    private void Finish(WorkTask task, TaskState state)
    {
        Board.Withdraw(task);
        Board.EndLease(task);
        task.State = state;
        task.Item.LiveTasks.Remove(task);
    }
}
