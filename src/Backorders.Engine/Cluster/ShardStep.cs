namespace Backorders.Engine.Cluster;

/// <summary>What a node does about a shard.</summary>
internal enum StepKind
{
    /// <summary>Takes it: it is free, or this node's already.</summary>
    Take = 0,

    /// <summary>Frees it from an owner that is gone.</summary>
    Evict = 1,

    /// <summary>Gives it to another node.</summary>
    Give = 2,

    /// <summary>Ends its loop: the shard is another's, or closed.</summary>
    Drop = 3,

    /// <summary>Folds it, while its owner still serves it and is about to give it to this node.</summary>
    Prepare = 4,
}

/// <summary>A step that a node takes about a shard.</summary>
/// <param name="Kind">What.</param>
/// <param name="Shard">Which shard.</param>
/// <param name="Epoch">The epoch in which it was seen.</param>
/// <param name="Target">To whom it is given; null for whoever should have it.</param>
internal readonly record struct ShardStep(StepKind Kind, int Shard, long Epoch, string? Target = null);
