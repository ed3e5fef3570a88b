using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Server.Mapping.Operations;

/// <summary>Nodes and shards as messages.</summary>
internal static class ClusterForms
{
    public static V1.ClusterNode Node(NodeRecord node, int shards) => new()
    {
        NodeId = node.Identity.NodeId,
        Address = node.Identity.Address,
        Incarnation = node.Identity.Incarnation.ToString(),
        Live = node.IsLive,
        Draining = node.Draining,
        Weight = node.Identity.Weight,
        HeartbeatAge = Duration.FromTimeSpan(node.HeartbeatAge),
        Shards = shards,
    };

    public static V1.ClusterShard Shard(ShardRecord shard, IEnumerable<WarehouseId> warehouses) => new()
    {
        Shard = shard.Shard,
        State = shard.State switch
        {
            ShardState.Free => V1.ClusterShardState.Free,
            ShardState.Owned => V1.ClusterShardState.Owned,
            ShardState.Draining => V1.ClusterShardState.Draining,
            ShardState.Sealed => V1.ClusterShardState.Sealed,
            _ => throw new ArgumentOutOfRangeException(nameof(shard), shard.State, "This state has no message yet."),
        },
        Owner = shard.OwnerNode ?? string.Empty,
        LastSeq = shard.LastSeq,
        Why = shard.Why ?? string.Empty,
        Warehouses = { warehouses.Select(w => w.Value).Order(StringComparer.Ordinal) },
    };
}
