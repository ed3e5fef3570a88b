using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>What must always be true of a warehouse between two turns.</summary>
internal static class Invariants
{
    public static IReadOnlyList<string> Check(WarehouseState state, Instant now)
    {
        List<string> wrong = [];
        foreach (OrderData order in state.Orders.Values)
        {
            CheckOrder(order, wrong);
            PromisingInvariants.Check(order, state, now, wrong);
        }

        ILookup<SkuData, WorkTask> sideTasks = state.Board.All.Where(t => t.Line is null).ToLookup(t => t.Item);
        foreach (SkuData item in state.Skus.Values)
        {
            CheckStock(item, state, wrong);
            CheckAside(item, sideTasks[item], wrong);
            CheckLots(item, wrong);
            CheckNothingIdle(item, state, now, wrong);
            PromisingInvariants.Check(item, state, now, wrong);
        }

        PlanInvariants.Check(state, now, wrong);
        ArrivalInvariants.Check(state, now, wrong);
        foreach (WorkTask task in state.Board.All)
        {
            if (task.HasHolder && task.LeaseExpiresAt == Instant.Never)
            {
                wrong.Add($"Task {task.Id} is leased to {task.Station} without an end.");
            }
        }

        foreach (IGrouping<WorkTask, SerialRecord> inHand in state.Serials.Where(s => s.Task is not null).GroupBy(s => s.Task!))
        {
            if (inHand.Count() != inHand.Key.Quantity.Units || inHand.Key.Serials?.SetEquals(inHand.Select(s => s.Serial)) != true)
            {
                wrong.Add($"Task {inHand.Key.Id}: {inHand.Key.Quantity} units, but {inHand.Count()} serial numbers are in its hands.");
            }
        }

        return wrong;
    }

    private static void CheckOrder(OrderData order, List<string> wrong)
    {
        foreach (BackorderLine l in order.Lines)
        {
            if (l.Open + l.Held + l.Allocated + l.Picked + l.Packed + l.Shipped + l.Cancelled != l.Ordered)
            {
                wrong.Add($"Line {l.Key}: its parts do not add up to the {l.Ordered} ordered.");
            }

            if (l.IsQueued == l.Open.IsZero)
            {
                wrong.Add($"Line {l.Key}: {l.Open} open, but it {(l.IsQueued ? "stands" : "does not stand")} in the queue.");
            }

            if (l.Side is { } side && (side.Refunded > l.Shipped || side.Paid < l.PaidInParcels))
            {
                wrong.Add($"Line {l.Key}: {side.Refunded} refunded of {l.Shipped} shipped, {l.PaidInParcels} in paid parcels of {side.Paid} paid.");
            }

            if (!l.Held.IsZero && l.HoldExpiresAt == Instant.Never)
            {
                wrong.Add($"Line {l.Key}: a hold without an end.");
            }
        }

        if (order.OpenLines != order.Lines.Count(l => !l.Open.IsZero) || order.LiveLines != order.Lines.Count(l => !l.IsClosed))
        {
            wrong.Add($"Order {order.Key}: its open or live lines are miscounted.");
        }
    }

    private static void CheckStock(SkuData item, WarehouseState state, List<string> wrong)
    {
        if (item.Stock.ToView().Fault is not 0 and long fault)
        {
            wrong.Add($"Item {item.Key}: {fault} units are nowhere.");
        }

        if (!item.Stock.Usable.IsZero)
        {
            wrong.Add($"Item {item.Key}: {item.Stock.Usable} units were left at the dock.");
        }

        Quantity allocated = Sum(item.LiveTasks.Where(t => !t.IsPicked).Select(t => t.Quantity));
        Quantity picked = Sum(item.LiveTasks.Where(t => t.IsPicked).Select(t => t.Quantity));
        if (allocated != item.Stock.Allocated || picked != item.Stock.Picked || Sum(item.Holders.Select(h => h.Held)) != item.Stock.Held)
        {
            wrong.Add($"Item {item.Key}: allocated {item.Stock.Allocated}, picked {item.Stock.Picked} and held {item.Stock.Held} do not match its tasks and holds.");
        }
    }

