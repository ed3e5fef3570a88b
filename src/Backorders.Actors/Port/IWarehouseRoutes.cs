using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>Which node serves which warehouse, as far as this node knows. All members may be called from any thread.</summary>
public interface IWarehouseRoutes
{
    /// <summary>
    /// Whether other nodes may serve warehouses. False for a node alone: then nothing need ever be asked here, and no call pays for routing.
    /// </summary>
    bool IsShared { get; }

    /// <summary>
    /// Where a warehouse's commands are carried out now. Cheap; may be asked for every call. It may be wrong a moment later: then the call is
    /// refused.
    /// </summary>
    ShardRoute RouteOf(WarehouseId warehouse);

    /// <summary>
    /// Waits until a warehouse has an owner that is not the one that has just been tried, or until patience ends. Returns at once when it has, or
    /// when it is sealed or unknown.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="tried">The route that led nowhere; null when none was tried.</param>
    /// <param name="patience">For how long, by the clock of waits.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    /// <returns>The route as it is then, known or not.</returns>
    Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Fires when this node no longer serves a warehouse; has fired already when it does not serve it now.</summary>
    CancellationToken ServedHere(WarehouseId warehouse);
}
