using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private void On(OrderAccepted e, Instant at)
    {
        OrderActor order = new(e.Order, e.Terms, at);
        orders.Add(e.Order, order);
        order.IsLaneShut = LaneStateOf(e.Terms.Lane) != LaneState.Open;
        foreach (AcceptedLine line in e.Lines)
        {
            AddLine(order, line, at);
        }

        Tally.Orders++;
        Tally.LinesRefused += e.RefusedLines.Count;
        AwaitPenalty(order);
        Agenda.Set(DueKey.Of(DueKind.NotBefore, e.Order), e.Terms.NotBefore > at ? e.Terms.NotBefore : Instant.Never);
        Agenda.Set(DueKey.Of(DueKind.CancelBy, e.Order), e.Terms.CancelBy);
    }

    private void On(LineAdded e, Instant at)
    {
        OrderData order = Order(e.Order);
        order.Increments++;
        ExpectOpenLine(order);
        BackorderLine line = AddLine(order, e.Line, at);
        line.Side = new LineSide { Continues = e.Continues };
    }

    private BackorderLine AddLine(OrderData order, AcceptedLine accepted, Instant at)
    {
        SkuData item = Sku(new SkuKey(order.Key.Owner, accepted.Sku));
        BackorderLine? whole = order.Terms.ShipMode == ShipMode.OrderComplete ? order.Lines.Find(static l => l.IsCovered) : null;
        BackorderLine line = new(new LineKey(order.Key, accepted.LineNo), order, item, accepted, at)
        {
            IsCovered = whole is not null,
            CoverFrom = whole?.CoverFrom ?? default,
            Urgent = order.Lines.Exists(static l => l.Urgent.HasFlag(UrgentReasons.Penalty)) ? UrgentReasons.Penalty : UrgentReasons.None,
        };
        order.Add(line);
        order.LiveLines++;
        order.OpenLines++;
        item.Queue.Add(line);
        item.Demand += line.Open;
        Tally.Lines++;
        Tally.Ordered += accepted.Quantity.Units;
        Tally.Waiting += accepted.Quantity.Units;
        Tally.WaitingLines++;
        return line;
    }

    private void On(OrderAmended e, Instant at)
    {
        OrderData order = Order(e.Order);
        foreach (WorkTask task in order.Tasks)
        {
            Board.Withdraw(task);
        }

        if (e.Terms.ShipMode != order.Terms.ShipMode)
        {
            ChangeCover(order, e.Terms.ShipMode);
        }

        order.Terms = e.Terms;
        AwaitCover(order, at);
        order.IsLaneShut = LaneStateOf(e.Terms.Lane) != LaneState.Open;
        foreach (WorkTask task in order.Tasks)
        {
            if (task.CanLoseUnits)
            {
                task.Lane = e.Terms.Lane;
            }

            Board.Offer(task);
        }

        WatchCutoff(order);
        ReconsiderOpenLines(order);
        AwaitPenalty(order);
        Agenda.Set(DueKey.Of(DueKind.NotBefore, e.Order), e.Terms.NotBefore > at ? e.Terms.NotBefore : Instant.Never);
    }

    private void On(LineCancelled e, Instant at)
    {
        BackorderLine line = Line(e.Line);
        line.Cancelled += e.Quantity;
        Tally.Cancelled += e.Quantity.Units;
        TakeFromOpen(line, e.Quantity);
        CountWaiting(line, -e.Quantity.Units, line.Waiting + e.Quantity);
        CloseIfDone(line, at);
    }

    private void On(OrderHeld e)
    {
        OrderData order = Order(e.Order);
        order.Hold = e.Reason;
        ReconsiderOpenLines(order);
        foreach (WorkTask task in order.Tasks)
        {
            Board.Withdraw(task);
        }
    }

    private void On(OrderReleased e)
    {
        OrderData order = Order(e.Order);
        order.Hold = null;
        ReconsiderOpenLines(order);
        foreach (WorkTask task in order.Tasks)
        {
            Board.Offer(task);
        }
    }

    private void On(LineExpedited e)
    {
        BackorderLine line = Line(e.Line);
        line.Item.Queue.Reconsider(line);
        line.Pinned = e.Pinned;
    }

    private void On(OrdersForgotten e)
    {
        foreach (OrderKey key in e.Orders)
        {
            foreach (WorkTask task in Order(key).Tasks)
            {
                ForgetSerials(task);
                Board.Forget(task);
            }

            orders.Remove(key);
            closedOrders.Dequeue();
        }
    }

    /// <summary>Units leave the open part of a line.</summary>
    private void TakeFromOpen(BackorderLine line, Quantity units)
    {
        line.Open -= units;
        line.Item.Demand -= units;
        if (line.Open.IsZero && !units.IsZero)
        {
            line.Item.Queue.Remove(line);
            line.Requeued = false;
            OpenLinesChanged(line.Order, -1);
            if (line.Order.Terms.ShipMode == ShipMode.OrderComplete)
            {
                line.Order.Lines.ForEach(static l => l.Item.PlanAgain()); // the order has the date of its latest line, which may have been this one
            }
        }
        else
        {
            line.Item.Queue.Changed(line);
        }
    }

    /// <summary>Units come back to the open part of a line, which keeps its place; <paramref name="requeued"/> puts it at the front of its class.</summary>
    private void ReturnToOpen(BackorderLine line, Quantity units, bool requeued)
    {
        bool wasOpen = !line.Open.IsZero;
        line.Item.Queue.Reconsider(line);
        line.Open += units;
        line.Item.Demand += units;
        line.Requeued |= requeued;
        line.Item.Queue.Add(line);
        AwaitPenalty(line.Order); // while all of it was packed, it needed no place in front
        WatchCutoff(line.Order);
        if (!wasOpen && !units.IsZero)
        {
            OpenLinesChanged(line.Order, +1);
        }
    }

    /// <summary>Whether a line is the last open one of its order is one of its ordering keys.</summary>
    private static void OpenLinesChanged(OrderData order, int by)
    {
        bool wasNearlyServed = order.IsNearlyServed;
        order.OpenLines += by;
        if (wasNearlyServed || order.IsNearlyServed)
        {
            ReconsiderOpenLines(order);
        }
    }

    /// <summary>A line is about to be added to an order: what was its last open one may no longer be.</summary>
    private static void ExpectOpenLine(OrderData order)
    {
        if (order.IsNearlyServed)
        {
            ReconsiderOpenLines(order);
        }
    }

    private static void ReconsiderOpenLines(OrderData order)
    {
        foreach (BackorderLine line in order.Lines)
        {
            line.Item.Queue.Reconsider(line);
        }
    }

    private void CountWaiting(BackorderLine line, long units, Quantity waitingBefore)
    {
        Tally.Waiting += units;
        Tally.WaitingLines += (line.Waiting.IsZero ? 0 : 1) - (waitingBefore.IsZero ? 0 : 1);
    }

    private void CloseIfDone(BackorderLine line, Instant at)
    {
        if (!line.IsClosed)
        {
            return;
        }

        if (line.FirstPromise != Instant.Never && line.Cancelled.IsZero && at <= line.FirstPromise)
        {
            Tally.PromisesKept++;
        }

        EndPromising(line);
        line.Order.LiveLines--;
        if (line.Order.IsClosed)
        {
            Agenda.Set(DueKey.Of(DueKind.CancelBy, line.Order.Key), Instant.Never);
            Agenda.Set(DueKey.Of(DueKind.PenaltyNear, line.Order.Key), Instant.Never);
            Agenda.Set(DueKey.Of(DueKind.CoverBegins, line.Order.Key), Instant.Never);
            Agenda.Set(DueKey.Of(DueKind.FallBackEnds, line.Order.Key), Instant.Never);
            line.Order.FellBackUntil = Instant.Never;
            AwaitPayment(line.Order);
            closedOrders.Enqueue((at, line.Order.Key));
        }
    }
}
