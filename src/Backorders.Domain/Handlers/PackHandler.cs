using Backorders.Domain.ActorData;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>The packing bench: what goes into a parcel must be what its tasks ask for, and what lies there by mistake is brought back.</summary>
internal static class PackHandler
{
    public static Refused? Handle(Pack c, TurnContext turn)
    {
        if ((Check.Count("tasks", c.Leases.Count, Limits.TasksMax) ?? Check.Text("parcel", c.Parcel)) is { } refused)
        {
            return refused;
        }

        OrderData? order = null;
        Dictionary<TaskId, WorkTask> tasks = [];
        foreach (Lease lease in c.Leases)
        {
            if (StationHandler.Leased(c.Owner, lease, turn, out WorkTask task) is { } stale)
            {
                return stale;
            }

            if (task.State != TaskState.Picked || task.Line is null || !tasks.TryAdd(task.Id, task))
            {
                return StationHandler.WrongState(task, "packed");
            }

            order ??= task.Line.Order;
            if (task.Line.Order != order)
            {
                return Refused.Because(
                    Refusal.MixedTasks, $"Tasks of orders {order.Key.OrderNo} and {task.Line.Order.Key.OrderNo} cannot go into one parcel.",
                    ("order_no", order.Key.OrderNo), ("other_order_no", task.Line.Order.Key.OrderNo));
            }
        }

        if ((Scans(c.Scans, order!.Key.Owner, tasks.Values, turn) ?? Serials(c.Scans, tasks.Values)) is { } wrong)
        {
            return wrong;
        }

        turn.Emit(new TasksPacked(c.Parcel, [.. c.Leases.Select(l => l.Task)]) { Units = [.. c.Leases.Select(l => tasks[l.Task].Quantity)] });
        if (order.Payment is not null)
        {
            turn.Emit(new PaymentDue(order.Key, c.Parcel, tasks.Values.Aggregate(Quantity.Zero, (sum, t) => sum + t.Quantity)));
        }

        return null;
    }

    /// <summary>The units are still counted where they were before, so no stock changes. They only have to be brought back.</summary>
    public static Refused? Handle(ReportStray c, TurnContext turn)
    {
        (SkuKey item, UnitName unit, Quantity units) = (c.Item, c.Unit, Quantity.Zero);
        if ((Check.Scanned(turn.State, ref item, ref unit, c.Gtin) ?? Check.Goods(turn.State, item, c.Quantity, unit, out units)) is { } refused)
        {
            return refused;
        }

        turn.Emit(new StrayFound(item, units, new TaskId(turn.State.Board.LastTaskId + 1)));
        return null;
    }

    /// <summary>Whether one scan is what a task asks for. How many is the caller's question.</summary>
    public static Refused? Scan(ScannedUnits scan, OwnerId owner, IReadOnlyList<Sku> wanted, TurnContext turn, out SkuKey item, out Quantity units)
    {
        (SkuKey key, UnitName unit) = (new SkuKey(owner, scan.Sku), scan.Unit);
        (item, units) = (key, Quantity.Zero);
        if (Check.Scanned(turn.State, ref key, ref unit, scan.Gtin) is { } unknown)
        {
            return unknown;
        }

        item = key;
        if (!wanted.Contains(key.Sku))
        {
            string known = string.Join(", ", wanted.Take(20));
            return Refused.Because(
                Refusal.WrongItem, $"{key.Sku} was scanned; asked for is {known}. Report it as a stray, and a task to put it back is made.",
                ("scanned_sku", key.Sku), ("asked_skus", known), ("put_back", "ReportStray"));
        }

        return Check.Goods(turn.State, key, scan.Quantity, unit, out units);
    }

    private static Refused? Scans(IReadOnlyList<ScannedUnits> scans, OwnerId owner, IReadOnlyCollection<WorkTask> tasks, TurnContext turn)
    {
        if (scans.Count == 0)
        {
            return null;
        }

        SortedDictionary<SkuKey, Quantity> left = [];
        foreach (WorkTask task in tasks)
        {
            left[task.Item.Key] = left.GetValueOrDefault(task.Item.Key) + task.Quantity;
        }

        Sku[] wanted = [.. left.Keys.Select(k => k.Sku)];
        foreach (ScannedUnits scan in scans)
        {
            if (Scan(scan, owner, wanted, turn, out SkuKey item, out Quantity units) is { } wrong)
            {
                return wrong;
            }

            if (units > left[item])
            {
                return Refused.Because(
                    Refusal.OverPick, $"{units} of {item.Sku} were scanned where {left[item]} more belong into the parcel. Put back what is too much.",
                    ("sku", item.Sku), ("asked", left[item]), ("scanned", units), ("put_back", "ReportStray"));
            }

            left[item] -= units;
        }

        foreach ((SkuKey item, Quantity missing) in left)
        {
            if (!missing.IsZero)
            {
                return Refused.Because(
                    Refusal.InvalidQuantity, $"{missing} of {item.Sku} were not scanned into the parcel.", ("sku", item.Sku), ("missing", missing));
            }
        }

        return null;
    }

    /// <summary>Serial numbers that were scanned into the parcel must be those that were picked for it, all of them and no other.</summary>
    private static Refused? Serials(IReadOnlyList<ScannedUnits> scans, IReadOnlyCollection<WorkTask> tasks)
    {
        HashSet<Serial> left = [.. tasks.SelectMany(t => t.Serials ?? [])];
        bool any = false;
        foreach (Serial serial in scans.SelectMany(s => s.Serials))
        {
            any = true;
            if (!left.Remove(serial))
            {
                return Refused.Because(
                    Refusal.UnknownSerial, $"Serial {serial} was not picked for this parcel. Report it as a stray, and a task to put it back is made.",
                    ("serial", serial), ("put_back", "ReportStray"));
            }
        }

        return any && left.Count > 0
            ? Refused.Because(Refusal.SerialsRequired, $"Serial {left.Min()} was picked for this parcel and not scanned into it.", ("serial", left.Min()), ("missing", left.Count))
            : null;
    }
}
