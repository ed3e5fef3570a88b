using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.Actors.Port;

/// <summary>What a caller is told whose warehouse is not served here.</summary>
public static class RouteRefusal
{
    /// <summary>The refusal that a route stands for.</summary>
    /// <param name="warehouse">The warehouse that was asked for.</param>
    /// <param name="route">Where it is.</param>
    public static Refused Of(WarehouseId warehouse, ShardRoute route) => route.Place switch
    {
        RoutePlace.Elsewhere => Refused.Because(
            Refusal.NotOwner, $"Warehouse {warehouse} is served by node {route.NodeId} at {route.Address}. Send the same command there.",
            ("warehouse", warehouse), ("owner", route.NodeId!), ("owner_address", route.Address!)),
        RoutePlace.Sealed => Refused.Because(
            Refusal.ShardSealed, $"Shard {route.Shard}, which holds warehouse {warehouse}, is closed. An operator must open it; it was closed for this: {route.Why}",
            ("warehouse", warehouse), ("shard", route.Shard), ("why", route.Why ?? string.Empty)),
        RoutePlace.Unknown => Unknown(warehouse),
        _ => Refused.Because(
            Refusal.NotReady, $"Warehouse {warehouse} is on its way from one node to another. Send the same command again.", ("warehouse", warehouse), ("shard", route.Shard)),
    };

    /// <summary>The refusal of a warehouse that this system does not have.</summary>
    public static Refused Unknown(WarehouseId warehouse) => Refused.Because(
        Refusal.UnknownWarehouse, $"Warehouse '{warehouse}' is not one of this system's.", ("warehouse", warehouse));
}
