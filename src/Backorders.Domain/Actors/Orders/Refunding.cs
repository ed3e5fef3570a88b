using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>What is told of money when units of a line are cancelled or given up by an amendment: no more is due than was paid, and where that is not known here it is said.</summary>
internal static class Refunding
{
    /// <summary>Gives units of a line up, and tells what is to be refunded for those that were cancelled.</summary>
    public static void GiveUp(BackorderLine line, Quantity units, ReasonCode reason, ITurn turn)
    {
        Quantity before = line.Cancelled;
        Cancellation.GiveUp(line, units, reason, turn);
        Quantity cancelled = line.Cancelled - before;
        bool unknown = line.Order.Payment is null;
        Quantity due = unknown ? cancelled : Quantity.Min(cancelled, line.PaidAndLost);
        if (!due.IsZero)
        {
            turn.Emit(new RefundDue(line.Key, due, reason) { IsPaymentUnknown = unknown, Sku = line.Item.Key.Sku });
        }
    }
}