    /// <summary>Units that are neither free nor given are recorded with their arrival, or with the count task that settles them.</summary>
    private static void CheckAside(SkuData item, IEnumerable<WorkTask> tasks, List<string> wrong)
    {
        WorkTask[] all = [.. tasks];
        foreach ((string what, Quantity counted, Quantity listed) in ((string, Quantity, Quantity)[])
            [
                ("held for inspection", item.Stock.QcHold, Sum(item.Aside.Where(a => a.Quality == Quality.QcHold).Select(a => a.Quantity))),
                ("damaged", item.Stock.Damaged, Sum(item.Aside.Where(a => a.Quality == Quality.Damaged).Select(a => a.Quantity))),
                ("beyond what was announced", item.Stock.Overage, Sum(all.Where(t => t.Kind == TaskKind.Overage).Select(t => t.Quantity))),
                ("suspect", item.Stock.Suspect, Sum(all.Where(t => t.Kind == TaskKind.Count).Select(t => t.Quantity))),
                ("on their way back", item.Stock.PutBack, Sum(all.Where(t => t.Kind == TaskKind.PutBack && !t.UnitsRemoved).Select(t => t.Quantity))),
            ])
        {
            if (counted != listed)
            {
                wrong.Add($"Item {item.Key}: {counted} units are {what}, but {listed} are listed.");
            }
        }
    }

    /// <summary>Every unit of an item with lots belongs to one of them, and what tasks and holds say of a lot is what its stock says.</summary>
    private static void CheckLots(SkuData item, List<string> wrong)
    {
        if (item.Lots is null)
        {
            return;
        }

        foreach ((string what, Func<Stock, Quantity> count) in ((string, Func<Stock, Quantity>)[])
            [
                ("at the dock", s => s.Usable), ("on hand", s => s.OnHand), ("held for inspection", s => s.QcHold), ("suspect", s => s.Suspect),
                ("damaged", s => s.Damaged), ("held", s => s.Held), ("allocated", s => s.Allocated), ("picked", s => s.Picked), ("packed", s => s.Packed),
                ("on their way back", s => s.PutBack), ("beyond what was announced", s => s.Overage),
            ])
        {
            Quantity sum = Sum(item.Lots.All.Select(l => count(l.Stock)));
            if (sum != count(item.Stock))
            {
                wrong.Add($"Item {item.Key}: {count(item.Stock)} units are {what}, but its lots have {sum}.");
            }
        }

        foreach (LotStock lot in item.Lots.All)
        {
            Quantity tasks = Sum(item.LiveTasks.Where(t => t.Lot == lot.Lot).Select(t => t.Quantity));
            Quantity held = Sum(item.Holders.SelectMany(h => h.HeldLots ?? []).Where(h => h.Lot == lot.Lot).Select(h => h.Units));
            if (tasks != lot.Stock.Allocated + lot.Stock.Picked || held != lot.Stock.Held)
            {
                wrong.Add($"Item {item.Key}, lot {lot.Lot}: tasks have {tasks} and holds {held}, its stock {lot.Stock.Allocated + lot.Stock.Picked} and {lot.Stock.Held}.");
            }
        }
    }

    /// <summary>No free unit remains while an eligible line could take it.</summary>
    private static void CheckNothingIdle(SkuData item, WarehouseState state, Instant now, List<string> wrong)
    {
        if (item.Stock.Free.IsZero)
        {
            return;
        }

        state.Clock.Now = now;
        item.Queue.Refresh(state.RankingOf(item.Key.Owner), now);
        foreach (BackorderLine line in item.Queue.InOrder())
        {
            Quantity free = item.Lots?.FreeFor(line) ?? item.Stock.Free;
            if (free.IsZero)
            {
                continue;
            }

            bool idle = Eligibility.Check(line, now) == SkipReason.None && (line.IsWhole ? line.MayHold(now) : !Eligibility.Take(line, free).Take.IsZero);
            if (idle)
            {
                wrong.Add($"Item {item.Key}: {item.Stock.Free} units lie idle while line {line.Key} could take some.");
                return;
            }
        }
    }

    private static Quantity Sum(IEnumerable<Quantity> parts) => parts.Aggregate(Quantity.Zero, (sum, part) => sum + part);
}
