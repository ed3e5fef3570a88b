using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Storage.Reading;

/// <summary>Gives the two tables of any store their meaning.</summary>
internal sealed class TurnRows(IRowTable table) : ITurnRows
{
    private const int snapshotsKept = 2;

    /// <inheritdoc/>
    public async ValueTask<TurnRowHead?> ReadLastAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        long last = await table.LastAsync(warehouse, cancellation);
        return last == 0 ? null : await HeadAsync(warehouse, last, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<TurnRowHead?> ReadHeadAsync(WarehouseId warehouse, long row, CancellationToken cancellation) =>
        row >= 1 && await table.PrefixAsync(warehouse, row, TurnBatchCodec.HeaderLength, cancellation) is { } prefix ? Head(warehouse, prefix) : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TurnRow>> ReadAfterAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation)
    {
        IReadOnlyList<StoredPayload> payloads = await table.RowsAsync(warehouse, afterRow, bytesMax, cancellation);
        TurnRow[] rows = new TurnRow[payloads.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            long expected = afterRow + 1 + i;
            if (payloads[i].Row != expected)
            {
                throw Corrupt(warehouse, expected, $"the row is missing; the next one is {payloads[i].Row}.");
            }

            rows[i] = new(expected, Read(warehouse, payloads[i], TurnBatchCodec.Manifest, static bytes => TurnBatchCodec.Decode(bytes)));
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask<TurnRowHead?> FindAsync(WarehouseId warehouse, long turn, CancellationToken cancellation)
    {
        if (turn < 1 || await ReadLastAsync(warehouse, cancellation) is not { } last || turn > last.Batch.LastSeq)
        {
            return null;
        }

        TurnRowHead found = last;
        long low = 1;
        long high = last.Number;
        while (!found.Batch.Holds(turn))
        {
            (low, high) = found.Batch.FirstSeq > turn ? (low, found.Number - 1) : (found.Number + 1, high);
            if (low > high)
            {
                throw Corrupt(warehouse, low, $"no row holds turn {turn}, and rows before and after it are there.");
            }

            found = await HeadAsync(warehouse, low + ((high - low) / 2), cancellation);
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WarehouseId>> ListWarehousesAsync(CancellationToken cancellation) =>
        [.. (await table.WarehousesAsync(cancellation)).Union(await table.SnapshotWarehousesAsync(cancellation)).Select(WarehouseId.FromTrusted).Order()];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TurnSnapshotHead>> ListSnapshotsAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        List<TurnSnapshotHead> heads = [];
        foreach (StoredPayload prefix in await table.SnapshotPrefixesAsync(warehouse, SnapshotPayload.HeaderLength, cancellation))
        {
            if (SnapshotOf(prefix, whole: false) is { } header)
            {
                heads.Add(new(prefix.Row, header.Seq, header.Head, header.Format));
            }
        }

        return heads;
    }

    /// <inheritdoc/>
    public async ValueTask<TurnSnapshot?> ReadSnapshotAsync(WarehouseId warehouse, long upToTurn, int format, CancellationToken cancellation)
    {
        foreach (StoredPayload prefix in await table.SnapshotPrefixesAsync(warehouse, SnapshotPayload.HeaderLength, cancellation))
        {
            if (SnapshotOf(prefix, whole: false) is { } header && header.Seq <= upToTurn && header.Format == format
                && await StandsAsync(warehouse, prefix.Row, header, cancellation)
                && await table.SnapshotAsync(warehouse, prefix.Row, cancellation) is { } payload
                && SnapshotOf(payload, whole: true) is { } whole && whole.Seq == header.Seq && whole.Head == header.Head)
            {
                return new(prefix.Row, whole);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask WriteSnapshotAsync(WarehouseId warehouse, TurnSnapshot snapshot, CancellationToken cancellation)
    {
        List<long> all = [];
        List<long> standing = [snapshot.Row];
        foreach (StoredPayload prefix in await table.SnapshotPrefixesAsync(warehouse, SnapshotPayload.HeaderLength, cancellation))
        {
            all.Add(prefix.Row);
            if (prefix.Row != snapshot.Row && SnapshotOf(prefix, whole: false) is { } header && await StandsAsync(warehouse, prefix.Row, header, cancellation))
            {
                standing.Add(prefix.Row);
            }
        }

        // One that a journal was set back behind counts for nothing: it would keep its place for ever.
        long[] kept = [.. standing.OrderDescending().Take(snapshotsKept)];
        if (kept.Contains(snapshot.Row))
        {
            SnapshotToStore payload = new(snapshot.Row, TurnBatchCodec.Identifier, SnapshotPayload.Manifest, SnapshotPayload.EncodePieces(snapshot.State));
            await table.WriteSnapshotAsync(warehouse, payload, [.. all.Except(kept)], cancellation);
        }
    }

    /// <summary>Whether the journal has the row that a snapshot says it is of, and the same turn and chain at its end. One that is ahead of the journal has none.</summary>
    private async ValueTask<bool> StandsAsync(WarehouseId warehouse, long row, StoredSnapshot snapshot, CancellationToken cancellation)
    {
        try
        {
            return await ReadHeadAsync(warehouse, row, cancellation) is { } head && head.Batch.LastSeq == snapshot.Seq && head.Batch.After == snapshot.Head;
        }
        catch (JournalCorruptException)
        {
            // Whoever reads the journal from its start will meet that row and say so.
            return false;
        }
    }

    private async ValueTask<TurnRowHead> HeadAsync(WarehouseId warehouse, long row, CancellationToken cancellation) =>
        await ReadHeadAsync(warehouse, row, cancellation) ?? throw Corrupt(warehouse, row, "the row is missing, and later ones are there.");

    private static TurnRowHead Head(WarehouseId warehouse, StoredPayload prefix) =>
        new(prefix.Row, Read(warehouse, prefix, TurnBatchCodec.Manifest, static bytes => TurnBatchCodec.DecodeHeader(bytes)));

    private static StoredSnapshot? SnapshotOf(StoredPayload payload, bool whole)
    {
        if (payload.Serializer != TurnBatchCodec.Identifier || payload.Manifest != SnapshotPayload.Manifest)
        {
            return null;
        }

        try
        {
            return whole ? SnapshotPayload.Decode(payload.Bytes) : SnapshotPayload.DecodeHeader(payload.Bytes);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static T Read<T>(WarehouseId warehouse, StoredPayload payload, string manifest, Func<byte[], T> decode)
    {
        if (payload.Serializer != TurnBatchCodec.Identifier || payload.Manifest != manifest)
        {
            throw Corrupt(warehouse, payload.Row, $"it is of serializer {payload.Serializer}, '{payload.Manifest}'; this version reads {TurnBatchCodec.Identifier}, '{manifest}'.");
        }

        try
        {
            return decode(payload.Bytes);
        }
        catch (FormatException e)
        {
            throw Corrupt(warehouse, payload.Row, e.Message, e);
        }
    }

    private static JournalCorruptException Corrupt(WarehouseId warehouse, long row, string message, Exception? inner = null) =>
        new(ShardMap.ShardOf(warehouse), row, $"warehouse {warehouse.Value}: {message}", inner);
}
