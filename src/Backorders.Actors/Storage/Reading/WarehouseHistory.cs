using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Storage.Reading;

/// <summary>Reads what a warehouse went through from its rows, whoever serves it.</summary>
/// <param name="rows">The rows of all warehouses.</param>
/// <param name="warehouse">The warehouse.</param>
/// <param name="pageBytes">Stored bytes at which a page ends.</param>
internal sealed class WarehouseHistory(ITurnRows rows, WarehouseId warehouse, long pageBytes = TurnPages.PageBytes) : IWarehouseHistory
{
    private readonly TurnPages pages = new(rows, warehouse, pageBytes);

    /// <inheritdoc/>
    /// <remarks>Bisects over the rows, by the time of the first turn of each, and then within one.</remarks>
    public async Task<long> FindBeforeAsync(Instant at, long upToSeq, CancellationToken cancellation)
    {
        TurnPlace end = await pages.LocateAsync(upToSeq, cancellation).ConfigureAwait(false);
        long low = 0;
        long high = end.Head is null ? end.Row + 1 : end.Row;
        TurnRow? found = null;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            TurnRow row = await ReadRowAsync(middle, cancellation).ConfigureAwait(false);
            (low, high, found) = TimeOf(row, 0) < at ? (middle, high, row) : (low, middle - 1, found);
        }

        return found is null ? 0 : Math.Min(LastBefore(found, at), upToSeq);
    }

    /// <inheritdoc/>
    public async Task<Warehouse> LoadAsync(long upToSeq, CancellationToken cancellation)
    {
        FoldedState state = await new StateReader(rows, warehouse, pageBytes).LoadAsync(upToSeq, cancellation).ConfigureAwait(false);
        return state.Fold.FindOrAdd(warehouse).Warehouse;
    }

    /// <inheritdoc/>
    public async Task ReadAsync(long afterSeq, long upToSeq, Func<IReadOnlyList<CommittedTurn>, long, Task> page, CancellationToken cancellation)
    {
        if (afterSeq >= upToSeq)
        {
            return;
        }

        TurnPlace after = await pages.LocateAsync(afterSeq, cancellation).ConfigureAwait(false);
        await foreach (TurnPage read in pages.ReadAsync(after, upToSeq, cancellation).ConfigureAwait(false))
        {
            await page([.. read.Turns.Select(Committed)], read.End.Seq).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<TurnRow> ReadRowAsync(long row, CancellationToken cancellation) =>
        await rows.ReadAfterAsync(warehouse, row - 1, 1, cancellation).ConfigureAwait(false) is [var found, ..]
            ? found
            : throw pages.Corrupt(row, "the row is missing, and later ones are there.");

    /// <summary>The last turn of a row that was decided before a time. No turn is decided before the one that it follows, and the first of the row is early enough.</summary>
    private long LastBefore(TurnRow row, Instant at)
    {
        int low = 0;
        int high = row.Batch.Count - 1;
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            (low, high) = TimeOf(row, middle) < at ? (middle, high) : (low, middle - 1);
        }

        return row.Batch.FirstSeq + low;
    }

    private Instant TimeOf(TurnRow row, int turn)
    {
        try
        {
            return TurnCodec.Decode(row.Batch.Bodies[turn].Span).At;
        }
        catch (FormatException e)
        {
            throw pages.Corrupt(row.Number, $"turn {row.Batch.FirstSeq + turn}: {e.Message}", e);
        }
    }

    private CommittedTurn Committed(JournaledTurn turn) => new(warehouse, turn.Seq, turn.Turn.At, turn.Turn.Key, turn.Turn.Actor, turn.Turn.Events) { Origin = turn.Turn.Origin, Hash = turn.Hash };
}
