using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>A shard that this node serves.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Epoch">Always 0: shards are not granted any more.</param>
/// <param name="LastSeq">Its last durable turn.</param>
/// <param name="Warehouses">The warehouses that it holds.</param>
public sealed record ServedShard(int Shard, long Epoch, long LastSeq, IReadOnlyList<WarehouseId> Warehouses);
