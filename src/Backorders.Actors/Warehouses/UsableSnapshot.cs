using Backorders.Actors.Storage.Reading;
using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Actors.Warehouses;

/// <summary>A warehouse's state, read from a snapshot. Offered to a recovery as it is: it never leaves the process.</summary>
/// <param name="Row">The row that was folded last.</param>
/// <param name="State">The state there.</param>
internal sealed record UsableSnapshot(long Row, ShardFold State)
{
    /// <summary>Reads the latest snapshot that can be read; null when there is none. Whatever it is that cannot be read, the journal can.</summary>
    /// <param name="rows">The store.</param>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="upToRow">Later rows are not to be in it.</param>
    /// <param name="passedOver">Hears of each that cannot be read, with its row.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="Journal.JournalUnavailableException">The store cannot be read now.</exception>
    public static async Task<UsableSnapshot?> FindAsync(
        ITurnRows rows, WarehouseId warehouse, long upToRow, Action<long, Exception>? passedOver, CancellationToken cancellation)
    {
        long upToTurn = long.MaxValue;
        while (await rows.ReadSnapshotAsync(warehouse, upToTurn, SnapshotCodec.Format, cancellation).ConfigureAwait(false) is { } snapshot)
        {
            try
            {
                if (snapshot.Row <= upToRow)
                {
                    return new(snapshot.Row, SnapshotCodec.Read(snapshot.State));
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                passedOver?.Invoke(snapshot.Row, e);
            }

            upToTurn = snapshot.State.Seq - 1;
        }

        return null;
    }
}
