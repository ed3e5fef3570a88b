using Backorders.Actors.Storage;
using Backorders.Domain;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Server;

/// <summary>
/// A store of the actors, shown to what still asks for a journal: which shards there are and which are closed. Turns go in and out by the actors alone, so everything else is
/// refused.
/// </summary>
internal abstract class StoreJournal(ITurnStore store) : ISoleJournal
{
    public ITurnStore Store => store;

    public async ValueTask<IReadOnlyList<SoleShard>> ReadShardsAsync(CancellationToken cancellation)
    {
        Dictionary<int, string> closed = (await store.Seals.ListAsync(cancellation).ConfigureAwait(false)).ToDictionary(s => s.Shard, s => s.Why);
        Dictionary<int, long> last = [];
        foreach (WarehouseId warehouse in await store.Rows.ListWarehousesAsync(cancellation).ConfigureAwait(false))
        {
            int shard = ShardMap.ShardOf(warehouse);
            long seq = (await store.Rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false))?.Batch.LastSeq ?? 0;
            last[shard] = Math.Max(seq, last.GetValueOrDefault(shard));
        }

        return [.. last.Keys.Union(closed.Keys).Order().Select(s => new SoleShard(s, last.ContainsKey(s) ? 1 : 0, last.GetValueOrDefault(s), closed.GetValueOrDefault(s)))];
    }

    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => store.Seals.SealAsync(shard, why, cancellation);

    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => store.Seals.UnsealAsync(shard, cancellation);

    public ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation) => throw NotHere();

    public ValueTask AppendAsync(JournalBatch batch) => throw NotHere();

    public ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation) => throw NotHere();

    public ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation) => throw NotHere();

    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation) => throw NotHere();

    public ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation) => throw NotHere();

    public ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation) => throw NotHere();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static NotSupportedException NotHere() => new("The actors' store has no shards to be taken, appended or read by rows of one turn.");
}
