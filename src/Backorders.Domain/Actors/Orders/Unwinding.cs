using Backorders.Domain.ActorData;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// Takes everything back from an order that has not left, packed parcels too; its lines wait again and keep their place. A parcel that is paid is the
/// customer's, and stays.
/// </summary>
internal static class Unwinding
{
    public static void Run(OrderData order, ReasonCode reason, ITurn turn)
    {
        order.Lines.ForEach(line => Completion.EndHold(line, reason, turn));
        foreach (WorkTask task in order.Tasks.Where(t => t.CanLoseUnits || (t.State == TaskState.Packed && !t.IsPaid)).ToArray())
        {
            TakingBack.Units(task, task.Quantity, removed: false, reason, requeued: false, turn);
            turn.Send(new DistributeUnits(task.Item.Key));
        }

        turn.Send(new OrderLostUnits(order.Key, reason));
    }
}
