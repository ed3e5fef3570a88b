namespace Backorders.Journal.Cluster;

/// <summary>
/// A journal that one node has for itself, and whose shards can be closed. A seal is stored with the rows: it outlives the process, and while it stands
/// <see cref="IJournal.TakeAsync"/> refuses the shard with <see cref="JournalHeldException"/>.
/// </summary>
public interface ISoleJournal : IJournal
{
    /// <summary>All shards that were ever taken or closed, ascending.</summary>
    ValueTask<IReadOnlyList<SoleShard>> ReadShardsAsync(CancellationToken cancellation);

    /// <summary>
    /// Closes a shard: no append of it lands from then on, for the grant that somebody may hold is spent (<see cref="JournalFencedException"/>). False when it is closed
    /// already.
    /// </summary>
    ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation);

    /// <summary>Opens a closed shard. False when it is not closed.</summary>
    ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation);
}
