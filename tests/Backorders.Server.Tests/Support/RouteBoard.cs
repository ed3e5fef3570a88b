using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Server.Tests;

/// <summary>Who serves what, as a test says it; each node has a view of its own. What nobody was named for is on its way.</summary>
internal sealed class RouteBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Warehouse), CancellationTokenSource> served = [];
    private readonly Dictionary<(string Node, string Warehouse), string> beliefs = [];
    private readonly HashSet<string> closed = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = New();

    /// <summary>How often any node waited for a route.</summary>
    public int Waits { get; private set; }

    public IWarehouseRoutes View(string node, bool isShared = true) => new NodeView(this, node, isShared);

    public void Address(string node, Uri address) => Change(() => addresses[node] = address.ToString().TrimEnd('/'));

    /// <summary>Gives a warehouse to a node; null for nobody.</summary>
    public void Give(string warehouse, string? node)
    {
        CancellationTokenSource? over = null;
        Change(() =>
        {
            beliefs.Clear();
            if (owners.Remove(warehouse, out string? old) && old != node && served.Remove((old, warehouse), out over))
            {
                // Fired outside the lock.
            }

            if (node is not null)
            {
                owners[warehouse] = node;
                served.TryAdd((node, warehouse), new CancellationTokenSource());
            }
        });
        over?.Cancel();
    }

    /// <summary>Lets one node believe that another one is the owner, until the warehouse is given to somebody.</summary>
    public void Believe(string node, string warehouse, string owner) => Change(() => beliefs[(node, warehouse)] = owner);

    public void Close(string warehouse) => Change(() => closed.Add(warehouse));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource old;
        lock (gate)
        {
            change();
            (old, changed) = (changed, New());
        }

        old.SetResult();
    }

    private sealed class NodeView(RouteBoard board, string node, bool isShared) : IWarehouseRoutes
    {
        public bool IsShared => isShared;

        public ShardRoute RouteOf(WarehouseId warehouse)
        {
            lock (board.gate)
            {
                int shard = ShardMap.ShardOf(warehouse);
                return warehouse.Value is not (TestNode.Warehouse or "NORTH" or "SOUTH") ? new ShardRoute(RoutePlace.Unknown, shard)
                    : board.closed.Contains(warehouse.Value) ? new ShardRoute(RoutePlace.Sealed, shard, Why: "stocktaking.")
                    : !board.beliefs.TryGetValue((node, warehouse.Value), out string? owner) && !board.owners.TryGetValue(warehouse.Value, out owner) ? new ShardRoute(RoutePlace.Moving, shard)
                    : owner == node ? new ShardRoute(RoutePlace.Here, shard)
                    : new ShardRoute(RoutePlace.Elsewhere, shard, owner, board.addresses[owner]);
            }
        }

        public async Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation)
        {
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            enough.CancelAfter(patience);
            while (true)
            {
                Task change;
                lock (board.gate)
                {
                    change = board.changed.Task;
                    board.Waits++;
                }

                ShardRoute route = RouteOf(warehouse);
                if (route.Place is RoutePlace.Sealed or RoutePlace.Unknown || (route.IsKnown && route != tried))
                {
                    return route;
                }

                try
                {
                    await change.WaitAsync(enough.Token);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    return route;
                }
            }
        }

        public CancellationToken ServedHere(WarehouseId warehouse)
        {
            lock (board.gate)
            {
                return board.beliefs.TryGetValue((node, warehouse.Value), out string? owner) ? new CancellationToken(owner != node)
                    : board.served.TryGetValue((node, warehouse.Value), out CancellationTokenSource? token) ? token.Token
                    : new CancellationToken(true);
            }
        }
    }
}
