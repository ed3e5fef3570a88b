namespace Backorders.Actors.Turns;

/// <summary>The last turn of a warehouse's journal, or of its state.</summary>
/// <param name="LastSeq">The number of the turn; 0 when there is none.</param>
/// <param name="Head">The chain at that turn; <see cref="ChainHash.Zero"/> when there is none.</param>
public readonly record struct ShardHead(long LastSeq, ChainHash Head);
