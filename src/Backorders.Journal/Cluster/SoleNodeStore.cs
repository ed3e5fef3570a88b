namespace Backorders.Journal.Cluster;

/// <summary>
/// The cluster of a node that shares its store with nobody: one node, which owns every shard that is not sealed. Nothing moves, so nobody needs heartbeats;
/// what is left of the port is sealing.
/// </summary>
/// <param name="journal">Where the shards are. One that is no <see cref="ISoleJournal"/> has none to tell of, and cannot seal.</param>
/// <param name="self">The node; asked for each time, for its address is known only once it listens.</param>
/// <param name="time">What stands for the store's clock.</param>
public sealed class SoleNodeStore(IJournal journal, Func<NodeIdentity> self, TimeProvider time) : IClusterStore
{
    private readonly ISoleJournal? sole = journal as ISoleJournal;

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public ValueTask JoinAsync(NodeIdentity self, TimeSpan lifetime, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<bool> HeartbeatAsync(NodeIdentity self, TimeSpan lifetime, CancellationToken cancellation) => new(true);

    /// <inheritdoc/>
    public ValueTask LeaveAsync(NodeIdentity self, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Reads everything at one moment: of shards those that were ever taken or closed.</summary>
    public async ValueTask<ClusterRecord> ReadAsync(CancellationToken cancellation)
    {
        NodeIdentity node = self();
        IReadOnlyList<SoleShard> shards = sole is null ? [] : await sole.ReadShardsAsync(cancellation);
        return new ClusterRecord(time.GetUtcNow(), [new NodeRecord(node, 0, TimeSpan.Zero, true, false)], [.. shards.Select(s => Record(s, node))]);
    }

    /// <summary>Nothing moves: false.</summary>
    public ValueTask<bool> BeginMoveAsync(ShardGrant grant, string? target, CancellationToken cancellation) => new(false);

    /// <summary>Nothing moves: false.</summary>
    public ValueTask<bool> NotePreparedAsync(int shard, long epoch, NodeIdentity self, ShardPreparedness outcome, CancellationToken cancellation) => new(false);

    /// <summary>Nothing moves: false.</summary>
    public ValueTask<bool> EndMoveAsync(ShardGrant grant, CancellationToken cancellation) => new(false);

    /// <summary>There is nobody to give to: false.</summary>
    public ValueTask<bool> GiveAsync(ShardGrant grant, long lastSeq, string? target, CancellationToken cancellation) => new(false);

    /// <summary>The owner lives: false.</summary>
    public ValueTask<bool> EvictAsync(int shard, long seenEpoch, CancellationToken cancellation) => new(false);

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => Sealing.SealAsync(shard, why, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => Sealing.UnsealAsync(shard, cancellation);

    /// <summary>There is no other node that could take the shards: false.</summary>
    public ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation) => new(false);

    private ISoleJournal Sealing => sole ?? throw new NotSupportedException($"A {journal.GetType().Name} cannot seal a shard.");

    private static ShardRecord Record(SoleShard shard, NodeIdentity node) => shard.Why is { } why
        ? new(shard.Shard, shard.Epoch, ShardState.Sealed, null, null, null, shard.LastSeq, why)
        : new(shard.Shard, shard.Epoch, ShardState.Owned, node.Incarnation, node.NodeId, null, shard.LastSeq, null);
}
