using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Services;

namespace Backorders.Server.Webhooks;

/// <summary>How far a warehouse's decisions reach, also one that another node serves: endpoints are made and looked at through any node.</summary>
internal sealed class WarehouseReach(IWarehouses warehouses, IWarehouseRoutes routes, EventFeed feed)
{
    /// <summary>The last durable decision; 0 for a warehouse that is not one of this system's.</summary>
    /// <exception cref="JournalException">The journal cannot be read now.</exception>
    public async ValueTask<long> HighWaterAsync(string warehouse, CancellationToken cancellation)
    {
        WarehouseId id = new(warehouse);
        return routes.RouteOf(id).Place switch
        {
            RoutePlace.Here => warehouses.HighWater(id),
            RoutePlace.Unknown => 0,
            _ => await warehouses.ReadHighWaterAsync(id, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>The same for several.</summary>
    public async Task<IReadOnlyDictionary<string, long>> HighWatersAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        Dictionary<string, long> found = new(StringComparer.Ordinal);
        foreach (string warehouse in names)
        {
            found[warehouse] = await HighWaterAsync(warehouse, cancellation).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>Why a warehouse cannot be told from a cursor on; null when it can.</summary>
    public async Task<Refused?> RefuseAsync(WarehouseId warehouse, long cursor, CancellationToken cancellation)
    {
        if (routes.RouteOf(warehouse).Place is RoutePlace.Here or RoutePlace.Unknown)
        {
            return await feed.RefuseAsync(warehouse, cursor).ConfigureAwait(false);
        }

        long reach = await HighWaterAsync(warehouse.Value, cancellation).ConfigureAwait(false);
        return cursor >= 0 && cursor <= reach ? null : EventFeed.BeyondReach(warehouse, cursor, reach);
    }
}
