using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// Counts what comes of a course of events, recorded or simulated, by one and the same rule. Finished orders are let go at once, so it holds no more than what
/// is open.
/// </summary>
/// <param name="only">Whose orders and goods count; null for all owners'.</param>
internal sealed class Scorecard(OwnerId? only)
{
    private readonly Dictionary<OrderKey, OrderCard> orders = [];
    private readonly Dictionary<TaskId, TaskCard> tasks = [];
    private readonly SortedDictionary<int, WaitCounter> waits = [];
    private readonly WaitCounter allWaits = new();
    private readonly WaitCounter slips = new();
    private long orderCount, lineCount, wanted, shipped, inTime, linesInTime, ordersInTime, pastShipBy, pastPromise, departures, ordersShipped, touches, received,
        crossDocked, taskCount, holdsExpired, promisesGiven, promisesChanged, promisesKept;

    /// <summary>Takes in an order that is open when the window begins, with what is left of it.</summary>
    public void Begin(OrderView order)
    {
        if (!Counts(order.Order.Owner))
        {
            return;
        }

        OrderCard card = New(order.Order, order.Terms);
        foreach (LineView line in order.Lines.Where(l => !(l.Ordered - l.Cancelled - l.Shipped).IsZero))
        {
            LineCard added = Add(card, line.Line.LineNo, line.EnqueuedAt, (line.Ordered - line.Cancelled - line.Shipped).Units);
            added.Given = (line.Allocated + line.Picked + line.Packed).Units;
            added.FirstPromise = line.FirstPromise;
        }

        foreach (TaskView task in order.Tasks.Where(t => t.Line is { } key && card.Lines.ContainsKey(key.LineNo)))
        {
            tasks.Add(task.Task, new TaskCard(card.Lines[task.Line!.Value.LineNo], task.Item, task.Quantity.Units, FromDock: false));
        }
    }

    /// <summary>Takes a turn's events.</summary>
    public void Take(IReadOnlyList<Event> events, Instant at)
    {
        for (int i = 0; i < events.Count; i++)
        {
            if (!TakeOrder(events[i], at) && !TakeTask(events[i], at))
            {
                TakeSupply(events[i]);
            }
        }
    }

    /// <summary>The window ends: what is still open is judged as it stands.</summary>
    public PolicyOutcome Close(Instant to)
    {
        long unitsWaiting = 0;
        long linesWaiting = 0;
        TimeSpan oldest = TimeSpan.Zero;
        foreach (OrderCard order in orders.Values)
        {
            foreach (LineCard line in order.Lines.Values.Where(l => !l.IsDone))
            {
                pastShipBy += order.ShipBy <= to ? 1 : 0;
                if (line.FirstPromise <= to)
                {
                    PromiseBroken(line, to);
                }

                unitsWaiting += line.Wanted - line.Given;
                linesWaiting += line.Wanted > line.Given ? 1 : 0;
                oldest = line.Wanted > line.Given && to - line.EnqueuedAt > oldest ? to - line.EnqueuedAt : oldest;
            }

            CloseOrder(order);
        }

        WaitingTime late = slips.Tell(-1);
        return new PolicyOutcome
        {
            Orders = orderCount, Lines = lineCount, UnitsWanted = wanted, UnitsShipped = shipped, UnitsWaiting = unitsWaiting, LinesWaiting = linesWaiting,
            OldestWait = oldest, UnitFillRate = Share(inTime, wanted), LineFillRate = Share(linesInTime, lineCount), OrderFillRate = Share(ordersInTime, orderCount),
            LinesPastShipBy = pastShipBy, LinesPastFirstPromise = pastPromise, SplitsPerOrder = Share(departures, ordersShipped),
            TouchesPerUnit = Share(touches, shipped), CrossDockRate = Share(crossDocked, received), Tasks = taskCount, HoldsExpired = holdsExpired,
            PromisesGiven = promisesGiven, PromisesChanged = promisesChanged, PromisesKept = promisesKept,
            PromiseKeptRate = Share(promisesKept, promisesKept + pastPromise), SlipP50 = late.P50, SlipP90 = late.P90,
            NoticesPerLine = Share(promisesChanged, lineCount), Waits = allWaits.Tell(-1),
            WaitsByTier = [.. waits.Reverse().Select(w => w.Value.Tell(w.Key))],
        };
    }

