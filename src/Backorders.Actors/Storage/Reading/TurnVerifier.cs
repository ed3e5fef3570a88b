using Backorders.Actors.Turns;
using Backorders.Domain;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Storage.Reading;

/// <summary>
/// Walks warehouses' rows from the first one: none missing, each chained to the one before it, each readable and the warehouse's own, each turn fitting the state before it and
/// decided no earlier, and the invariants kept. Reads only, and may do so beside the node that serves.
/// </summary>
/// <remarks>
/// A journal whose last rows were removed is consistent in itself. A snapshot of a later turn reveals the removal, because snapshots hold durable turns only. A journal that was
/// restored from an older copy looks the same, so an intended restore must remove the later snapshots too.
/// </remarks>
/// <param name="rows">What is walked.</param>
/// <param name="checkInvariantsEvery">Turns between two checks of all invariants; 0: only at the end.</param>
public sealed class TurnVerifier(ITurnRows rows, int checkInvariantsEvery = 0)
{
    /// <summary>Walks every warehouse that has a row, in the order of their ids.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read; that says nothing about its content.</exception>
    public async Task<IReadOnlyList<TurnVerification>> VerifyAllAsync(CancellationToken cancellation)
    {
        List<TurnVerification> reports = [];
        foreach (WarehouseId warehouse in await rows.ListWarehousesAsync(cancellation).ConfigureAwait(false))
        {
            reports.Add(await VerifyAsync(warehouse, cancellation).ConfigureAwait(false));
        }

        return reports;
    }

    /// <summary>Walks one warehouse, up to the first turn that is wrong.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read; that says nothing about its content.</exception>
    public async Task<TurnVerification> VerifyAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        ShardFold fold = new();
        fold.FindOrAdd(warehouse);
        try
        {
            // Before the end is looked up: a snapshot that is written meanwhile is of rows that are written meanwhile.
            IReadOnlyList<TurnSnapshotHead> snapshots = await rows.ListSnapshotsAsync(warehouse, cancellation).ConfigureAwait(false);
            await WalkAsync(warehouse, fold, cancellation).ConfigureAwait(false);
            foreach (TurnSnapshotHead snapshot in snapshots.OrderBy(s => s.Row))
            {
                await CheckAsync(warehouse, fold, snapshot, cancellation).ConfigureAwait(false);
            }

            return Report(warehouse, fold, null);
        }
        catch (JournalCorruptException e)
        {
            return Report(warehouse, fold, e);
        }
    }

    private async Task WalkAsync(WarehouseId warehouse, ShardFold fold, CancellationToken cancellation)
    {
        TurnPages pages = new(rows, warehouse);
        await foreach (TurnPage page in pages.ReadAsync(TurnPlace.Start, await LastAsync(warehouse, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false))
        {
            foreach (JournaledTurn turn in page.Turns)
            {
                if (Wrong(fold, warehouse, turn, out Exception? cause) is { } wrong)
                {
                    throw pages.Corrupt(page.RowOf(turn.Seq), $"turn {turn.Seq}: {wrong}", cause);
                }
            }
        }
    }

    /// <summary>The last turn, as far as the last row tells it; a row that cannot be read is met by the walk.</summary>
    private async Task<long> LastAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        try
        {
            return await rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false) is { } last ? last.Batch.LastSeq : 0;
        }
        catch (JournalCorruptException)
        {
            return long.MaxValue;
        }
    }

    /// <summary>Folds a turn.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    private string? Wrong(ShardFold fold, WarehouseId warehouse, JournaledTurn turn, out Exception? cause)
    {
        cause = null;
        if (turn.Turn.At < fold.LastAt)
        {
            return $"it was decided at {turn.Turn.At}, before the turn that it follows.";
        }

        try
        {
            fold.Apply(turn.Turn, turn.Seq, turn.Hash);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            cause = e;
            return $"its events do not fit the state before them: {e.Message}";
        }

        return checkInvariantsEvery > 0
            && turn.Seq % checkInvariantsEvery == 0
            && fold.FindOrAdd(warehouse).Warehouse.CheckInvariants(turn.Turn.At) is { Count: > 0 } violations
                ? "after it, " + string.Join(" ", violations)
                : null;
    }

    private async Task CheckAsync(WarehouseId warehouse, ShardFold fold, TurnSnapshotHead snapshot, CancellationToken cancellation)
    {
        TurnPages pages = new(rows, warehouse);
        if (snapshot.Seq > fold.LastSeq)
        {
            throw pages.Corrupt(
                snapshot.Row, $"the row is missing: a snapshot was taken behind turn {snapshot.Seq}, and the journal ends at turn {fold.LastSeq}. Turns were cut off its end.");
        }

        TurnRowHead? row = await rows.ReadHeadAsync(warehouse, snapshot.Row, cancellation).ConfigureAwait(false);
        if (row is not { } stored || stored.Batch.LastSeq != snapshot.Seq || stored.Batch.After != snapshot.Head)
        {
            throw pages.Corrupt(snapshot.Row, $"a snapshot was taken behind turn {snapshot.Seq}, of other turns than are here: they were replaced after it was taken.");
        }
    }

    private static TurnVerification Report(WarehouseId warehouse, ShardFold fold, JournalCorruptException? broken)
    {
        // The hash first: a check may look at nothing but must not be trusted to leave no trace.
        Warehouse state = fold.FindOrAdd(warehouse).Warehouse;
        string hash = SnapshotCodec.StateHash(state);
        return new(warehouse, fold.LastSeq, broken is null ? null : fold.LastSeq + 1, broken?.Seq, broken?.Message, hash, state.CheckInvariants(fold.LastAt));
    }
}
