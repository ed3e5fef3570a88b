using Backorders.Domain.Ids;


namespace Backorders.Actors.Storage;

/// <summary>
/// Warehouses' rows by plain statements, without an actor system: for recovery beside the actors, for history, for <c>verify</c>, and for whoever follows a warehouse that
/// lives on another node.
/// </summary>
/// <remarks>
/// <para><b>What is seen.</b> Only what is durable. Rows are never changed, so what was read stays true; a row that comes later is seen by a later call.</para>
/// <para><b>Buffers.</b> What a call returns belongs to the caller.</para>
/// <para><b>Failures.</b> <see cref="JournalUnavailableException"/>: the store cannot be used now. <see cref="JournalCorruptException"/>: a row is missing, or is not what was
/// written. Snapshots are short cuts: one that is missing, unreadable or not on the journal's chain is passed over.</para>
/// <para><b>Threads.</b> All members may be called from any thread and at the same time.</para>
/// </remarks>
public interface ITurnRows
{
    /// <summary>The warehouse's last row; null when it has none.</summary>
    ValueTask<TurnRowHead?> ReadLastAsync(WarehouseId warehouse, CancellationToken cancellation);

    /// <summary>One row without its bodies; null when there is none of that number.</summary>
    ValueTask<TurnRowHead?> ReadHeadAsync(WarehouseId warehouse, long row, CancellationToken cancellation);

    /// <summary>Reads rows in ascending order.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="afterRow">The row before the first one wanted; 0 for the start.</param>
    /// <param name="bytesMax">The page ends when it has grown to this size; it holds at least one row, however large that is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The rows, numbered without gaps; empty only when there are none after <paramref name="afterRow"/>.</returns>
    ValueTask<IReadOnlyList<TurnRow>> ReadAfterAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation);

    /// <summary>Finds the row that holds a turn, by bisection: about log2 of the number of rows are looked at, of each the first bytes only.</summary>
    /// <returns>The row; null when the warehouse has no such turn (yet).</returns>
    ValueTask<TurnRowHead?> FindAsync(WarehouseId warehouse, long turn, CancellationToken cancellation);

    /// <summary>The warehouses that have a row or a snapshot, in the order of their ids. So a warehouse that lost all its rows is still listed.</summary>
    ValueTask<IReadOnlyList<WarehouseId>> ListWarehousesAsync(CancellationToken cancellation);

    /// <summary>All snapshots that say what they are, the latest first, whether they stand on the journal's chain or not.</summary>
    ValueTask<IReadOnlyList<TurnSnapshotHead>> ListSnapshotsAsync(WarehouseId warehouse, CancellationToken cancellation);

    /// <summary>The latest snapshot that stands on the journal's chain; null when there is none.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="upToTurn">It holds no later turn than this one.</param>
    /// <param name="format">The only layout of parts that the caller can read.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<TurnSnapshot?> ReadSnapshotAsync(WarehouseId warehouse, long upToTurn, int format, CancellationToken cancellation);

    /// <summary>Stores a snapshot and removes others, so that the latest two that stand on the journal's chain are kept. One of the same row is replaced.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="snapshot">The fold up to a row that is durable, with that row's number.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask WriteSnapshotAsync(WarehouseId warehouse, TurnSnapshot snapshot, CancellationToken cancellation);
}