    private bool TakeOrder(Event change, Instant at)
    {
        switch (change)
        {
            case OrderAccepted e when Counts(e.Order.Owner):
                OrderCard card = New(e.Order, e.Terms);
                foreach (AcceptedLine line in e.Lines)
                {
                    Add(card, line.LineNo, at, line.Quantity.Units);
                }

                return true;
            case LineAdded e when orders.TryGetValue(e.Order, out OrderCard? raised):
                Add(raised, e.Line.LineNo, at, e.Line.Quantity.Units);
                return true;
            case OrderAmended e when orders.TryGetValue(e.Order, out OrderCard? amended):
                (amended.Tier, amended.ShipBy) = (e.Terms.Tier, e.Terms.ShipBy);
                return true;
            case LineCancelled e when Find(e.Line) is { } line:
                line.Wanted -= e.Quantity.Units;
                wanted -= e.Quantity.Units;
                CloseIfDone(e.Line.Order, line, at);
                return true;
            case PromiseGiven e when Find(e.Line) is { } line:
                line.FirstPromise = line.FirstPromise == Instant.Never ? e.Promise : line.FirstPromise;
                promisesGiven++;
                return true;
            case PromiseChanged e when Find(e.Line) is not null:
                promisesChanged++;
                return true;
            case UnitsHeld e when Find(e.Line) is { } line:
                line.HeldFromDock += e.Source == Source.Dock ? e.Quantity.Units : 0;
                crossDocked += e.Source == Source.Dock ? e.Quantity.Units : 0;
                return true;
            case HoldEnded e when Find(e.Line) is { } line:
                holdsExpired += e.Reason == ReasonCode.TimedOut ? 1 : 0;
                crossDocked -= line.TakeFromHold(e.Quantity.Units);
                return true;
            default:
                return false;
        }
    }

    private bool TakeTask(Event change, Instant at)
    {
        switch (change)
        {
            case UnitsAllocated e when Find(e.Line) is { } line:
                taskCount++;
                line.Given += e.Quantity.Units;
                crossDocked += e.Source == Source.Dock ? e.Quantity.Units : 0;
                bool fromDock = e.Source == Source.Dock || (e.Source == Source.Hold && line.TakeFromHold(e.Quantity.Units) > 0);
                tasks.Add(e.Task, new TaskCard(line, e.Item, e.Quantity.Units, fromDock));
                return true;
            case AllocationTakenBack e:
                TakeBack(e.Task, e.Quantity.Units);
                return true;
            case PickedUnitsTakenBack e:
                TakeBack(e.Task, e.Quantity.Units);
                NewChore(e.PutBack, e.Item, e.Quantity);
                return true;
            case TaskDamaged e:
                TakeBack(e.Task, e.Quantity.Units);
                return true;
            case TaskPicked e when tasks.TryGetValue(e.Task, out TaskCard? task):
                touches += task.Units;
                return true;
            case TaskShort e when tasks.TryGetValue(e.Task, out TaskCard? task):
                touches += e.Picked.Units;
                TakeBack(e.Task, e.Missing.Units);
                NewChore(e.Count, task.Item, e.Missing);
                return true;
            case TasksPacked e:
                touches += e.Tasks.Sum(t => tasks.TryGetValue(t, out TaskCard? task) ? task.Units : 0);
                return true;
            case TasksShipped e:
                foreach (TaskId id in e.Tasks)
                {
                    Ship(id, at);
                }

                return true;
            case PutBackDone e:
                touches += tasks.Remove(e.Task, out TaskCard? back) ? back.Units : 0;
                return true;
            case CountDone e:
                touches += tasks.Remove(e.Task, out TaskCard? count) ? count.Units : 0;
                return true;
            default:
                return false;
        }
    }

