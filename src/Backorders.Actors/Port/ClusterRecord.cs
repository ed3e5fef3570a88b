namespace Backorders.Actors.Port;

/// <summary>The whole cluster at one moment, as the store says.</summary>
/// <param name="StoreTime">The store's clock when it was read.</param>
/// <param name="Nodes">All nodes that ever joined and did not leave, by name.</param>
/// <param name="Shards">All shards, ascending.</param>
public sealed record ClusterRecord(DateTimeOffset StoreTime, IReadOnlyList<NodeRecord> Nodes, IReadOnlyList<ShardRecord> Shards);
