using Backorders.Actors.Port;
using Backorders.Domain.Ids;

namespace Backorders.Server.Routing;

/// <summary>
/// One call's search for who serves its warehouse: remembers who was tried, and how long is left. Patience counts from the moment when nobody is known or the
/// first one has failed, not from the beginning of the call.
/// </summary>
/// <param name="routes">Who serves what.</param>
/// <param name="time">The clock of waits.</param>
/// <param name="warehouse">Which warehouse.</param>
/// <param name="patience">For how long in all.</param>
/// <param name="end">When it is over in any case, in UTC; null when the call has no deadline.</param>
internal sealed class RouteSearch(IWarehouseRoutes routes, TimeProvider time, WarehouseId warehouse, TimeSpan patience, DateTime? end = null)
{
    /// <summary>The pause before the same node is tried again, when nothing says that another one has the warehouse; doubles up to the maximum.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private ShardRoute? tried;
    private TimeSpan pause = FirstPause;
    private long began;

    /// <summary>The route led nowhere.</summary>
    public void Failed(ShardRoute route) => tried = route;

    /// <summary>The next one to try, or a closed or unknown place; null when patience is at an end.</summary>
    public async ValueTask<ShardRoute?> NextAsync(CancellationToken cancellation)
    {
        ShardRoute route = routes.RouteOf(warehouse);
        if (route.Place != RoutePlace.Moving && route != tried)
        {
            return route;
        }

        if (began == 0)
        {
            began = time.GetTimestamp();
        }

        TimeSpan left = Left();
        if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        if (route.Place == RoutePlace.Moving)
        {
            route = await routes.WaitForRouteAsync(warehouse, null, left, cancellation).ConfigureAwait(false);
            return route.Place == RoutePlace.Moving ? null : route;
        }

        TimeSpan wait = left == Timeout.InfiniteTimeSpan || pause < left ? pause : left;
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        route = await routes.WaitForRouteAsync(warehouse, tried, wait, cancellation).ConfigureAwait(false);
        return route.Place == RoutePlace.Moving ? await NextAsync(cancellation).ConfigureAwait(false) : route;
    }

    private TimeSpan Left()
    {
        TimeSpan left = patience == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : patience - time.GetElapsedTime(began);
        TimeSpan untilEnd = (end ?? DateTime.MaxValue) - time.GetUtcNow().UtcDateTime;
        return patience == Timeout.InfiniteTimeSpan && end is null ? patience : left < untilEnd ? left : untilEnd;
    }
}
