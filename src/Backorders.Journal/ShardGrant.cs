namespace Backorders.Journal;

/// <summary>The right to write to a shard, and where the shard stood when it was given.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">Rises with every grant.</param>
/// <param name="GrantId">New for each grant: a store that was set back may give an epoch a second time, never a grant.</param>
/// <param name="LastSeq">The last row; 0 when there is none.</param>
/// <param name="Head">The chain at that row; <see cref="ChainHash.Zero"/> when there is none.</param>
public sealed record ShardGrant(int Shard, long Epoch, Guid GrantId, long LastSeq, ChainHash Head);
