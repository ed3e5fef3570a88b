using Backorders.Domain;
using Backorders.Engine.Cluster;

namespace Backorders.Server.Routing;

/// <summary>Which node serves which warehouse, as far as this node knows.</summary>
internal interface IRouteTable
{
    /// <summary>Whether other nodes may serve warehouses. False for a node alone: then nothing is ever asked here, and no call pays for routing.</summary>
    bool IsShared { get; }

    /// <summary>Where a warehouse's commands are carried out now. Cheap.</summary>
    ShardRoute RouteOf(WarehouseId warehouse);

    /// <summary>Waits until a warehouse has an owner that is not the one just tried, or is closed, or until patience ends; returns the route as it is then.</summary>
    Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Fires when this node no longer serves a warehouse.</summary>
    CancellationToken ServedHere(WarehouseId warehouse);
}
