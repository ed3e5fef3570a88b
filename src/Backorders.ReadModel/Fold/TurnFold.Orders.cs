using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

internal sealed partial class TurnFold
{
    private void On(OrderAccepted e)
    {
        OrderRow order = new() { Key = e.Order, Terms = e.Terms, AcceptedAt = At };
        book.Orders.Add(order);
        Counts counts = Counts(e.Order.Owner);
        counts[Count.Orders]++;
        counts[Count.LinesRefused] += e.RefusedLines.Count;
        foreach (AcceptedLine line in e.Lines)
        {
            accepted.Add(AddLine(order, line, At));
        }
    }

    private void On(LineAdded e) => AddLine(book.Orders.Change(e.Order), e.Line, At);

    private void On(LineSubstituted e) => AddLine(book.Orders.Change(e.Line.Order), e.By, book.Lines.Change(e.Line).EnqueuedAt);

    private LineRow AddLine(OrderRow order, AcceptedLine line, Instant enqueuedAt)
    {
        LineRow row = new()
        {
            Key = new LineKey(order.Key, line.LineNo), Sku = line.Sku, Ordered = line.Quantity.Units, Open = line.Quantity.Units, EnqueuedAt = enqueuedAt,
        };
        book.Lines.Add(row);
        order.Lines++;
        order.LiveLines++;
        Counts counts = Counts(order.Key.Owner);
        counts[Count.Lines]++;
        counts[Count.UnitsOrdered] += row.Ordered;
        return row;
    }

    /// <summary>What the accepted lines got within their own turn.</summary>
    private void CountFilled()
    {
        foreach (IGrouping<OrderKey, LineRow> order in accepted.GroupBy(l => l.Key.Order))
        {
            Counts counts = Counts(order.Key.Owner);
            long filled = order.LongCount(l => l.Filled == l.Ordered);
            counts[Count.UnitsFilled] += order.Sum(l => l.Filled);
            counts[Count.LinesFilled] += filled;
            counts[Count.OrdersFilled] += filled == order.LongCount() ? 1 : 0;
        }
    }

    private void On(OrderAmended e) => book.Orders.Change(e.Order).Terms = e.Terms;

    private void On(OrderHeld e) => book.Orders.Change(e.Order).Hold = e.Reason;

    private void On(OrderReleased e) => book.Orders.Change(e.Order).Hold = null;

    private void On(LineExpedited e) => book.Lines.Change(e.Line).Pinned = e.Pinned;

    private void On(PromiseGiven e)
    {
        LineRow line = book.Lines.Change(e.Line);
        (line.FirstPromise, line.Promise) = (e.Promise, e.Promise);
        Counts(e.Line.Order.Owner)[Count.PromisesGiven]++;
    }

    private void On(PromiseChanged e)
    {
        book.Lines.Change(e.Line).Promise = e.To;
        Counts(e.Line.Order.Owner)[Count.PromisesChanged]++;
    }

    private void On(LineCancelled e)
    {
        LineRow line = book.Lines.Change(e.Line);
        OrderRow order = book.Orders.Change(e.Line.Order);

        // What was substituted comes as another line: the order is not short of it.
        order.CutLines += line.Cancelled == 0 && e.Reason != ReasonCode.Substituted ? 1 : 0;
        line.Cancelled += e.Quantity.Units;
        line.Open -= e.Quantity.Units;
        Counts(e.Line.Order.Owner)[Count.UnitsCancelled] += e.Quantity.Units;
        NoteWaiting(line);
        CloseIfDone(line, order);
    }

    /// <summary>Remembers when a line stopped waiting, so that it can be told later who waited at any time.</summary>
    private void NoteWaiting(LineRow line)
    {
        bool waits = line.Waiting > 0;
        line.ServedAt = waits ? Instant.Never : line.ServedAt == Instant.Never ? At : line.ServedAt;
    }

    private void CloseIfDone(LineRow line, OrderRow order)
    {
        if (!line.IsClosed || line.ClosedAt != Instant.Never)
        {
            return;
        }

        line.ClosedAt = At;
        Counts counts = Counts(line.Key.Order.Owner);
        if (line.FirstPromise != Instant.Never && line.Cancelled == 0)
        {
            bool kept = At <= line.FirstPromise;
            counts[kept ? Count.PromisesKept : Count.PromisesLate]++;
            counts[Count.SlipSeconds] += kept ? 0 : (long)(At - line.FirstPromise).TotalSeconds;
        }

        Instant due = line.DueAt(order.Terms);
        order.LateLines += line.Shipped > 0 && due != Instant.Never && At > due ? 1 : 0;
        order.LiveLines--;
        if (order.LiveLines == 0)
        {
            Close(order, counts);
        }
    }

    private void Close(OrderRow order, Counts counts)
    {
        order.ClosedAt = At;
        if (order.Shipped == 0)
        {
            return;
        }

        counts[Count.OrdersShipped]++;
        counts[Count.Shipments] += order.Shipments;
        counts[Count.OrdersInFull] += order.CutLines == 0 ? 1 : 0;
        counts[Count.OrdersOnTimeInFull] += order.CutLines == 0 && order.LateLines == 0 ? 1 : 0;
    }
}
