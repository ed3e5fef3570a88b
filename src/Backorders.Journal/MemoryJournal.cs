using Backorders.Journal.Cluster;

namespace Backorders.Journal;

/// <summary>A journal that lives as long as its object: for tests, trials and demonstrations. It keeps the whole contract of the port but durability.</summary>
public sealed class MemoryJournal : ISoleJournal
{
    private const long pageBytesMax = 4 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly SortedDictionary<int, Shard> shards = [];
    private long grants;

    /// <inheritdoc/>
    public ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            Shard s = Of(shard);
            if (s.Why is not null)
            {
                throw new JournalHeldException($"Shard {shard} is sealed: {s.Why}");
            }

            s.Epoch++;
            s.GrantId = NextGrant();
            return new(new ShardGrant(shard, s.Epoch, s.GrantId, s.Rows.Count, s.Head));
        }
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(JournalBatch batch)
    {
        lock (gate)
        {
            Shard s = Of(batch.Grant.Shard);
            if (s.Epoch != batch.Grant.Epoch || s.GrantId != batch.Grant.GrantId)
            {
                throw new JournalFencedException($"Shard {batch.Grant.Shard} was taken by another writer in epoch {s.Epoch}.");
            }

            if (s.Rows.Count != batch.AfterSeq || s.Head != batch.AfterHead)
            {
                throw new JournalFencedException($"Shard {batch.Grant.Shard} stands at row {s.Rows.Count}, not at {batch.AfterSeq}.");
            }

            s.Rows.AddRange(batch.Rows);
            s.Head = batch.NewHead;
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            Shard s = Of(shard);
            return new(new ShardHead(s.Rows.Count, s.Head));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            List<JournalRow> rows = Of(shard).Rows;
            List<JournalRow> page = [];
            long bytes = 0;
            for (long i = afterSeq; i < rows.Count && page.Count < rowsMax && bytes < pageBytesMax; i++)
            {
                page.Add(rows[(int)i]);
                bytes += rows[(int)i].Body.Length;
            }

            return new(page);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new(Of(shard).Snapshot);
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            Shard s = Of(shard);
            if (s.Snapshot is null || s.Snapshot.Seq <= snapshot.Seq)
            {
                s.Snapshot = snapshot;
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new((IReadOnlyList<int>)[.. shards.Where(s => s.Value.Rows.Count > 0).Select(s => s.Key)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SoleShard>> ReadShardsAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new((IReadOnlyList<SoleShard>)[.. shards.Where(s => s.Value.Epoch > 0 || s.Value.Why is not null)
                .Select(s => new SoleShard(s.Key, s.Value.Epoch, s.Value.Rows.Count, s.Value.Why))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            Shard s = Of(shard);
            if (s.Why is not null)
            {
                return new(false);
            }

            (s.Why, s.GrantId) = (why, NextGrant());
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            Shard s = Of(shard);
            bool changed = s.Why is not null;
            s.Why = null;
            return new(changed);
        }
    }

    /// <summary>Does nothing: what was written stays readable, so that a restart can be tried on the same object.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Changes one stored row behind the contract's back: what a worn disk or a tampering hand would do.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="seq">The row.</param>
    /// <param name="change">Gets the row and gives the one to be found from now on.</param>
    public void Tamper(int shard, long seq, Func<JournalRow, JournalRow> change)
    {
        lock (gate)
        {
            List<JournalRow> rows = Of(shard).Rows;
            rows[(int)seq - 1] = change(rows[(int)seq - 1]);
        }
    }

    private Guid NextGrant() => new((int)++grants, 0, 0, new byte[8]);

    private Shard Of(int shard)
    {
        if (!shards.TryGetValue(shard, out Shard? s))
        {
            shards.Add(shard, s = new());
        }

        return s;
    }

    private sealed class Shard
    {
        public List<JournalRow> Rows { get; } = [];

        public long Epoch { get; set; }

        public Guid GrantId { get; set; }

        public ChainHash Head { get; set; }

        public StoredSnapshot? Snapshot { get; set; }

        public string? Why { get; set; }
    }
}
