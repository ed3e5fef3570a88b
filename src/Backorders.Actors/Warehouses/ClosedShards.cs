using System.Collections.Concurrent;
using Backorders.Actors.Storage;

namespace Backorders.Actors.Warehouses;

/// <summary>Which shards an operator closed, as this node knows: callers are refused by it at once, and the store refuses rows of such a shard whatever this says.</summary>
internal sealed class ClosedShards(IShardSeals seals)
{
    private readonly ConcurrentDictionary<int, string> closed = new();

    /// <summary>Reads what is stored.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        foreach (ShardSeal seal in await seals.ListAsync(cancellation).ConfigureAwait(false))
        {
            closed[seal.Shard] = seal.Why;
        }
    }

    /// <summary>Why a shard is closed; null when it is open.</summary>
    public string? Why(int shard) => closed.GetValueOrDefault(shard);

    public void Close(int shard, string why) => closed[shard] = why;

    public void Open(int shard) => closed.TryRemove(shard, out _);
}
