using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>Cancels units of a line, those with the least work first: open, held, tasks nobody has, tasks at a station (recalled), picked (put back).</summary>
internal static class Cancellation
{
    public static void GiveUp(BackorderLine line, Quantity units, ReasonCode reason, ITurn turn)
    {
        Quantity left = units > line.Open ? units - line.Open : Quantity.Zero;
        Quantity held = Quantity.Min(left, line.Held);
        if (!held.IsZero)
        {
            turn.Emit(EndingHold.Of(line, held, null, reason));
            left -= held;
        }

        foreach (WorkTask task in InReach(line))
        {
            if (left.IsZero)
            {
                break;
            }

            // A station holds a list that says how many: it is told to drop the whole task.
            Quantity part = task.HasHolder && !task.IsPicked ? task.Quantity : Quantity.Min(left, task.Quantity);
            TakingBack.Units(task, part, removed: false, reason, requeued: false, turn);
            left -= Quantity.Min(left, part);
        }

        Quantity cancelled = Quantity.Min(units, line.Open);
        if (!cancelled.IsZero)
        {
            turn.Emit(new LineCancelled(line.Key, cancelled, reason) { Sku = line.Item.Key.Sku });
        }

        turn.Send(new DistributeUnits(line.Item.Key));
    }

    /// <summary>
    /// The customer has no use for the line any more. Open, held and allocated units are free at once. A station that has not picked yet has to drop its task.
    /// Picked units are put back, because a parcel that the customer refuses costs more than the pick. A packed parcel ships: no cancel goes further, because
    /// it may be on the truck already.
    /// </summary>
    public static void CancelByPassed(OrderData order, ITurn turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            if (!line.Unpacked.IsZero)
            {
                Refunding.GiveUp(line, line.Unpacked, ReasonCode.CancelByPassed, turn);
            }
        }

        turn.Send(new ReconsiderOrder(order.Key));
    }

    private static WorkTask[] InReach(BackorderLine line) =>
    [
        .. line.Order.Tasks.Where(t => t.Line == line && t.CanLoseUnits)
            .OrderBy(t => t.IsPicked ? 2 : t.HasHolder ? 1 : 0).ThenByDescending(t => t.Id),
    ];
}
