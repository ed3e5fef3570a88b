using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class PlaceEventMap
{
    public static Stored.LaneStateChanged ToStored(LaneStateChanged e) => new()
    {
        Lane = e.Lane.Value, State = (Stored.LaneState)e.State, Reason = (Stored.ReasonCode)e.Reason, TasksWaiting = e.TasksWaiting,
    };

    public static LaneStateChanged FromStored(Stored.LaneStateChanged s) => new(Ids.Lane(s.Lane), (LaneState)s.State, (ReasonCode)s.Reason, s.TasksWaiting);

    public static Stored.DoorStateChanged ToStored(DoorStateChanged e) => new() { Door = e.Door.Value, IsOpen = e.IsOpen, Reason = (Stored.ReasonCode)e.Reason };

    public static DoorStateChanged FromStored(Stored.DoorStateChanged s) => new(Ids.Door(s.Door), s.IsOpen, (ReasonCode)s.Reason);

    public static Stored.CutoffMissed ToStored(CutoffMissed e) => new()
    {
        Owner = e.Order.Owner.Value,
        OrderNo = e.Order.OrderNo.Value,
        Missed = e.Missed.UnixMicroseconds,
        Next = e.Next.UnixMicroseconds,
        Staged = e.Staged.Units,
    };

    public static CutoffMissed FromStored(Stored.CutoffMissed s) => new(Ids.Order(s.Owner, s.OrderNo), new(s.Missed), new(s.Next), new(s.Staged));
}
