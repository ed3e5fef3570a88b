namespace Backorders.Journal.Cluster;

/// <summary>Who owns a shard, as its row says.</summary>
/// <param name="Shard">The shard, from 0.</param>
/// <param name="Epoch">Rises with every grant.</param>
/// <param name="State">Where it stands.</param>
/// <param name="OwnerIncarnation">The owner's start; null when nobody owns it.</param>
/// <param name="OwnerNode">The owner's name; null when nobody owns it.</param>
/// <param name="TargetNode">For whom it is meant, while it moves; null for whoever should have it.</param>
/// <param name="LastSeq">Its last row.</param>
/// <param name="Why">Why it is sealed; null when it is not.</param>
/// <param name="PreparedBy">While it moves: the start of the node that has folded it, or found that it cannot; null while none has.</param>
/// <param name="Prepared">Which of both.</param>
public sealed record ShardRecord(
    int Shard, long Epoch, ShardState State, Guid? OwnerIncarnation, string? OwnerNode, string? TargetNode, long LastSeq, string? Why, Guid? PreparedBy = null,
    ShardPreparedness Prepared = ShardPreparedness.None);
