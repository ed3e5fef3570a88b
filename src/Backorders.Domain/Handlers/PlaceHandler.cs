using Backorders.Domain.ActorData;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>Lanes and doors: where goods cannot go now.</summary>
internal static class PlaceHandler
{
    /// <summary>While a lane takes no goods, its lines take no units and its tasks are not offered. When it opens, both keep their places.</summary>
    public static Refused? Handle(SetLane c, TurnContext turn)
    {
        if ((Check.Lane(turn.State, c.Lane) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (!Enum.IsDefined(c.State))
        {
            return Refused.Because(Refusal.InvalidValue, $"Lane state {(int)c.State} is not known: a lane is open, full or closed.", ("state", (int)c.State));
        }

        if (turn.State.LaneStateOf(c.Lane) == c.State)
        {
            return null;
        }

        int waiting = c.State == LaneState.Open
            ? 0
            : turn.State.Orders.Values.Where(o => o.Terms.Lane == c.Lane).Sum(o => o.Tasks.Count(t => t.State == TaskState.Ready));
        turn.Emit(new LaneStateChanged(c.Lane, c.State, c.Reason, waiting));
        foreach (SkuData item in turn.State.Skus.Values.Where(s => !s.Stock.Free.IsZero && s.Queue.Count > 0).OrderBy(s => s.Key))
        {
            turn.Send(new DistributeUnits(item.Key)); // what lies free was of no use to these lines until now
        }

        return null;
    }

    public static Refused? Handle(SetDoor c, TurnContext turn)
    {
        if ((Check.Door(turn.State, c.Door) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (turn.State.IsOpen(c.Door) != c.IsOpen)
        {
            turn.Emit(new DoorStateChanged(c.Door, c.IsOpen, c.Reason));
        }

        return null;
    }
}
