using Backorders.Domain.Ids;


namespace Backorders.ReadModel.Port;

/// <summary>
/// Where the read model is written. Its content is a fold of the journal and may be thrown away at any time: a store that finds itself damaged, or made for another
/// <see cref="ReadModelSchema.Version"/>, makes itself empty and says that it stands at the start.
/// </summary>
/// <remarks>
/// <para><b>One writer.</b> A warehouse is written by one caller at a time; different warehouses may be written at once. Where several nodes share a store, one that has lost a
/// warehouse may not know it yet: every change names the cursor that it goes on from, and the store checks it in the same step. <see cref="RowsMovedException"/>: the rows stand
/// elsewhere, and nothing was stored; begin anew at the stored cursor.</para>
/// <para><b>What is atomic.</b> <see cref="CommitAsync"/> stores all rows of a batch together with its cursor, or nothing. It need not survive the loss of power: what is lost is
/// folded again, for the cursor goes with it. It must never survive in part.</para>
/// <para><b>Failures.</b> <see cref="ReadModelUnavailableException"/>: nothing was stored; the call may be repeated.</para>
/// </remarks>
public interface IReadModelStore : IAsyncDisposable
{
    /// <summary>Where a warehouse's rows stand.</summary>
    ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation);

    /// <summary>Removes a warehouse's rows and puts its cursor back to the start.</summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="from">Where the rows stand, as the caller read it.</param>
    /// <param name="cancellation">Ends it before anything is removed.</param>
    /// <exception cref="RowsMovedException">The rows stand elsewhere.</exception>
    ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation);

    /// <summary>The rows that are there of those asked for, without discrepancies and counts.</summary>
    ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation);

    /// <summary>Replaces or adds the rows, adds the counts, settles the discrepancies and moves the cursor.</summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="from">Where the rows stood that the batch was made from.</param>
    /// <param name="batch">The rows, and where they stand then.</param>
    /// <param name="cancellation">Ends it before anything is stored.</param>
    /// <exception cref="RowsMovedException">The rows stand elsewhere.</exception>
    ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation);
}
