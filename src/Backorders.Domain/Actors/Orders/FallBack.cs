using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// What becomes of an order that ships only complete when units of it are lost after its tasks were made: damaged at the bench, not found, reversed. Its
/// other units are kept for it, for a time: tasks that nobody has leased become holds again, picked and packed units stay where they are, and nothing of it ships.
/// </summary>
internal static class FallBack
{
    public static void Begin(OrderData order, ReasonCode reason, ITurn turn)
    {
        if (order.Terms.CancelBy <= turn.Now)
        {
            Cancellation.CancelByPassed(order, turn); // nobody waits for what was lost
            return;
        }

        bool stands = order.Terms.ShipMode == ShipMode.OrderComplete && order.Lines.Exists(l => !l.Open.IsZero)
            && order.Lines.Exists(l => !(l.Allocated + l.Picked + l.Packed).IsZero);
        if (!stands)
        {
            return;
        }

        if (!order.HasFallenBack)
        {
            turn.Emit(new OrderFellBack(order.Key, turn.Now + TimeSpan.FromHours(turn.PolicyOf(order.Key.Owner).HoldHours), reason));
        }

        foreach (WorkTask task in order.Tasks.Where(t => t.CanLoseUnits && !t.HasHolder && !t.IsPicked).ToArray())
        {
            Quantity units = task.Quantity;
            TakingBack.Units(task, units, removed: false, ReasonCode.OrderIncomplete, requeued: false, turn);
            Source source = task.Source == Source.Storage ? Source.Storage : Source.Dock;
            turn.Emit(new UnitsHeld(
                task.Line!.Key, task.Item.Key, units, source, order.FellBackUntil, turn.PolicyOf(order.Key.Owner).Version) { Lot = task.Lot });
        }

        turn.Send(new ReconsiderOrder(order.Key));
    }

    /// <summary>Says that nothing is missing any more, if so.</summary>
    public static void EndIfComplete(OrderData order, ITurn turn)
    {
        if (order.HasFallenBack && (order.Terms.ShipMode != ShipMode.OrderComplete || order.Lines.TrueForAll(l => l.Waiting.IsZero)))
        {
            turn.Emit(new OrderFallBackEnded(order.Key, ReasonCode.OrderCompleted));
        }
    }

    /// <summary>Its time is over: others get the units, and what stands in the lane is brought back.</summary>
    public static void Expire(OrderData order, ITurn turn)
    {
        if (order.HasFallenBack)
        {
            turn.Emit(new OrderFallBackEnded(order.Key, ReasonCode.TimedOut));
            Unwinding.Run(order, ReasonCode.TimedOut, turn);
        }
    }
}
