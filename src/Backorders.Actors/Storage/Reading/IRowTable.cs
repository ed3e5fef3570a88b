using Backorders.Domain.Ids;


namespace Backorders.Actors.Storage.Reading;

/// <summary>What <see cref="TurnRows"/> needs of a store: its two tables, without any meaning. Failures are <see cref="JournalUnavailableException"/>.</summary>
internal interface IRowTable
{
    /// <summary>The number of the last row; 0 when there is none.</summary>
    ValueTask<long> LastAsync(WarehouseId warehouse, CancellationToken cancellation);

    /// <summary>A row's manifest and the first bytes of its payload, read without the rest; null when there is no such row.</summary>
    ValueTask<StoredPayload?> PrefixAsync(WarehouseId warehouse, long row, int bytes, CancellationToken cancellation);

    /// <summary>Rows in ascending order, until they have grown to a size; at least one, when there is one.</summary>
    ValueTask<IReadOnlyList<StoredPayload>> RowsAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation);

    /// <summary>The ids of the warehouses that have a row, each once.</summary>
    ValueTask<IReadOnlyList<string>> WarehousesAsync(CancellationToken cancellation);

    /// <summary>The ids of the warehouses that have a snapshot, each once.</summary>
    ValueTask<IReadOnlyList<string>> SnapshotWarehousesAsync(CancellationToken cancellation);

    /// <summary>The snapshots' rows, descending, each with the first bytes of its payload.</summary>
    ValueTask<IReadOnlyList<StoredPayload>> SnapshotPrefixesAsync(WarehouseId warehouse, int bytes, CancellationToken cancellation);

    /// <summary>A snapshot's whole payload; null when it is gone.</summary>
    ValueTask<StoredPayload?> SnapshotAsync(WarehouseId warehouse, long row, CancellationToken cancellation);

    /// <summary>Stores a snapshot, or replaces that of the same row, and removes others, in one durable step.</summary>
    ValueTask WriteSnapshotAsync(WarehouseId warehouse, SnapshotToStore snapshot, IReadOnlyList<long> removed, CancellationToken cancellation);
}
