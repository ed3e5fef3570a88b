using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Testing;

/// <summary>A <see cref="MemoryCluster"/> as one node reaches it: journal and cluster store in one.</summary>
public sealed class MemorySeat(MemoryCluster cluster, NodeIdentity self) : IJournal, IClusterStore
{
    public bool IsShared => true;

    /// <summary>Called with shard and place before rows are read; may wait or throw. Null when nobody minds.</summary>
    public Func<int, long, ValueTask>? BeforeRead { get; set; }

    /// <summary>Called with the shard before it is freed from an owner that is gone; may wait. Null when nobody minds.</summary>
    public Func<int, ValueTask>? BeforeEvict { get; set; }

    public async ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return cluster.Take(shard, self);
    }

    public async ValueTask AppendAsync(JournalBatch batch)
    {
        await PassAsync();
        cluster.Append(batch);
    }

    public async ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.Journal.ReadHeadAsync(shard, cancellation);
    }

    public async ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        if (BeforeRead is { } before)
        {
            await before(shard, afterSeq).AsTask().WaitAsync(cancellation);
        }

        return await cluster.Journal.ReadAsync(shard, afterSeq, rowsMax, cancellation);
    }

    public async ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.Journal.ReadSnapshotAsync(shard, cancellation);
    }

    public async ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        await cluster.Journal.WriteSnapshotAsync(shard, snapshot, cancellation);
    }

    public async ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.Journal.ListShardsAsync(cancellation);
    }

    public async ValueTask JoinAsync(NodeIdentity node, TimeSpan lifetime, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        await cluster.JoinAsync(node, lifetime);
    }

    public async ValueTask<bool> HeartbeatAsync(NodeIdentity node, TimeSpan lifetime, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.HeartbeatAsync(node, lifetime);
    }

    public async ValueTask LeaveAsync(NodeIdentity node, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        await cluster.LeaveAsync(node);
    }

    public async ValueTask<ClusterRecord> ReadAsync(CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.ReadAsync();
    }

    public async ValueTask<bool> BeginMoveAsync(ShardGrant grant, string? target, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.BeginMoveAsync(grant, target);
    }

    public async ValueTask<bool> NotePreparedAsync(int shard, long epoch, NodeIdentity node, ShardPreparedness outcome, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.NotePreparedAsync(shard, epoch, node, outcome);
    }

    public async ValueTask<bool> EndMoveAsync(ShardGrant grant, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.EndMoveAsync(grant);
    }

    public async ValueTask<bool> GiveAsync(ShardGrant grant, long lastSeq, string? target, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.GiveAsync(grant, lastSeq, target);
    }

    public async ValueTask<bool> EvictAsync(int shard, long seenEpoch, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        await (BeforeEvict?.Invoke(shard) ?? ValueTask.CompletedTask);
        return await cluster.EvictAsync(shard, seenEpoch);
    }

    public async ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.SealAsync(shard, why);
    }

    public async ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.UnsealAsync(shard);
    }

    public async ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await cluster.SetDrainingAsync(nodeId, draining);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask PassAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        cluster.Pass(self);
        return ValueTask.CompletedTask;
    }
}
