using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Stations;

/// <summary>
/// From a <see cref="StationActor"/> to the gateway of its warehouse: it wants tasks, or another number of them, or to know whether it has heard everything. It says all that there is to
/// know, so it may be repeated. The seat ends when its sender does.
/// </summary>
/// <param name="Warehouse">Where.</param>
/// <param name="Station">Which station.</param>
/// <param name="Owner">Whose tasks; null for anybody's.</param>
/// <param name="Actor">The name of the station's key.</param>
/// <param name="Capacity">How many tasks that it has not picked yet the station wants to hold.</param>
/// <param name="Round">Counts the stream's registrations, from 1.</param>
/// <param name="OpenedAt">When the stream was opened, by its node's clock.</param>
internal sealed record TakeSeat(
    WarehouseId Warehouse, StationId Station, OwnerId? Owner, string Actor, int Capacity, long Round, Instant OpenedAt) : IWarehouseMessage, IStationMessage;
