using System.Runtime.CompilerServices;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;

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

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedItem> FollowAnywhereAsync(WarehouseId warehouse, long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LocalWarehouse place = Find(warehouse);
        long at = afterSeq;
        while (!place.Remote.IsClosed)
        {
            await foreach (FeedItem item in FollowHereOrThereAsync(place, at, cancellation).ConfigureAwait(false))
            {
                at = item.HighWater;
                yield return item;
            }
        }
    }

    /// <summary>Follows from memory while the warehouse is here, and from the store while it is not; ends at the change.</summary>
    private async IAsyncEnumerable<FeedItem> FollowHereOrThereAsync(LocalWarehouse place, long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        CancellationToken away = place.Away;
        if (place.Gateway is not null)
        {
            await foreach (FeedItem item in FollowAsync(place.Id, afterSeq, cancellation).ConfigureAwait(false))
            {
                yield return item;
            }

            yield break;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(away, cancellation);
        WarehouseFollower follower = new(parts.Store.Rows, place.Id, place.Remote, options.HeartbeatEvery, parts.Time);
        await using IAsyncEnumerator<FeedItem> items = follower.FollowAsync(afterSeq, either.Token).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                yield break;
            }

            yield return items.Current;
        }
    }

    private static async IAsyncEnumerable<FeedItem> NothingAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc/>
    public IWarehouseHistory ReadHistory(WarehouseId warehouse) => new WarehouseHistory(parts.Store.Rows, Find(warehouse).Id);
}
