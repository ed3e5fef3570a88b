using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>A promise and its grace have passed unshipped: the owner is told what the customer is owed. Each broken date is told once.</summary>
internal static class Compensation
{
    public static void Run(BackorderLine line, ITurn turn)
    {
        Instant promise = line.BindingPromise(turn.PolicyOf(line.Key.Order.Owner));
        if (!line.IsClosed && promise <= turn.Now && line.Side?.Broken != promise)
        {
            turn.Emit(new CompensationDue(line.Key, promise, (int)(turn.Now - promise).TotalDays, line.Ordered - line.Shipped - line.Cancelled) { Sku = line.Item.Key.Sku });
        }
    }
}
