using Backorders.Actors.Followers;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Actors.Warehouses;

/// <summary>What happened, for those who follow or look back.</summary>
public sealed partial class ActorWarehouses
{
    /// <inheritdoc/>
    public IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, CancellationToken cancellation)
    {
        LocalWarehouse place = Find(warehouse);
        CancellationToken served = place.Served;
        return served.IsCancellationRequested
            ? NothingAsync()
            : new WarehouseFollower(parts.Store.Rows, warehouse, new RingTail(place.Feed, parts.Store.Rows, warehouse, served), options.HeartbeatEvery, parts.Time)
                .FollowAsync(afterSeq, cancellation);
    }

    private static async IAsyncEnumerable<FeedItem> NothingAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc/>
    public IWarehouseHistory ReadHistory(WarehouseId warehouse) => new WarehouseHistory(parts.Store.Rows, Find(warehouse).Id);
}
