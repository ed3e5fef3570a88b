namespace Backorders.Journal;

/// <summary>
/// Where turns are made durable. A shard is an independent, gapless sequence of rows from 1, each chained to the one before it by its hash.
/// </summary>
/// <remarks>
/// <para><b>Who may write.</b> <see cref="TakeAsync"/> makes the caller the shard's only writer: its epoch rises, and an append under any earlier
/// grant fails from then on, whatever the earlier holder believes. The check and the append are one atomic step. No clock is involved.</para>
/// <para><b>What is atomic.</b> <see cref="AppendAsync"/> stores all rows of the batch and the new head, or nothing. When it returns, the rows survive
/// the loss of the process and of the machine's power. One shard has at most one append under way; different shards may append at the same time.</para>
/// <para><b>Buffers.</b> The rows of an append, and the memory they point to, belong to the journal until the append has ended, however it ended; nobody
/// changes them before. What a read returns belongs to the caller.</para>
/// <para><b>Failures.</b> <see cref="JournalFencedException"/>: another writer took the shard; nothing was stored. <see cref="JournalUnavailableException"/>: nothing
/// was stored, and the store cannot be used now. <see cref="JournalOutcomeUnknownException"/>: the rows may be there or not; the caller must not append them
/// again but take the shard from itself, and the grant then tells what is there. <see cref="JournalCorruptException"/>: what is stored is not what was written.
/// After any failure of an append the grant is spent.</para>
/// <para><b>Cancellation</b> ends the wait for a read. An append cannot be cancelled: once begun, a write is seen through.</para>
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Makes the caller the shard's only writer. Reopens the store if it had failed.</summary>
    /// <param name="shard">The shard, from 0.</param>
    /// <param name="cancellation">Ends the wait; the shard may have been taken all the same, which harms nobody.</param>
    /// <returns>The grant, and where the shard stands.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be used now, or another process has it.</exception>
    /// <exception cref="JournalHeldException">The store is shared, and another node owns the shard, or it is sealed. A node may always take a shard from itself.</exception>
    /// <exception cref="JournalVersionException">The store was written by a later version.</exception>
    ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation);

    /// <summary>Appends a batch in one durable step, if the grant still holds and the shard stands exactly where the batch begins.</summary>
    /// <param name="batch">The grant, the expected position and the rows.</param>
    /// <exception cref="JournalException">See the remarks of this interface: which kind tells whether anything was stored.</exception>
    ValueTask AppendAsync(JournalBatch batch);

    /// <summary>Where a shard stands, without a grant.</summary>
    ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation);

    /// <summary>Reads rows in ascending order, without a grant. Only what is durable is seen.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="afterSeq">The row before the first one wanted; 0 for the start.</param>
    /// <param name="rowsMax">At most this many rows; a page also ends when it has grown to some megabytes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The rows; empty only when there are none after <paramref name="afterSeq"/>.</returns>
    ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation);

    /// <summary>Reads the shard's snapshot; null when there is none, or when it is damaged or of another format: it is only ever a short cut.</summary>
    ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation);

    /// <summary>Replaces the shard's snapshot, atomically, unless a later one is there already.</summary>
    ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation);

    /// <summary>The shards that hold at least one row, ascending.</summary>
    ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation);
}
