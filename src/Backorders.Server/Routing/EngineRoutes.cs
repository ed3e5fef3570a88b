using Backorders.Domain;
using Backorders.Engine;
using Backorders.Engine.Cluster;
using Backorders.Journal.Cluster;

namespace Backorders.Server.Routing;

/// <summary>The routes as the engine knows them.</summary>
internal sealed class EngineRoutes(BackordersEngine engine, IClusterStore store) : IRouteTable
{
    /// <inheritdoc/>
    public bool IsShared { get; } = store.IsShared;

    /// <inheritdoc/>
    public ShardRoute RouteOf(WarehouseId warehouse) => engine.RouteOf(warehouse);

    /// <inheritdoc/>
    public Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation) =>
        engine.WaitForRouteAsync(warehouse, tried, patience, cancellation);

    /// <inheritdoc/>
    public CancellationToken ServedHere(WarehouseId warehouse) => engine.ServedHere(warehouse);
}
