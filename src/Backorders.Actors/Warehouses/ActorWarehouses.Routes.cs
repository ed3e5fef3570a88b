using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Actors.Warehouses;

/// <summary>What is served here, and what operators closed.</summary>
public sealed partial class ActorWarehouses
{
    private readonly SemaphoreSlim changes = new(1);

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public ShardRoute RouteOf(WarehouseId warehouse)
    {
        int shard = ShardMap.ShardOf(warehouse);
        return !places.ContainsKey(warehouse) ? new(RoutePlace.Unknown, shard)
            : closed.Why(shard) is { } why ? new(RoutePlace.Sealed, shard, Why: why)
            : new(RoutePlace.Here, shard);
    }

    /// <inheritdoc/>
    public Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation) =>
        Task.FromResult(RouteOf(warehouse));

    /// <inheritdoc/>
    public CancellationToken ServedHere(WarehouseId warehouse) => places.TryGetValue(warehouse, out LocalWarehouse? place) ? place.Served : new CancellationToken(true);

    /// <inheritdoc/>
    public IReadOnlyList<ServedShard> ListServed() =>
    [
        .. from place in places.Values
           where !place.Served.IsCancellationRequested
           group place by ShardMap.ShardOf(place.Id) into shard
           orderby shard.Key
           select new ServedShard(shard.Key, 1, shard.Max(p => p.Feed.Durable), [.. shard.Select(p => p.Id).Order()]),
    ];

    /// <inheritdoc/>
    /// <remarks>Callers are refused first, then what was taken is finished, then the store refuses rows. From there on it is seen through, whoever goes away.</remarks>
    public async Task<bool> SealAsync(int shard, string why, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            LocalWarehouse[] of = Of(shard);
            if (isStopping || of.Length == 0 || closed.Why(shard) is not null)
            {
                return false;
            }

            closed.Close(shard, why);
            await EndAsync(of, CancellationToken.None).ConfigureAwait(false);
            try
            {
                await parts.Store.Seals.SealAsync(shard, why, CancellationToken.None).ConfigureAwait(false);
                return true;
            }
            catch
            {
                // What is not stored does not hold: the next start would open the shard without a word.
                closed.Open(shard);
                await OpenAsync(of, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            changes.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> UnsealAsync(int shard, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            LocalWarehouse[] of = Of(shard);
            if (isStopping || of.Length == 0 || closed.Why(shard) is null)
            {
                return false;
            }

            await parts.Store.Seals.UnsealAsync(shard, CancellationToken.None).ConfigureAwait(false);
            closed.Open(shard);
            await OpenAsync(of, cancellation).ConfigureAwait(false);
            return true;
        }
        finally
        {
            changes.Release();
        }
    }

    private LocalWarehouse[] Of(int shard) => [.. places.Values.Where(p => ShardMap.ShardOf(p.Id) == shard)];
}
