using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>A shard that this node serves.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Epoch">The grant it is served under; 0 before the first.</param>
/// <param name="LastSeq">Its last durable turn.</param>
/// <param name="Warehouses">The warehouses that it holds.</param>
public sealed record ServedShard(int Shard, long Epoch, long LastSeq, IReadOnlyList<WarehouseId> Warehouses);
