using Backorders.Domain.ActorData;
using Backorders.Domain.Actors;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What pick/pack stations report. Every report on a task shows the fencing token of its lease.</summary>
internal static class StationHandler
{
    public static Refused? Handle(PullTasks c, TurnContext turn)
    {
        if (Check.Count("tasks", c.Max, Limits.TasksMax) is { } refused)
        {
            return refused;
        }

        TaskBoard board = turn.State.Board;
        if (c.Owner is { } owner && board.HoldsOthers(c.Station, owner))
        {
            // Whose they are is not told: another owner's tasks are not there.
            return Refused.Because(
                Refusal.StationInUse, $"Station {c.Station} holds tasks of another owner. Work under another name; one that serves several owners finishes or returns those of one first.",
                ("station", c.Station));
        }

        int room = Limits.LeasedTasksMax - board.HeldBy(c.Station);
        if (room <= 0)
        {
            return Refused.Because(
                Refusal.TooManyLeases, $"Station {c.Station} holds {Limits.LeasedTasksMax} tasks. Finish or return some first.", ("max", Limits.LeasedTasksMax));
        }

        IReadOnlyList<WorkTask> chosen = board.Choose(c.Owner, Math.Min(c.Max, room));
        if (chosen.Count > 0)
        {
            long token = board.LastToken;
            turn.Emit(new TasksLeased(
                c.Station, turn.Now + TimeSpan.FromSeconds(turn.State.Policy.LeaseSeconds), [.. chosen.Select(t => new Lease(t.Id, new FencingToken(++token)))])
            {
                Units = [.. chosen.Select(t => t.Quantity)],
            });
        }

        return null;
    }

    public static Refused? Handle(StartTask c, TurnContext turn)
    {
        if (Leased(c.Owner, c.Lease, turn, out WorkTask task) is { } refused)
        {
            return refused;
        }

        if (task.State != TaskState.Leased)
        {
            return WrongState(task, "started");
        }

        turn.Emit(new TaskStarted(task.Id) { Units = task.Quantity });
        return null;
    }

