using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>A building that the host opens. Any other warehouse id is refused, even if the journal knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TimeZone">IANA name of the zone in which its cutoffs are told.</param>
/// <param name="Doors">Receiving doors.</param>
/// <param name="Lanes">Outbound lanes.</param>
public sealed record WarehouseSetup(WarehouseId Id, string TimeZone, IReadOnlyList<DoorId> Doors, IReadOnlyList<LaneId> Lanes);
