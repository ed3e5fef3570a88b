namespace Backorders.Journal.Cluster;

/// <summary>
/// Who is there and who owns what, in the same store as the journal. It serves liveness and routing alone: safety is the journal's, whose appends check the
/// shard's grant whatever anybody believes about ownership.
/// </summary>
/// <remarks>
/// <para><b>Clocks.</b> A node's row expires by the store's own clock. No two machines' clocks are ever compared.</para>
/// <para><b>Giving.</b> A shard passes from one node to another by becoming <see cref="ShardState.Free"/>: its owner gives it (<see cref="BeginMoveAsync"/>, <see cref="NotePreparedAsync"/>,
    /// <see cref="GiveAsync"/>), or a node that
/// saw the owner fall silent frees it (<see cref="EvictAsync"/>). Then <see cref="IJournal.TakeAsync"/> takes it under the next epoch.</para>
/// <para><b>Failures.</b> <see cref="JournalUnavailableException"/>: the store cannot be used now; whether the change was made is not known, and each may be repeated.</para>
/// </remarks>
public interface IClusterStore : IClusterView
{
    /// <summary>Enters the node, in the place of an earlier start of the same name whose row has expired.</summary>
    /// <param name="self">Who.</param>
    /// <param name="lifetime">For how long the row counts, by the store's clock, until the next heartbeat.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="DuplicateNodeException">Another start of the same name has a row that has not expired.</exception>
    ValueTask JoinAsync(NodeIdentity self, TimeSpan lifetime, CancellationToken cancellation);

    /// <summary>Says that the node lives. False when its row is gone or another start's: then it must stop.</summary>
    ValueTask<bool> HeartbeatAsync(NodeIdentity self, TimeSpan lifetime, CancellationToken cancellation);

    /// <summary>Removes the node's row. Shards that it still owns can then be freed at once.</summary>
    ValueTask LeaveAsync(NodeIdentity self, CancellationToken cancellation);

    /// <summary>Notes that an owned shard is about to be given; its owner may still append. False when the grant no longer holds.</summary>
    ValueTask<bool> BeginMoveAsync(ShardGrant grant, string? target, CancellationToken cancellation);

    /// <summary>
    /// Notes what became of folding a shard that is about to be given to a node, so that its owner need not wait longer. False when the shard is not meant for that
    /// node, or not in that epoch.
    /// </summary>
    /// <param name="shard">Which.</param>
    /// <param name="epoch">The epoch in which it was seen on its way.</param>
    /// <param name="self">The node.</param>
    /// <param name="outcome">Whether the node has its state ready, or found that it cannot fold it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<bool> NotePreparedAsync(int shard, long epoch, NodeIdentity self, ShardPreparedness outcome, CancellationToken cancellation);

    /// <summary>Notes that a shard is not given after all. False when it was not about to be, or the grant no longer holds.</summary>
    ValueTask<bool> EndMoveAsync(ShardGrant grant, CancellationToken cancellation);

    /// <summary>Frees a shard for a node, or for whoever should have it. False when the grant no longer holds, the shard stands elsewhere, or the target is not live.</summary>
    /// <param name="grant">The right to write that is given up.</param>
    /// <param name="lastSeq">The last row that its owner knows of.</param>
    /// <param name="target">For whom; null for whoever should have it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<bool> GiveAsync(ShardGrant grant, long lastSeq, string? target, CancellationToken cancellation);

    /// <summary>
    /// Frees a shard whose owner's row has expired or is gone, if it still stands in the epoch that the caller saw. Ends a frozen client that holds the
    /// shard's row, if need be. False when the owner lives, or the epoch is another.
    /// </summary>
    ValueTask<bool> EvictAsync(int shard, long seenEpoch, CancellationToken cancellation);

    /// <summary>Closes a shard, whoever owns it: no append of it lands from then on. False when it is closed already, or there is no such shard.</summary>
    ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation);

    /// <summary>Frees a closed shard. False when it is not closed.</summary>
    ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation);
}
