using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;

namespace Backorders.Testing.Actors;

/// <summary>Reads of <see cref="TroubledTurnStore"/>.</summary>
internal sealed class TroubledRows(TroubledTurnStore store) : ITurnRows
{
    /// <inheritdoc/>
    public ValueTask<TurnRowHead?> ReadLastAsync(WarehouseId warehouse, CancellationToken cancellation) =>
        ReadAsync(rows => rows.ReadLastAsync(warehouse, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<TurnRowHead?> ReadHeadAsync(WarehouseId warehouse, long row, CancellationToken cancellation) =>
        ReadAsync(rows => rows.ReadHeadAsync(warehouse, row, cancellation), cancellation);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TurnRow>> ReadAfterAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation)
    {
        IReadOnlyList<TurnRow> read = await ReadAsync(rows => rows.ReadAfterAsync(warehouse, afterRow, bytesMax, cancellation), cancellation);
        store.NoteRead(read.Count);
        return read;
    }

    /// <inheritdoc/>
    public async ValueTask<TurnRowHead?> FindAsync(WarehouseId warehouse, long turn, CancellationToken cancellation)
    {
        await (store.BeforeFind?.Invoke(turn) ?? Task.CompletedTask);
        return await ReadAsync(rows => rows.FindAsync(warehouse, turn, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WarehouseId>> ListWarehousesAsync(CancellationToken cancellation) =>
        ReadAsync(rows => rows.ListWarehousesAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TurnSnapshotHead>> ListSnapshotsAsync(WarehouseId warehouse, CancellationToken cancellation) =>
        ReadAsync(rows => rows.ListSnapshotsAsync(warehouse, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<TurnSnapshot?> ReadSnapshotAsync(WarehouseId warehouse, long upToTurn, int format, CancellationToken cancellation) =>
        ReadAsync(rows => rows.ReadSnapshotAsync(warehouse, upToTurn, format, cancellation), cancellation);

    /// <inheritdoc/>
    public async ValueTask WriteSnapshotAsync(WarehouseId warehouse, TurnSnapshot snapshot, CancellationToken cancellation)
    {
        await (store.BeforeSnapshot?.Invoke() ?? Task.CompletedTask);
        cancellation.ThrowIfCancellationRequested();
        await store.Inner.Rows.WriteSnapshotAsync(warehouse, snapshot, cancellation);
    }

    private async ValueTask<T> ReadAsync<T>(Func<ITurnRows, ValueTask<T>> read, CancellationToken cancellation)
    {
        await (store.BeforeRead?.Invoke() ?? Task.CompletedTask);
        cancellation.ThrowIfCancellationRequested();
        return await read(store.Inner.Rows);
    }
}