    public static Refused? Handle(ConfirmPick c, TurnContext turn)
    {
        if (Leased(c.Owner, c.Lease, turn, out WorkTask task) is { } refused)
        {
            return refused;
        }

        if (task.State is not (TaskState.Leased or TaskState.Started))
        {
            return WrongState(task, "picked");
        }

        if (c.Scan is { } scan && PackHandler.Scan(scan, task.Item.Key.Owner, [task.Item.Key.Sku], turn, out _, out _) is { } wrong)
        {
            return wrong;
        }

        if (task.Kind == TaskKind.Count)
        {
            return Count(c, task, turn);
        }

        if (c.Quantity > task.Quantity.Units)
        {
            return Refused.Because(
                Refusal.OverPick, $"Task {task.Id} asks for {task.Quantity}, not {c.Quantity}. Put back what is too much.", ("asked", task.Quantity), ("picked", c.Quantity));
        }

        if (c.Quantity != task.Quantity.Units)
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"Task {task.Id} asks for {task.Quantity}, not {c.Quantity}. Report a short when fewer are there.",
                ("asked", task.Quantity), ("picked", c.Quantity));
        }

        if (task.Line is not null && SerialCheck.InStock(turn.State, task.Item.Key, task.Quantity, c.Serials) is { } serial)
        {
            return serial;
        }

        Finish(task, SerialCheck.Kept(turn.State, task.Item.Key, c.Serials), turn);
        return null;
    }

    /// <summary>A count takes whatever was found. More than was in doubt is a difference of its own: the books did not know of these units.</summary>
    private static Refused? Count(ConfirmPick c, WorkTask task, TurnContext turn)
    {
        if (c.Quantity is < 0 or > Limits.QuantityMax)
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"A count finds 0 to {Limits.QuantityMax} units, not {c.Quantity}.", ("counted", c.Quantity), ("max", Limits.QuantityMax));
        }

        Quantity found = Quantity.Min(new Quantity(c.Quantity), task.Quantity);
        Quantity more = new Quantity(c.Quantity) - found;
        if (!more.IsZero && SerialCheck.Arriving(turn.State, task.Item.Key, more, c.Serials, isReturn: false) is { } serial)
        {
            return serial;
        }

        turn.Emit(new CountDone(task.Id, found, task.Quantity - found) { InStorage = task.Source == Source.Storage ? found : Quantity.Zero });
        if (!more.IsZero)
        {
            turn.Emit(new StockAdjusted(task.Item.Key, more.Units, Quantity.Zero, ReasonCode.CountDifference, default)
            {
                Serials = SerialCheck.Kept(turn.State, task.Item.Key, c.Serials), Lot = task.Lot,
            });
        }

        turn.Send(new DistributeUnits(task.Item.Key));
        return null;
    }

    private static void Finish(WorkTask task, IReadOnlyList<Serial> serials, TurnContext turn)
    {
        switch (task.Kind)
        {
            case TaskKind.BreakDown:
                turn.Emit(new ContainerBrokenDown(task.Id) { Units = task.Quantity });
                break;
            case TaskKind.PutBack:
                turn.Emit(new PutBackDone(task.Id) { Units = task.Quantity, Freed = task.UnitsRemoved ? Quantity.Zero : task.Quantity });
                turn.Send(new DistributeUnits(task.Item.Key));
                break;
            default:
                turn.Emit(new TaskPicked(task.Id) { Units = task.Quantity, Serials = serials });
                break;
        }
    }

    public static Refused? Handle(ReportShort c, TurnContext turn)
    {
        if ((Leased(c.Owner, c.Lease, turn, out WorkTask task) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (task.State is not (TaskState.Leased or TaskState.Started) || task.Line is null)
        {
            return WrongState(task, "reported short");
        }

        if (c.Picked < 0 || c.Picked >= task.Quantity.Units)
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"A short of task {task.Id} has 0 to {task.Quantity.Units - 1} units; confirm the pick when all {task.Quantity} are there.",
                ("asked", task.Quantity), ("picked", c.Picked));
        }

        Quantity picked = new(c.Picked);
        if (SerialCheck.InStock(turn.State, task.Item.Key, picked, c.Serials) is { } serial)
        {
            return serial;
        }

        bool inDoubt = task.Source == Source.Storage && c.Reason == ReasonCode.NotFound && turn.State.PolicyOf(task.Item.Key.Owner).DoubtAfterShort;
        turn.Emit(new TaskShort(task.Id, picked, task.Quantity - picked, c.Reason, new TaskId(turn.State.Board.LastTaskId + 1))
        {
            Doubted = inDoubt ? task.Item.StockOf(task.Lot).OnHand : Quantity.Zero,
            Serials = SerialCheck.Kept(turn.State, task.Item.Key, c.Serials),
        });
        turn.Send(new OrderLostUnits(task.Line.Order.Key, c.Reason));
        turn.Send(new DistributeUnits(task.Item.Key));
        return null;
    }

    public static Refused? Handle(Ship c, TurnContext turn)
    {
        if ((Check.Count("tasks", c.Tasks.Count, Limits.TasksMax) ?? Check.Text("carrier", c.Carrier) ?? Check.Text("tracking", c.Tracking)) is { } refused)
        {
            return refused;
        }

        HashSet<TaskId> seen = [];
        foreach (TaskId id in c.Tasks)
        {
            if (Known(c.Owner, id, turn, out WorkTask task) is { } unknown)
            {
                return unknown;
            }

            if (task.State != TaskState.Packed || !seen.Add(id))
            {
                return WrongState(task, "shipped");
            }

            if (NotReadyToLeave(task) is { } gate)
            {
                return gate;
            }

            if (LotCheck.IsBlocked(task.Item, task.Lot))
            {
                return Refused.Because(
                    Refusal.WrongTaskState, $"Task {task.Id} holds lot {task.Lot} of {task.Item.Key.Sku}, which is recalled: it may not leave.",
                    ("task_id", task.Id), ("lot", task.Lot!.No), ("state", task.State));
            }

            if (task.Line!.Order.Hold is { } hold)
            {
                return Refused.Because(
                    Refusal.OrderOnHold, $"Order {task.Line.Order.Key.OrderNo} is on hold ({ListedName.Of(hold)}). Release it before task {id} ships.",
                    ("order_no", task.Line.Order.Key.OrderNo), ("task_id", id), ("reason", hold));
            }
        }

        turn.Emit(new TasksShipped(c.Carrier, c.Tracking, [.. c.Tasks]) { Units = [.. c.Tasks.Select(t => turn.State.Board.Find(t)!.Quantity)] });
        return null;
    }

    private static Refused? NotReadyToLeave(WorkTask task)
    {
        OrderData order = task.Line!.Order;
        if (order.Payment is { } payment && !task.IsPaid)
        {
            return Refused.Because(
                Refusal.NotPaid, $"Parcel {task.Parcel} of order {order.Key.OrderNo} is not paid ({ListedName.Of(payment.Status)}). It may leave when its payment was captured.",
                ("order_no", order.Key.OrderNo), ("task_id", task.Id), ("payment", payment.Status));
        }

        return !order.HasFallenBack
            ? null
            : Refused.Because(
                Refusal.OrderIncomplete,
                $"Order {order.Key.OrderNo} ships only complete and lacks units. It leaves when it is complete again, or when it is amended to ship what is available.",
                ("order_no", order.Key.OrderNo), ("task_id", task.Id), ("until", order.FellBackUntil));
    }

    public static Refused? Handle(ReturnTask c, TurnContext turn)
    {
        if ((Leased(c.Owner, c.Lease, turn, out WorkTask task) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        turn.Emit(new TaskReturned(task.Id, c.Reason, task.Attempts + 1 >= turn.State.Policy.TaskAttemptsMax) { Units = task.Quantity });
        return null;
    }

    public static Refused? Handle(RenewLeases c, TurnContext turn)
    {
        if (turn.State.Board.HeldBy(c.Station) > 0 && (c.Owner is not { } owner || turn.State.Board.TasksOf(c.Station).All(t => t.Item.Key.Owner == owner)))
        {
            turn.Emit(new LeasesRenewed(c.Station, turn.Now + TimeSpan.FromSeconds(turn.State.Policy.LeaseSeconds)));
        }

        return null;
    }

    public static Refused? Handle(UnparkTask c, TurnContext turn)
    {
        if (Known(c.Owner, c.Task, turn, out WorkTask task) is { } refused)
        {
            return refused;
        }

        if (task.State != TaskState.Parked || task.Kind == TaskKind.Overage)
        {
            return WrongState(task, "unparked");
        }

        turn.Emit(new TaskUnparked(task.Id) { Units = task.Quantity });
        return null;
    }

    /// <summary>The task, if the station may know of it: another owner's task is not there.</summary>
    internal static Refused? Known(OwnerId? owner, TaskId id, TurnContext turn, out WorkTask task)
    {
        task = turn.State.Board.Find(id)!;
        return task is null || (owner is { } one && task.Item.Key.Owner != one)
            ? Refused.Because(Refusal.UnknownTask, $"There is no task {id} here; finished tasks are let go after {Limits.HistoryKept.TotalDays:0} days.", ("task_id", id))
            : null;
    }

    internal static Refused? Leased(OwnerId? owner, Lease lease, TurnContext turn, out WorkTask task)
    {
        if (Known(owner, lease.Task, turn, out task) is { } unknown)
        {
            return unknown;
        }

        return task.HasHolder && task.Token == lease.Token
            ? null
            : Refused.Because(
                Refusal.StaleLease,
                $"Task {task.Id} is no longer leased under token {lease.Token}: it is {ListedName.Of(task.State)}{(task.HasHolder ? $" at station {task.Station}" : string.Empty)}. "
                + "Put back what is in hand, where it was taken from; where that cannot be done, report it with ReportStray.",
                ("task_id", task.Id), ("token", lease.Token), ("current_token", task.Token), ("state", task.State), ("station", task.Station));
    }

    internal static Refused WrongState(WorkTask task, string what) => Refused.Because(
        Refusal.WrongTaskState, $"Task {task.Id} is {ListedName.Of(task.State)} and cannot be {what} now.", ("task_id", task.Id), ("state", task.State), ("kind", task.Kind));
}
