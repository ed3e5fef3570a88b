using Backorders.Domain;
using Backorders.Engine.Cluster;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Which node serves what.</summary>
public sealed partial class BackordersEngine
{
    /// <summary>Where a warehouse's commands are carried out now. Cheap; may be asked for every call.</summary>
    public ShardRoute RouteOf(WarehouseId warehouse) => router.TryFind(warehouse, out ShardSlot? slot)
        ? slot.Loop is not null ? new ShardRoute(RoutePlace.Here, slot.Shard) : ownership.RouteOf(slot.Shard)
        : new ShardRoute(RoutePlace.Unknown, ShardMap.ShardOf(warehouse));

    /// <summary>
    /// Waits until a warehouse has an owner that is not the one that has just been tried, or until patience ends. Returns at once when it has, or when it is
    /// sealed or unknown.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="tried">The route that led nowhere; null when none was tried.</param>
    /// <param name="patience">For how long, by the clock of waits.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    /// <returns>The route as it is then, known or not.</returns>
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

    /// <summary>Fires when this node no longer serves a warehouse; has fired already when it does not serve it now.</summary>
    public CancellationToken ServedHere(WarehouseId warehouse) => router.TryFind(warehouse, out ShardSlot? slot) ? slot.Served : new CancellationToken(true);

    /// <summary>Where a shard's epoch and last turn stand, for those served here; by shard.</summary>
    public IReadOnlyList<ServedShard> ListServed() => [.. from slot in router.Slots
                                                          let loop = slot.Loop
                                                          where loop is not null
                                                          select new ServedShard(slot.Shard, loop.Grant?.Epoch ?? 0, loop.Feed.Durable, [.. slot.Setups.Select(s => s.Id)])];

    /// <summary>Gives away everything that other nodes can serve. Calls are taken for what is not given yet. Does nothing for a node alone.</summary>
    public Task LeaveAsync(CancellationToken cancellation) => ownership.LeaveAsync(cancellation);

    /// <summary>Closes a shard, here or elsewhere: from the answer on nothing is written to it. False when it is closed already, or there is none.</summary>
    /// <param name="shard">Which.</param>
    /// <param name="why">Told to everybody who asks for one of its warehouses.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="JournalException">The store cannot be used.</exception>
    public Task<bool> SealAsync(int shard, string why, CancellationToken cancellation) => ownership.SealAsync(shard, why, cancellation);

    /// <summary>Opens a closed shard. False when it is not closed.</summary>
    /// <exception cref="JournalException">The store cannot be used.</exception>
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
