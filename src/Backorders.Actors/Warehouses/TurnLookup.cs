using Backorders.Actors.Storage;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>Reads single turns.</summary>
internal static class TurnLookup
{
    /// <summary>Reads one turn from the row that holds it.</summary>
    /// <exception cref="JournalException">The store cannot be read, or has no such turn.</exception>
    public static async Task<JournaledTurn> ReadAsync(ITurnRows rows, WarehouseId warehouse, long seq, CancellationToken cancellation)
    {
        TurnRowHead head = await rows.FindAsync(warehouse, seq, cancellation).ConfigureAwait(false)
            ?? throw new JournalUnavailableException($"Warehouse {warehouse} has no turn {seq}.");
        IReadOnlyList<TurnRow> row = await rows.ReadAfterAsync(warehouse, head.Number - 1, 1, cancellation).ConfigureAwait(false);
        return row[0].Batch.Read()[(int)(seq - head.Batch.FirstSeq)];
    }
}
