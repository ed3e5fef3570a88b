using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Storage.Reading;

/// <summary>
/// Builds a warehouse's state from the latest snapshot that can be used and the turns after it, beside whoever serves the warehouse. The fold runs on the caller's thread
/// between reads: call it off the threads that must stay quick.
/// </summary>
/// <param name="rows">The rows of all warehouses.</param>
/// <param name="warehouse">Whose state is built.</param>
/// <param name="pageBytes">Stored bytes at which a page ends.</param>
/// <param name="passedOver">Hears of each snapshot that cannot be read, with its row and why.</param>
internal sealed class StateReader(ITurnRows rows, WarehouseId warehouse, long pageBytes = TurnPages.PageBytes, Action<long, Exception>? passedOver = null)
{
    /// <summary>How far behind the journal a state may be that is said to be the latest: what is left is read in a blink.</summary>
    private const int turnsBehindMax = 4_096;

    private readonly TurnPages pages = new(rows, warehouse, pageBytes);

    /// <summary>The state at a turn.</summary>
    /// <param name="upToSeq">The last turn in it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable, or its events do not fit the state.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    public async Task<FoldedState> LoadAsync(long upToSeq, CancellationToken cancellation)
    {
        FoldedState state = await FromSnapshotAsync(upToSeq, cancellation).ConfigureAwait(false) ?? new(new ShardFold(), TurnPlace.Start);
        await AdvanceAsync(state, upToSeq, cancellation).ConfigureAwait(false);
        return state;
    }

    /// <summary>
    /// The state at the journal's last row, and what is added while it is built, until no more than a moment's work is left: so that whoever takes the warehouse over next
    /// has only that to read.
    /// </summary>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable, or its events do not fit the state.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    public async Task<FoldedState> LoadLatestAsync(CancellationToken cancellation)
    {
        FoldedState state = await FromSnapshotAsync(long.MaxValue, cancellation).ConfigureAwait(false) ?? new(new ShardFold(), TurnPlace.Start);
        long last = await LastAsync(cancellation).ConfigureAwait(false);
        do
        {
            await AdvanceAsync(state, last, cancellation).ConfigureAwait(false);
            last = await LastAsync(cancellation).ConfigureAwait(false);
        }
        while (last - state.Place.Seq > turnsBehindMax);

        return state;
    }

    /// <summary>Folds the turns after those that are in a state already.</summary>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable, or its events do not fit the state.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now. The state may be used on: it stands where <see cref="FoldedState.Place"/> says.</exception>
    public async Task AdvanceAsync(FoldedState state, long upToSeq, CancellationToken cancellation)
    {
        await foreach (TurnPage page in pages.ReadAsync(state.Place, upToSeq, cancellation).ConfigureAwait(false))
        {
            foreach (JournaledTurn turn in page.Turns)
            {
                Fold(state.Fold, turn, page);
            }

            state.Place = page.End;
        }
    }

    private void Fold(ShardFold fold, JournaledTurn turn, TurnPage page)
    {
        try
        {
            fold.Apply(turn.Turn, turn.Seq, turn.Hash);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw pages.Corrupt(page.RowOf(turn.Seq), $"turn {turn.Seq}: its events do not fit the state before them: {e.Message}", e);
        }
    }

    private async Task<long> LastAsync(CancellationToken cancellation) =>
        await rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false) is { } last ? last.Batch.LastSeq : 0;

    /// <summary>The state of the latest snapshot that can be read; null when there is none. Whatever it is that cannot be read, the journal can.</summary>
    /// <param name="upToSeq">Later turns are not to be in it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    private async Task<FoldedState?> FromSnapshotAsync(long upToSeq, CancellationToken cancellation)
    {
        long atMost = upToSeq;
        while (await rows.ReadSnapshotAsync(warehouse, atMost, SnapshotCodec.Format, cancellation).ConfigureAwait(false) is { } snapshot)
        {
            try
            {
                return new(SnapshotCodec.Read(snapshot.State), new(snapshot.Row, snapshot.State.Seq, snapshot.State.Head));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Damaged, or not what this version saves: the one before it may do, and the journal does.
                passedOver?.Invoke(snapshot.Row, e);
                atMost = snapshot.State.Seq - 1;
            }
        }

        return null;
    }
}
