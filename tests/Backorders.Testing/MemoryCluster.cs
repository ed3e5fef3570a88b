using System.Collections.Concurrent;
using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Testing;

/// <summary>
/// A store that several nodes of one process share, with the rules of a shared database. Each node has a <see cref="MemorySeat"/> of its own, by <see cref="SeatOf"/>.
/// </summary>
/// <param name="shardCount">How many shards there are.</param>
/// <param name="time">The store's clock.</param>
public sealed class MemoryCluster(int shardCount, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);
    private readonly Shard[] shards = [.. Enumerable.Range(0, shardCount).Select(_ => new Shard())];
    private readonly ConcurrentDictionary<string, string> cut = new(StringComparer.Ordinal);

    /// <summary>What all nodes write to.</summary>
    public MemoryJournal Journal { get; } = new();

    /// <summary>Cuts a node off from the store, or lets it in again: everything it asks then fails as unavailable.</summary>
    public void Cut(string nodeId, bool off)
    {
        if (off)
        {
            cut[nodeId] = nodeId;
        }
        else
        {
            cut.TryRemove(nodeId, out _);
        }
    }

    /// <summary>Loses what was noted of a shard that is on its way, as a store does whose owner ended the move and began it anew.</summary>
    public void ForgetPrepared(int shard)
    {
        lock (gate)
        {
            (shards[shard].PreparedBy, shards[shard].Prepared) = (null, ShardPreparedness.None);
        }
    }

    /// <summary>What brings a shard's row back to what it is now, as a failover does that loses what came after.</summary>
    public Action Remember(int shard)
    {
        lock (gate)
        {
            Shard now = shards[shard].Copy();
            return () =>
            {
                lock (gate)
                {
                    shards[shard] = now.Copy();
                }
            };
        }
    }

    /// <summary>The store as one node reaches it: its calls fail while it is cut off.</summary>
    public MemorySeat SeatOf(NodeIdentity self) => new(this, self);

    internal ValueTask JoinAsync(NodeIdentity self, TimeSpan lifetime)
    {
        lock (gate)
        {
            if (nodes.TryGetValue(self.NodeId, out Node? known) && known.Identity.Incarnation != self.Incarnation && IsLive(known))
            {
                throw new DuplicateNodeException($"Node '{self.NodeId}' lives already, at {known.Identity.Address}.");
            }

            nodes[self.NodeId] = new Node(self) { SeenAt = time.GetUtcNow(), ExpiresAt = time.GetUtcNow() + lifetime };
            return ValueTask.CompletedTask;
        }
    }

    internal ValueTask<bool> HeartbeatAsync(NodeIdentity self, TimeSpan lifetime)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(self.NodeId, out Node? known) || known.Identity.Incarnation != self.Incarnation)
            {
                return new(false);
            }

            (known.Counter, known.SeenAt, known.ExpiresAt) = (known.Counter + 1, time.GetUtcNow(), time.GetUtcNow() + lifetime);
            return new(true);
        }
    }

    internal ValueTask LeaveAsync(NodeIdentity self)
    {
        lock (gate)
        {
            if (nodes.TryGetValue(self.NodeId, out Node? known) && known.Identity.Incarnation == self.Incarnation)
            {
                nodes.Remove(self.NodeId);
            }

            return ValueTask.CompletedTask;
        }
    }

    internal ValueTask<ClusterRecord> ReadAsync()
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            return new(new ClusterRecord(
                now,
                [.. nodes.Values.OrderBy(n => n.Identity.NodeId, StringComparer.Ordinal).Select(n => new NodeRecord(n.Identity, n.Counter, now - n.SeenAt, IsLive(n), n.Draining))],
                [.. shards.Select((s, i) => new ShardRecord(i, s.Epoch, s.State, s.Owner?.Incarnation, s.Owner?.NodeId, s.Target, s.LastSeq, s.Why, s.PreparedBy, s.Prepared))]));
        }
    }

    internal ValueTask<bool> BeginMoveAsync(ShardGrant grant, string? target) => Change(grant.Shard, s =>
    {
        if (!Holds(s, grant) || s.State is not (ShardState.Owned or ShardState.Draining))
        {
            return false;
        }

        (s.State, s.Target, s.PreparedBy, s.Prepared) = (ShardState.Draining, target, null, ShardPreparedness.None);
        return true;
    });

    internal ValueTask<bool> NotePreparedAsync(int shard, long epoch, NodeIdentity self, ShardPreparedness outcome) => Change(shard, s =>
    {
        if (s.Epoch != epoch || s.State != ShardState.Draining || s.Target != self.NodeId)
        {
            return false;
        }

        (s.PreparedBy, s.Prepared) = (self.Incarnation, outcome);
        return true;
    });

    internal ValueTask<bool> EndMoveAsync(ShardGrant grant) => Change(grant.Shard, s =>
    {
        if (!Holds(s, grant) || s.State != ShardState.Draining)
        {
            return false;
        }

        (s.State, s.Target, s.PreparedBy, s.Prepared) = (ShardState.Owned, null, null, ShardPreparedness.None);
        return true;
    });

    internal ValueTask<bool> GiveAsync(ShardGrant grant, long lastSeq, string? target) => Change(grant.Shard, s =>
    {
        if (!Holds(s, grant) || s.State is not (ShardState.Owned or ShardState.Draining) || s.LastSeq != lastSeq
            || (target is not null && !(nodes.TryGetValue(target, out Node? node) && IsLive(node))))
        {
            return false;
        }

        (s.State, s.Owner, s.Target) = (ShardState.Free, null, target);
        return true;
    });

    internal ValueTask<bool> EvictAsync(int shard, long seenEpoch) => Change(shard, s =>
    {
        if (s.Epoch != seenEpoch || s.State is not (ShardState.Owned or ShardState.Draining) || OwnerLives(s))
        {
            return false;
        }

        (s.State, s.Owner, s.Target) = (ShardState.Free, null, null);
        return true;
    });

    internal ValueTask<bool> SealAsync(int shard, string why) => Change(shard, s =>
    {
        if (s.State == ShardState.Sealed)
        {
            return false;
        }

        (s.State, s.Owner, s.Target, s.Why) = (ShardState.Sealed, null, null, why);
        return true;
    });

    internal ValueTask<bool> UnsealAsync(int shard) => Change(shard, s =>
    {
        if (s.State != ShardState.Sealed)
        {
            return false;
        }

        (s.State, s.Why) = (ShardState.Free, null);
        return true;
    });

    internal ValueTask<bool> SetDrainingAsync(string nodeId, bool draining)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(nodeId, out Node? node))
            {
                return new(false);
            }

            node.Draining = draining;
            return new(true);
        }
    }

    private static bool Holds(Shard shard, ShardGrant grant) => shard.Epoch == grant.Epoch && shard.GrantId == grant.GrantId;

    private ValueTask<bool> Change(int shard, Func<Shard, bool> change)
    {
        lock (gate)
        {
            return new(shard >= 0 && shard < shards.Length && change(shards[shard]));
        }
    }

    private bool IsLive(Node node) => node.ExpiresAt > time.GetUtcNow();

    private bool OwnerLives(Shard shard) => nodes.Values.Any(n => n.Identity.Incarnation == shard.Owner?.Incarnation && IsLive(n));

    internal ShardGrant Take(int shard, NodeIdentity self)
    {
        lock (gate)
        {
            Shard s = shards[shard];
            if (s.State == ShardState.Sealed || (s.State != ShardState.Free && s.Owner?.Incarnation != self.Incarnation))
            {
                throw new JournalHeldException(s.State == ShardState.Sealed ? $"Shard {shard} is sealed: {s.Why}" : $"Shard {shard} is node {s.Owner?.NodeId}'s.");
            }

            (s.State, s.Owner, s.Target, s.PreparedBy, s.Prepared) = (ShardState.Owned, self, null, null, ShardPreparedness.None);
            ShardGrant grant = Journal.TakeAsync(shard, default).Result;
            (s.Epoch, s.GrantId, s.LastSeq) = (grant.Epoch, grant.GrantId, grant.LastSeq);
            return grant;
        }
    }

    internal void Append(JournalBatch batch)
    {
        lock (gate)
        {
            Shard s = shards[batch.Grant.Shard];
            if (!Holds(s, batch.Grant) || s.State is not (ShardState.Owned or ShardState.Draining))
            {
                throw new JournalFencedException($"Shard {batch.Grant.Shard} was taken by another writer in epoch {s.Epoch}, or sealed.");
            }

            Journal.AppendAsync(batch).GetAwaiter().GetResult();
            s.LastSeq = batch.LastSeq;
        }
    }

    /// <exception cref="JournalUnavailableException">The node is cut off.</exception>
    internal void Pass(NodeIdentity self)
    {
        if (cut.ContainsKey(self.NodeId))
        {
            throw new JournalUnavailableException("The store cannot be reached.");
        }
    }

    private sealed class Node(NodeIdentity identity)
    {
        public NodeIdentity Identity { get; } = identity;

        public long Counter { get; set; }

        public DateTimeOffset SeenAt { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }

        public bool Draining { get; set; }
    }

    private sealed class Shard
    {
        public long Epoch { get; set; }

        public Guid GrantId { get; set; }

        public ShardState State { get; set; }

        public NodeIdentity? Owner { get; set; }

        public string? Target { get; set; }

        public long LastSeq { get; set; }

        public string? Why { get; set; }

        public Guid? PreparedBy { get; set; }

        public ShardPreparedness Prepared { get; set; }

        public Shard Copy() => (Shard)MemberwiseClone();
    }
}
