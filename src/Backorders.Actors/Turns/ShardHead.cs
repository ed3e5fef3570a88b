namespace Backorders.Actors.Turns;

/// <summary>Where a shard stands.</summary>
/// <param name="LastSeq">The last row; 0 when there is none.</param>
/// <param name="Head">The chain at that row; <see cref="ChainHash.Zero"/> when there is none.</param>
public readonly record struct ShardHead(long LastSeq, ChainHash Head);
