using Backorders.Domain.Ids;
using Backorders.ReadModel.Fold;
using Backorders.ReadModel.Port;

namespace Backorders.ReadModel;

/// <summary>
/// Folds a warehouse's turns into rows, a batch at a time: rows that the batch needs and that are not in memory are read in one go, all turns are folded in memory, and every row
/// is written once, however often it changed. After any failure the writer is spent: make a new one, which goes on at the stored cursor.
/// </summary>
public sealed class ReadModelWriter
{
    private readonly IReadModelStore store;
    private readonly WarehouseId warehouse;
    private readonly RowBook book = new();

    private ReadModelWriter(IReadModelStore store, WarehouseId warehouse, ReadCursor cursor) => (this.store, this.warehouse, Cursor) = (store, warehouse, cursor);

    /// <summary>What is stored.</summary>
    public ReadCursor Cursor { get; private set; }

    /// <summary>A writer that goes on where the store stands.</summary>
    public static async ValueTask<ReadModelWriter> OpenAsync(IReadModelStore store, WarehouseId warehouse, CancellationToken cancellation) =>
        new(store, warehouse, await store.ReadCursorAsync(warehouse, cancellation).ConfigureAwait(false));

    /// <summary>Folds turns and stores the outcome.</summary>
    /// <param name="turns">In order; all after <see cref="Cursor"/>.</param>
    /// <param name="cancellation">Ends it before anything is stored.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="RowMissingException">The rows do not belong to this journal: reset the store.</exception>
    /// <exception cref="RowsMovedException">Another writer has moved the rows; nothing was stored.</exception>
    /// <exception cref="ReadModelUnavailableException">Nothing was stored.</exception>
    public async ValueTask<int> WriteAsync(IReadOnlyList<FoldedTurn> turns, CancellationToken cancellation)
    {
        if (turns.Count == 0)
        {
            return 0;
        }

        await LoadAsync(KeyCollector.First(turns, book), cancellation).ConfigureAwait(false);
        await LoadAsync(KeyCollector.Others(turns, book), cancellation).ConfigureAwait(false);
        TurnFold fold = new(book, Cursor.TimeZone);
        foreach (FoldedTurn turn in turns)
        {
            fold.Apply(turn);
        }

        RowBatch batch = book.ToBatch(new ReadCursor(turns[^1].Seq, turns[^1].At, fold.TimeZone));
        await store.CommitAsync(warehouse, Cursor, batch, cancellation).ConfigureAwait(false);
        int rows = batch.Rows;
        book.Committed();
        Cursor = batch.Cursor;
        return rows;
    }

    private async ValueTask LoadAsync(RowKeys keys, CancellationToken cancellation)
    {
        if (!keys.IsEmpty)
        {
            book.Load(await store.LoadAsync(warehouse, keys, cancellation).ConfigureAwait(false));
        }
    }
}
