namespace Backorders.Actors.Port;

/// <summary>Who owns a shard, as its row says.</summary>
/// <param name="Shard">The shard, from 0.</param>
/// <param name="State">Where it stands.</param>
/// <param name="OwnerIncarnation">The owner's start; null when nobody owns it.</param>
/// <param name="OwnerNode">The owner's name; null when nobody owns it.</param>
/// <param name="LastSeq">Its last row.</param>
/// <param name="Why">Why it is sealed; null when it is not.</param>
public sealed record ShardRecord(
    int Shard, ShardState State, Guid? OwnerIncarnation, string? OwnerNode, long LastSeq, string? Why);
