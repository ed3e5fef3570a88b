using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>Who wants a seat at a warehouse. Streams of one warehouse, station, owner and key are the same station's: the newest has the seat.</summary>
/// <param name="Warehouse">Where.</param>
/// <param name="Station">Which station.</param>
/// <param name="Owner">Whose tasks it works on; null for anybody's.</param>
/// <param name="Actor">The name of its key, for the audit.</param>
/// <param name="Capacity">How many tasks that it has not picked yet it wants to hold.</param>
public sealed record SeatWish(WarehouseId Warehouse, StationId Station, OwnerId? Owner, string Actor, int Capacity);
