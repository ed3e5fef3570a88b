using Backorders.Domain.ActorData;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>Units that turn out to be unfit when they are packed or stand packed.</summary>
internal static class DamageHandler
{
    public static Refused? Handle(ReportDamage c, TurnContext turn)
    {
        if ((StationHandler.Known(c.Owner, c.Lease.Task, turn, out WorkTask task) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (task.Line is null || !(task.IsPicked || task.State == TaskState.Packed))
        {
            return StationHandler.WrongState(task, "reported damaged");
        }

        if (task.State != TaskState.Packed && StationHandler.Leased(c.Owner, c.Lease, turn, out _) is { } stale)
        {
            return stale;
        }

        if (c.Quantity < 1 || c.Quantity > task.Quantity.Units)
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"Task {task.Id} has {task.Quantity} units; between 1 and all of them can be damaged.",
                ("asked", task.Quantity), ("damaged", c.Quantity));
        }

        turn.Emit(new TaskDamaged(task.Id, task.Line.Key, task.Item.Key, new Quantity(c.Quantity), c.Reason) { Units = task.Quantity });
        turn.Send(new OrderLostUnits(task.Line.Order.Key, ReasonCode.Damaged));
        turn.Send(new DistributeUnits(task.Item.Key));
        return null;
    }
}
