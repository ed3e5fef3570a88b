using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private readonly SortedDictionary<LaneId, LaneState> shutLanes = [];
    private readonly SortedSet<DoorId> closedDoors = [];

    public LaneState LaneStateOf(LaneId lane) => shutLanes.GetValueOrDefault(lane, LaneState.Open);

    public bool IsOpen(DoorId door) => !closedDoors.Contains(door);

    private void On(LaneStateChanged e)
    {
        shutLanes.Remove(e.Lane);
        if (e.State != LaneState.Open)
        {
            shutLanes.Add(e.Lane, e.State);
        }

        foreach (OrderData order in orders.Values)
        {
            if (order.Terms.Lane == e.Lane && !order.IsClosed)
            {
                SetLane(order);
            }
        }
    }

    private void On(DoorStateChanged e)
    {
        if (e.IsOpen)
        {
            closedDoors.Remove(e.Door);
        }
        else
        {
            closedDoors.Add(e.Door);
        }
    }

    private void On(CutoffMissed e)
    {
        OrderData order = Order(e.Order);
        WithTasksAside(order, () => order.Terms = order.Terms with { ShipBy = e.Next });
        ReconsiderOpenLines(order);
        WatchCutoff(order);
    }

    /// <summary>Applies the state of the lane to an order: whether its lines may take units and its tasks may be offered.</summary>
    private void SetLane(OrderData order)
    {
        bool shut = LaneStateOf(order.Terms.Lane) != LaneState.Open;
        if (order.IsLaneShut != shut)
        {
            WithTasksAside(order, () => order.IsLaneShut = shut);
            ReconsiderOpenLines(order);
        }
    }

    /// <summary>Changes something by which the ready tasks are ordered or chosen.</summary>
    private void WithTasksAside(OrderData order, Action change)
    {
        foreach (WorkTask task in order.Tasks)
        {
            Board.Withdraw(task);
        }

        change();
        foreach (WorkTask task in order.Tasks)
        {
            Board.Offer(task);
        }
    }

    /// <summary>Only an order for which something is staged can miss its truck, so only its cutoff is watched.</summary>
    private void WatchCutoff(OrderData order)
    {
        if (order.Terms.ShipBy != Instant.Never || order.IsCutoffWatched)
        {
            bool staged = order.Lines.Exists(l => !(l.Allocated + l.Picked + l.Packed).IsZero);
            order.IsCutoffWatched = staged && order.Terms.ShipBy != Instant.Never;
            Agenda.Set(DueKey.Of(DueKind.Cutoff, order.Key), order.IsCutoffWatched ? order.Terms.ShipBy : Instant.Never);
        }
    }
}
