using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// The cutoff of an order has come. What is staged for it goes with the next departure, and its customers are told when that breaks their date. An order
/// for which nothing is staged keeps its cutoff: it is late, and ranks with the orders of today's truck.
/// </summary>
internal static class MissedCutoff
{
    public static void Run(OrderData order, ITurn turn)
    {
        Quantity staged = order.Lines.Aggregate(Quantity.Zero, (sum, l) => sum + l.Allocated + l.Picked + l.Packed);
        if (order.IsClosed || staged.IsZero || order.Terms.ShipBy > turn.Now)
        {
            return;
        }

        Instant next = Timetable.Next(turn.Policy, turn.Zone, order.Terms.ShipBy, turn.Now);
        turn.Emit(new CutoffMissed(order.Key, order.Terms.ShipBy, next, staged));
        turn.Send(new ReconsiderOrder(order.Key)); // trucks that came too late for it may come in time now
        TimeSpan threshold = TimeSpan.FromHours(turn.PolicyOf(order.Key.Owner).PromiseThresholdHours);
        foreach (BackorderLine line in order.Lines)
        {
            bool atStake = !(line.Allocated + line.Picked + line.Packed).IsZero && line.Promise != Instant.Never;
            if (atStake && next > line.Promise && next - line.Promise > threshold)
            {
                turn.Emit(new PromiseChanged(line.Key, line.Promise, next, null) { Sku = line.Item.Key.Sku });
            }
        }
    }
}
