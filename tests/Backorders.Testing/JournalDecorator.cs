using Backorders.Journal;

namespace Backorders.Testing;

/// <summary>A journal that a test can hold up or break at every call, around a real one.</summary>
public sealed class JournalDecorator(IJournal inner) : IJournal
{
    /// <summary>Stands in for an append; it may call the given function, before or after doing something else.</summary>
    public Func<JournalBatch, Func<ValueTask>, ValueTask>? OnAppend { get; set; }

    /// <summary>Runs before a shard is taken.</summary>
    public Func<int, ValueTask>? BeforeTake { get; set; }

    /// <summary>Runs before rows are read.</summary>
    public Func<int, long, ValueTask>? BeforeRead { get; set; }

    public async ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation)
    {
        if (BeforeTake is { } before)
        {
            await before(shard);
        }

        return await inner.TakeAsync(shard, cancellation);
    }

    public ValueTask AppendAsync(JournalBatch batch) => OnAppend is { } append ? append(batch, () => inner.AppendAsync(batch)) : inner.AppendAsync(batch);

    public async ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation)
    {
        if (BeforeRead is { } before)
        {
            await before(shard, afterSeq);
        }

        return await inner.ReadAsync(shard, afterSeq, rowsMax, cancellation);
    }

    public ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation) => inner.ReadHeadAsync(shard, cancellation);

    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation) => inner.ReadSnapshotAsync(shard, cancellation);

    public ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation) =>
        inner.WriteSnapshotAsync(shard, snapshot, cancellation);

    public ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation) => inner.ListShardsAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
