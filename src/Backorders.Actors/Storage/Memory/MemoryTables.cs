using Backorders.Actors.Port;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Storage.Memory;

/// <summary>The tables as lists, behind one lock.</summary>
internal sealed class MemoryTables : IRowTable
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, List<StoredPayload>> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedList<long, StoredPayload>> snapshots = new(StringComparer.Ordinal);
    private readonly SortedList<int, ShardSeal> seals = [];

    /// <summary>Adds rows of one warehouse, all or none.</summary>
    /// <exception cref="JournalFencedException">A row of that number is there, or the one before it is not.</exception>
    /// <exception cref="JournalHeldException">The shard is closed.</exception>
    public void Add(string warehouse, IReadOnlyList<StoredPayload> added)
    {
        lock (gate)
        {
            List<StoredPayload> all = rows.GetValueOrDefault(warehouse) ?? [];
            for (int i = 0; i < added.Count; i++)
            {
                if (added[i].Row != all.Count + 1 + i)
                {
                    throw new JournalFencedException($"Row {added[i].Row} of warehouse {warehouse} does not follow row {all.Count + i}: another owner wrote.");
                }
            }

            if (added.Count > 0 && seals.TryGetValue(ShardMap.ShardOf(WarehouseId.FromTrusted(warehouse)), out ShardSeal? seal))
            {
                throw new JournalHeldException($"Shard {seal.Shard} is sealed: {seal.Why}");
            }

            all.AddRange(added);
            rows[warehouse] = all;
        }
    }

    /// <summary>A warehouse's rows from one to another.</summary>
    public IReadOnlyList<StoredPayload> Range(string warehouse, long from, long to)
    {
        lock (gate)
        {
            // Rows are numbered from 1 without gaps: a row's place is its number.
            List<StoredPayload> all = rows.GetValueOrDefault(warehouse) ?? [];
            int first = (int)Math.Clamp(from - 1, 0, all.Count);
            return all.GetRange(first, (int)Math.Max(0, Math.Min(to, all.Count) - first));
        }
    }

    public bool Seal(ShardSeal seal)
    {
        lock (gate)
        {
            return seals.TryAdd(seal.Shard, seal);
        }
    }

    public bool Unseal(int shard)
    {
        lock (gate)
        {
            return seals.Remove(shard);
        }
    }

    public IReadOnlyList<ShardSeal> Seals()
    {
        lock (gate)
        {
            return [.. seals.Values];
        }
    }

    /// <summary>The snapshots of a warehouse, descending.</summary>
    public IReadOnlyList<StoredPayload> Snapshots(string warehouse)
    {
        lock (gate)
        {
            return [.. (snapshots.GetValueOrDefault(warehouse)?.Values ?? []).Reverse()];
        }
    }

    public void PutSnapshot(string warehouse, StoredPayload snapshot)
    {
        lock (gate)
        {
            if (!snapshots.TryGetValue(warehouse, out SortedList<long, StoredPayload>? all))
            {
                snapshots.Add(warehouse, all = []);
            }

            all[snapshot.Row] = snapshot;
        }
    }

    public void RemoveSnapshots(string warehouse, Func<long, bool> which)
    {
        lock (gate)
        {
            SortedList<long, StoredPayload> all = snapshots.GetValueOrDefault(warehouse) ?? [];
            foreach (long row in all.Keys.Where(which).ToArray())
            {
                all.Remove(row);
            }
        }
    }

    /// <summary>How many rows a warehouse has, which is the number of the last one.</summary>
    public long Count(string warehouse)
    {
        lock (gate)
        {
            return rows.GetValueOrDefault(warehouse)?.Count ?? 0;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> LastAsync(WarehouseId warehouse, CancellationToken cancellation) => new(Count(warehouse.Value));

    /// <inheritdoc/>
    public ValueTask<StoredPayload?> PrefixAsync(WarehouseId warehouse, long row, int bytes, CancellationToken cancellation) =>
        new(Range(warehouse.Value, row, row) is [var found] ? Prefix(found, bytes) : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredPayload>> RowsAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation)
    {
        lock (gate)
        {
            List<StoredPayload> all = rows.GetValueOrDefault(warehouse.Value) ?? [];
            List<StoredPayload> page = [];
            long bytes = 0;
            for (int i = (int)Math.Min(afterRow, all.Count); i < all.Count && (page.Count == 0 || bytes < bytesMax); i++)
            {
                page.Add(all[i]);
                bytes += all[i].Bytes.Length;
            }

            return new(page);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> WarehousesAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            return new([.. rows.Keys]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> SnapshotWarehousesAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            return new([.. snapshots.Where(s => s.Value.Count > 0).Select(s => s.Key)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredPayload>> SnapshotPrefixesAsync(WarehouseId warehouse, int bytes, CancellationToken cancellation) =>
        new([.. Snapshots(warehouse.Value).Select(s => Prefix(s, bytes))]);

    /// <inheritdoc/>
    public ValueTask<StoredPayload?> SnapshotAsync(WarehouseId warehouse, long row, CancellationToken cancellation) =>
        new(Snapshots(warehouse.Value).FirstOrDefault(s => s.Row == row));

    /// <inheritdoc/>
    public ValueTask WriteSnapshotAsync(WarehouseId warehouse, SnapshotToStore snapshot, IReadOnlyList<long> removed, CancellationToken cancellation)
    {
        lock (gate)
        {
            PutSnapshot(warehouse.Value, new(snapshot.Row, snapshot.Serializer, snapshot.Manifest, snapshot.ToArray()));
            RemoveSnapshots(warehouse.Value, removed.Contains);
            return ValueTask.CompletedTask;
        }
    }

    private static StoredPayload Prefix(StoredPayload row, int bytes) => row with { Bytes = row.Bytes[..Math.Min(bytes, row.Bytes.Length)] };
}
