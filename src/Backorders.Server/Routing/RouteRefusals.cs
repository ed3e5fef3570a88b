using Backorders.Domain;
using Backorders.Engine.Cluster;

namespace Backorders.Server.Routing;

/// <summary>What a caller is told whose warehouse is not served where it asked.</summary>
internal static class RouteRefusals
{
    public static Refused Of(WarehouseId warehouse, ShardRoute route) => route.Place switch
    {
        RoutePlace.Elsewhere => Refused.Because(
            Refusal.NotOwner, $"Warehouse {warehouse} is served by node {route.NodeId} at {route.Address}. Send the same there.",
            ("warehouse", warehouse), ("owner", route.NodeId), ("owner_address", route.Address)),
        RoutePlace.Sealed => Refused.Because(
            Refusal.ShardSealed, $"Shard {route.Shard}, which holds warehouse {warehouse}, is closed: {route.Why} An operator must open it.",
            ("warehouse", warehouse), ("shard", route.Shard), ("why", route.Why)),
        RoutePlace.Unknown => Refused.Because(
            Refusal.UnknownWarehouse, $"Warehouse {warehouse} is not one of this system's.", ("warehouse", warehouse)),
        _ => Refused.Because(
            Refusal.NotReady, $"Warehouse {warehouse} is on its way from one node to another. Send the same again.", ("warehouse", warehouse), ("shard", route.Shard)),
    };
}
