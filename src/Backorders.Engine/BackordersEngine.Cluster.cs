using Backorders.Domain;
using Backorders.Engine.Cluster;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Which node serves what.</summary>
public sealed partial class BackordersEngine
{
    /// <inheritdoc/>
    public bool IsShared { get; }

    /// <inheritdoc/>
    public ShardRoute RouteOf(WarehouseId warehouse) => router.TryFind(warehouse, out ShardSlot? slot)
        ? slot.Loop is not null ? new ShardRoute(RoutePlace.Here, slot.Shard) : ownership.RouteOf(slot.Shard)
        : new ShardRoute(RoutePlace.Unknown, ShardMap.ShardOf(warehouse));

    /// <inheritdoc/>
    public async Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation)
    {
        using CancellationTokenSource enough = new(patience, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        while (true)
        {
            Task change = ownership.NextChange;
            ShardRoute route = RouteOf(warehouse);
            if (route.Place is RoutePlace.Sealed or RoutePlace.Unknown || (route.IsKnown && route != tried))
            {
                return route;
            }

            try
            {
                await change.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return route;
            }
        }
    }

    /// <inheritdoc/>
    public CancellationToken ServedHere(WarehouseId warehouse) => router.TryFind(warehouse, out ShardSlot? slot) ? slot.Served : new CancellationToken(true);

    /// <inheritdoc/>
    public IReadOnlyList<ServedShard> ListServed() => [.. from slot in router.Slots
                                                          let loop = slot.Loop
                                                          where loop is not null
                                                          select new ServedShard(slot.Shard, loop.Grant?.Epoch ?? 0, loop.Feed.Durable, [.. slot.Setups.Select(s => s.Id)])];

    /// <inheritdoc/>
    public Task LeaveAsync(CancellationToken cancellation) => ownership.LeaveAsync(cancellation);

    /// <inheritdoc/>
    public Task<bool> SealAsync(int shard, string why, CancellationToken cancellation) => ownership.SealAsync(shard, why, cancellation);

    /// <inheritdoc/>
    public Task<bool> UnsealAsync(int shard, CancellationToken cancellation) => ownership.UnsealAsync(shard, cancellation);

    private ShardLoop? FindLoop(WarehouseId warehouse, out Refused elsewhere)
    {
        elsewhere = ShardRouter.Unknown(warehouse);
        if (!router.TryFind(warehouse, out ShardSlot? slot))
        {
            return null;
        }

        if (slot.Loop is { } loop)
        {
            return loop;
        }

        elsewhere = RouteRefusal.Of(warehouse, ownership.RouteOf(slot.Shard));
        return null;
    }
}
