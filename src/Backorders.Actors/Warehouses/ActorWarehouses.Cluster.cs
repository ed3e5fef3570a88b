using System.Buffers.Binary;
using Akka.Cluster;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>Who is there and who serves what, for operators.</summary>
public sealed partial class ActorWarehouses : IClusterView
{
    private static readonly TimeSpan shardsWithin = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async ValueTask<ClusterRecord> ReadAsync(CancellationToken cancellation)
    {
        if (node is not { } seen)
        {
            throw new JournalUnavailableException("This node has not taken its place yet.");
        }

        Dictionary<int, string> sealedShards = (await parts.Store.Seals.ListAsync(cancellation).ConfigureAwait(false)).ToDictionary(s => s.Shard, s => s.Why);
        IReadOnlyDictionary<int, string> homes = await seen.ShardsAsync(regionName, shardsWithin).ConfigureAwait(false);
        Dictionary<int, long> last = await ReadLastAsync(cancellation).ConfigureAwait(false);
        IReadOnlyList<NodeView> nodes = seen.Nodes();
        Dictionary<string, NodeView> byAddress = nodes.Where(n => n.Row.IsOpen).ToDictionary(n => n.Row.Entry.Address, StringComparer.Ordinal);
        IEnumerable<int> shards = IsShared ? Enumerable.Range(0, ShardMap.ShardCount) : last.Keys.Union(sealedShards.Keys).Order();
        return new ClusterRecord(
            parts.Waiting.GetUtcNow(),
            [.. nodes.Where(n => n.Row.IsOpen).Select(n => new NodeRecord(IdentityOf(n.Row.Entry), n.Row.SeenAgo, IsLive(n), n.Row.Draining))],
            [.. shards.Select(s => Shard(s, sealedShards.GetValueOrDefault(s), homes.TryGetValue(s, out string? at) ? byAddress.GetValueOrDefault(at) : null, last.GetValueOrDefault(s)))]);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation)
    {
        try
        {
            return IsShared && node is { } told && await told.SetDrainingAsync(nodeId, draining, cancellation).ConfigureAwait(false);
        }
        catch (MeetingUnavailableException e)
        {
            throw new JournalUnavailableException(e.Message, e);
        }
    }

    private static bool IsLive(NodeView node) => node is { IsReachable: true, Status: MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving };

    private static ShardRecord Shard(int shard, string? why, NodeView? owner, long last) =>
        why is not null ? new(shard, ShardState.Sealed, null, null, last, why)
        : owner is null ? new(shard, ShardState.Free, null, null, last, null)
        : new(
            shard, owner.Row.Draining ? ShardState.Draining : ShardState.Owned, IdentityOf(owner.Row.Entry).Incarnation, owner.Row.Entry.NodeId, last, null);

    /// <summary>A start of a node is known by the number of its actor system; the contract has room for 128 bits.</summary>
    private static NodeIdentity IdentityOf(NodeEntry entry)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], entry.Incarnation);
        return new(entry.NodeId, new Guid(bytes, bigEndian: true), entry.ServesAt, entry.Weight);
    }

    /// <summary>By shard the last turn of its warehouses, as far as they have any.</summary>
    private async Task<Dictionary<int, long>> ReadLastAsync(CancellationToken cancellation)
    {
        Dictionary<int, long> last = [];
        foreach (WarehouseId warehouse in Ids)
        {
            if (await parts.Store.Rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false) is { } head)
            {
                int shard = ShardMap.ShardOf(warehouse);
                last[shard] = Math.Max(head.Batch.LastSeq, last.GetValueOrDefault(shard));
            }
        }

        return last;
    }
}
