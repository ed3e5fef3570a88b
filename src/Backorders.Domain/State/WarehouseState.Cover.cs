using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>The part of the fold about what must be complete: whether it is covered, and from when on it takes units.</summary>
internal sealed partial class WarehouseState
{
    private void On(CoverChanged e)
    {
        OrderData order = Order(e.Order);
        foreach (BackorderLine line in e.LineNo == 0 ? order.Lines : [Line(new LineKey(e.Order, e.LineNo))])
        {
            (line.IsCovered, line.CoverFrom, line.IsLater) = (e.IsCovered, e.From, e.From > FoldedAt);
            line.Item.Queue.Changed(line);
            if (line.IsLater)
            {
                line.Item.Queue.LookAgainAt(line, e.From);
            }
        }

        AwaitCover(order, FoldedAt);
    }

    /// <summary>What is covered by what comes later takes units from a time on: an order as one, or each line by itself.</summary>
    /// <param name="order">The order.</param>
    /// <param name="after">Times before this one have been worked off.</param>
    private void AwaitCover(OrderData order, Instant after)
    {
        bool byLine = order.Terms.ShipMode == ShipMode.LineComplete;
        Agenda.Set(DueKey.Of(DueKind.CoverBegins, order.Key), byLine ? Instant.Never : order.Lines.Find(static l => l.IsCovered) is { } line ? BeginOf(line) : Instant.Never);
        order.Lines.ForEach(l => Agenda.Set(DueKey.Of(DueKind.CoverBegins, l.Key), byLine && l.IsCovered ? BeginOf(l) : Instant.Never));

        Instant BeginOf(BackorderLine covered) => covered.CoverFrom > after ? covered.CoverFrom : Instant.Never;
    }

    /// <summary>What is decided as one changes with the ship mode: a line, the whole order, or nothing.</summary>
    private void ChangeCover(OrderData order, ShipMode mode)
    {
        Instant? from = order.Lines.Find(static l => l.IsCovered)?.CoverFrom;
        foreach (BackorderLine line in order.Lines)
        {
            bool wasCovered = line.IsCovered;
            line.Item.Queue.Reconsider(line);
            line.IsCovered = mode switch { ShipMode.OrderComplete => from is not null, ShipMode.LineComplete => wasCovered, _ => false };
            line.CoverFrom = line.IsCovered ? mode == ShipMode.OrderComplete ? from!.Value : line.CoverFrom : default;
            line.Planned = null;
        }
    }
}
