using Akka.Actor;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>What is served here, and what operators closed.</summary>
public sealed partial class ActorWarehouses
{
    private readonly SemaphoreSlim changes = new(1);

    /// <inheritdoc/>
    public bool IsShared => seat.IsShared;

    /// <inheritdoc/>
    public ShardRoute RouteOf(WarehouseId warehouse)
    {
        int shard = ShardMap.ShardOf(warehouse);
        return !places.TryGetValue(warehouse, out LocalWarehouse? place) ? new(RoutePlace.Unknown, shard)
            : closed.Why(shard) is { } why ? new(RoutePlace.Sealed, shard, Why: why)
            : place.Gateway is not null ? new(RoutePlace.Here, shard)
            : place.Home is { Host: not null } home && NodeAt(home) is { } at ? new(RoutePlace.Elsewhere, shard, at.NodeId, at.ServesAt)
            : new(RoutePlace.Moving, shard);
    }

    /// <inheritdoc/>
    public async Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation)
    {
        using CancellationTokenSource enough = new(patience, parts.Waiting);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        while (true)
        {
            Task change = places.TryGetValue(warehouse, out LocalWarehouse? place) ? place.NextChange : Task.CompletedTask;
            ShardRoute route = RouteOf(warehouse);
            if (route.Place is RoutePlace.Sealed or RoutePlace.Unknown || (route.IsKnown && route != tried))
            {
                return route;
            }

            try
            {
                await change.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return route;
            }
        }
    }

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
    /// <remarks>New callers are refused first, then accepted calls finish, then the store refuses rows. From that point the change is completed even if its caller cancels.</remarks>
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

            using IDisposable hold = closed.HoldShard(shard);
            closed.Close(shard, why);
            Touch(of);
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
                Touch(of);
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

            using IDisposable hold = closed.HoldShard(shard);
            await parts.Store.Seals.UnsealAsync(shard, CancellationToken.None).ConfigureAwait(false);
            closed.Open(shard);
            Touch(of);
            await OpenAsync(of, cancellation).ConfigureAwait(false);
            return true;
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>A shard was closed or opened through another node, or in the store.</summary>
    private async Task FollowAsync(SealChange change)
    {
        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            LocalWarehouse[] of = Of(change.Shard);
            Touch(of);
            if (node is null || isStopping)
            {
                return;
            }

            if (closed.Why(change.Shard) is not null)
            {
                await EndAsync(of, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await OpenAsync(of.Where(p => !links.ContainsKey(p.Id)), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NotFollowed(change.Shard, e);
        }
        finally
        {
            changes.Release();
        }
    }

    private static void Touch(LocalWarehouse[] of)
    {
        foreach (LocalWarehouse place in of)
        {
            place.Touch();
        }
    }

    private NodeEntry? NodeAt(Address home)
    {
        string address = home.ToString();
        return node?.Nodes().Where(n => n.Row.IsOpen && n.Row.Entry.Address == address).Select(n => n.Row.Entry).FirstOrDefault();
    }

    private LocalWarehouse[] Of(int shard) => [.. places.Values.Where(p => ShardMap.ShardOf(p.Id) == shard)];
}