    private void TakeSupply(Event change)
    {
        switch (change)
        {
            case ReceiptRecorded e when Counts(e.Item.Owner):
                touches += e.Quantity.Units;
                received += e.Kind == ReceiptKind.Return ? 0 : e.Quantity.Units;
                break;
            case UnitsPutAway e when Counts(e.Item.Owner):
                touches += e.Quantity.Units;
                break;
        }
    }

    private void NewChore(TaskId id, SkuKey item, Quantity units)
    {
        if (Counts(item.Owner))
        {
            taskCount++;
            tasks.Add(id, new TaskCard(null, item, units.Units, FromDock: false));
        }
    }

    private void TakeBack(TaskId id, long units)
    {
        if (tasks.TryGetValue(id, out TaskCard? task))
        {
            task.Units -= units;
            task.Line!.Given -= units;
            crossDocked -= task.FromDock ? units : 0;
        }
    }

    private void Ship(TaskId id, Instant at)
    {
        if (!tasks.Remove(id, out TaskCard? task) || task.Line is not { } line)
        {
            return;
        }

        line.Shipped += task.Units;
        line.InTime += at <= line.Due ? task.Units : 0;
        shipped += task.Units;
        inTime += at <= line.Due ? task.Units : 0;
        allWaits.Add(at - line.EnqueuedAt, task.Units);
        OrderCard order = line.Order;
        if (!waits.TryGetValue(order.Tier, out WaitCounter? counter))
        {
            waits.Add(order.Tier, counter = new WaitCounter());
        }

        counter.Add(at - line.EnqueuedAt, task.Units);
        if (order.LastDeparture != at)
        {
            order.LastDeparture = at;
            ordersShipped += order.Departures++ == 0 ? 1 : 0;
            departures++;
        }

        CloseIfDone(order.Key, line, at);
    }

    private void CloseIfDone(OrderKey key, LineCard line, Instant at)
    {
        if (!line.IsDone || line.DoneAt != Instant.Never)
        {
            return;
        }

        line.DoneAt = at;
        pastShipBy += line.Wanted > 0 && at > line.Order.ShipBy ? 1 : 0;
        if (line.Wanted > 0 && at > line.FirstPromise)
        {
            PromiseBroken(line, at);
        }
        else if (line.Wanted > 0 && line.FirstPromise != Instant.Never)
        {
            promisesKept++;
        }

        if (--line.Order.Live == 0)
        {
            CloseOrder(line.Order);
            orders.Remove(key);
        }
    }

    /// <summary>A line was not wholly shipped by its first promise; it is late by so much as is known at this time.</summary>
    private void PromiseBroken(LineCard line, Instant at)
    {
        pastPromise++;
        slips.Add(at - line.FirstPromise, 1);
    }

    private void CloseOrder(OrderCard order)
    {
        bool all = true;
        foreach (LineCard line in order.Lines.Values.Where(l => l.Wanted > 0))
        {
            bool good = line.IsDone && line.InTime == line.Wanted;
            lineCount++;
            linesInTime += good ? 1 : 0;
            all &= good;
        }

        long counted = order.Lines.Values.Any(l => l.Wanted > 0) ? 1 : 0;
        orderCount += counted;
        ordersInTime += all ? counted : 0;
    }

    private OrderCard New(OrderKey key, OrderTerms terms)
    {
        OrderCard card = new() { Key = key, Tier = terms.Tier, ShipBy = terms.ShipBy };
        orders.Add(key, card);
        return card;
    }

    private LineCard Add(OrderCard order, int lineNo, Instant at, long units)
    {
        LineCard line = new(order, at, units);
        order.Lines.Add(lineNo, line);
        order.Live++;
        wanted += units;
        return line;
    }

    private bool Counts(OwnerId owner) => only is null || only == owner;

    private LineCard? Find(LineKey key) => orders.TryGetValue(key.Order, out OrderCard? order) && order.Lines.TryGetValue(key.LineNo, out LineCard? line) ? line : null;

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private sealed record TaskCard(LineCard? Line, SkuKey Item, long Units, bool FromDock)
    {
        public long Units { get; set; } = Units;
    }
}
