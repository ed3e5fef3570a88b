using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Operations;

/// <summary>Messages about lanes and doors, turned into commands.</summary>
internal static class PlaceMessages
{
    public static Parsed SetLane(V1.SetLaneRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        SetLane command = new(border.Lane(m.Lane), (LaneState)m.State, (ReasonCode)m.Reason);
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "SetLane", m, command);
    }

    public static Parsed SetDoor(V1.SetDoorRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        SetDoor command = new(border.Door(m.Door), m.Open, (ReasonCode)m.Reason);
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "SetDoor", m, command);
    }
}
