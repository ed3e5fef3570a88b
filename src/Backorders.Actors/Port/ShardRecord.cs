namespace Backorders.Actors.Port;

/// <summary>Which node serves a shard, as the node that answers knows.</summary>
/// <param name="Shard">The shard, from 0.</param>
/// <param name="State">Where it stands.</param>
/// <param name="OwnerIncarnation">The owner's start; null when nobody owns it.</param>
/// <param name="OwnerNode">The owner's name; null when nobody owns it.</param>
/// <param name="LastSeq">The last turn of its warehouses, the highest of them.</param>
/// <param name="Why">Why it is sealed; null when it is not.</param>
public sealed record ShardRecord(
    int Shard, ShardState State, Guid? OwnerIncarnation, string? OwnerNode, long LastSeq, string? Why);
