using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Storage.Reading;

/// <summary>
/// Reads a range of a warehouse's turns in pages and checks numbers and chain on the way. A range may begin and end within a row.
/// </summary>
/// <remarks>
/// <para><b>Damage.</b> The good turns before a bad row are handed out first; then the reading fails with what is wrong with that row. The links between the turns of one row
/// are not stored, so a row of which one turn was changed is bad as a whole.</para>
/// <para><b>Threads.</b> All members may be called from any thread and at the same time.</para>
/// </remarks>
/// <param name="rows">The rows of all warehouses.</param>
/// <param name="warehouse">Whose turns are read.</param>
/// <param name="pageBytes">Stored bytes at which a page ends; it holds one row at least, however large that is.</param>
internal sealed class TurnPages(ITurnRows rows, WarehouseId warehouse, long pageBytes = TurnPages.PageBytes)
{
    /// <summary>
    /// Stored bytes of a page: some hundred turns, which take about ten times as much when they are decoded. With larger pages a replay at full speed leaves what it has read
    /// to the late generations of the garbage collector, and a state of 200 MB grew the process to 1 GB.
    /// </summary>
    public const long PageBytes = 128 * 1024;

    /// <summary>Pages that wait for the caller. One more is being read, and one is in the caller's hands.</summary>
    private const int pagesAhead = 2;

    /// <summary>Finds the place after a turn.</summary>
    /// <exception cref="JournalCorruptException">The journal has no such turn.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    public async Task<TurnPlace> LocateAsync(long seq, CancellationToken cancellation)
    {
        if (seq == 0)
        {
            return TurnPlace.Start;
        }

        TurnRowHead row = await rows.FindAsync(warehouse, seq, cancellation).ConfigureAwait(false) ?? throw await MissingAsync(seq, cancellation).ConfigureAwait(false);
        return row.Batch.LastSeq == seq ? new(row.Number, seq, row.Batch.After) : new(row.Number - 1, seq, null);
    }

    /// <summary>
    /// Reads all pages of a range. While the caller works on one, the next are read and decoded on the pool, so that a fold uses two cores; how many are under way at once
    /// bounds the memory.
    /// </summary>
    /// <param name="after">Where to begin.</param>
    /// <param name="upToSeq">The last turn wanted.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable: thrown behind the good turns before it.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    public async IAsyncEnumerable<TurnPage> ReadAsync(TurnPlace after, long upToSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<Task<TurnPage>> ahead = Channel.CreateBounded<Task<TurnPage>>(pagesAhead);
        Task reading = Task.Run(() => ReadAheadAsync(after, upToSeq, ahead.Writer, ending.Token), CancellationToken.None);
        try
        {
            await foreach (Task<TurnPage> next in ahead.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                TurnPage page = await next.ConfigureAwait(false);
                if (page.Turns.Count > 0)
                {
                    yield return page;
                }

                page.ThrowIfBroken();
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Reads one page, and nothing ahead of it.</summary>
    /// <returns>Its turns; at least one, unless it is broken at once.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    public async Task<TurnPage> ReadPageAsync(TurnPlace after, long upToSeq, CancellationToken cancellation) =>
        Decode(await ReadRowsAsync(after, upToSeq, cancellation).ConfigureAwait(false), upToSeq);

    /// <summary>What is thrown for a row.</summary>
    public JournalCorruptException Corrupt(long row, string message, Exception? inner = null) =>
        new(ShardMap.ShardOf(warehouse), row, $"warehouse {warehouse.Value}: {message}", inner);

    /// <summary>Never fails itself: what goes wrong reaches the caller behind the pages before it.</summary>
    private async Task ReadAheadAsync(TurnPlace after, long upToSeq, ChannelWriter<Task<TurnPage>> ahead, CancellationToken cancellation)
    {
        try
        {
            bool isBroken = false;
            for (TurnPlace at = after; at.Seq < upToSeq && !isBroken;)
            {
                RawPage raw = await ReadRowsAsync(at, upToSeq, cancellation).ConfigureAwait(false);
                await ahead.WriteAsync(Task.Run(() => Decode(raw, upToSeq), CancellationToken.None), cancellation).ConfigureAwait(false);
                (at, isBroken) = (raw.End, raw.Broken is not null);
            }

            ahead.Complete();
        }
        catch (Exception e)
        {
            ahead.Complete(e);
        }
    }

    private async Task<RawPage> ReadRowsAsync(TurnPlace after, long upToSeq, CancellationToken cancellation)
    {
        List<TurnRow> page = [];
        JournalCorruptException? broken = null;
        try
        {
            Take(after, upToSeq, await rows.ReadAfterAsync(warehouse, after.Row, pageBytes, cancellation).ConfigureAwait(false), page);
        }
        catch (JournalCorruptException)
        {
            // The rows before the bad one are wanted, and the bad one only if it is within the range.
            page.Clear();
            broken = await ReadUpToDamageAsync(after, upToSeq, page, cancellation).ConfigureAwait(false);
        }

        return new(after, page, broken);
    }

    private async Task<JournalCorruptException?> ReadUpToDamageAsync(TurnPlace after, long upToSeq, List<TurnRow> page, CancellationToken cancellation)
    {
        try
        {
            for (TurnPlace at = after; at.Seq < upToSeq; at = EndOf(page[^1]))
            {
                Take(at, upToSeq, await rows.ReadAfterAsync(warehouse, at.Row, 1, cancellation).ConfigureAwait(false), page);
            }

            return null;
        }
        catch (JournalCorruptException e)
        {
            return e;
        }
    }

    /// <summary>Adds the rows of the range, each of which must follow the one before it.</summary>
    private void Take(TurnPlace after, long upToSeq, IReadOnlyList<TurnRow> read, List<TurnRow> page)
    {
        TurnPlace at = after;
        foreach (TurnRow row in read)
        {
            if (at.Seq >= upToSeq)
            {
                return;
            }

            bool isWithin = at.Seq >= row.Batch.FirstSeq && at.Seq < row.Batch.LastSeq && at == after;
            if (!isWithin && row.Batch.FirstSeq != at.Seq + 1)
            {
                throw Corrupt(row.Number, $"turn {at.Seq + 1} is missing: the row holds turns {row.Batch.FirstSeq} to {row.Batch.LastSeq}.");
            }

            if (!isWithin && at.Head is { } head && row.Batch.Before != head)
            {
                throw Corrupt(
                    row.Number, $"turn {row.Batch.FirstSeq} does not stand on turn {at.Seq} as it is stored: their hashes differ, so one of the two rows was changed after it was written.");
            }

            page.Add(row);
            at = EndOf(row);
        }

        if (read.Count == 0)
        {
            throw Corrupt(after.Row + 1, $"the row is missing; the journal should reach to turn {upToSeq}, and ends at {after.Seq}.");
        }
    }

    private TurnPage Decode(RawPage raw, long upToSeq)
    {
        List<JournaledTurn> turns = [];
        TurnPlace at = raw.After;
        foreach (TurnRow row in raw.Rows)
        {
            try
            {
                AddTurns(row, at, upToSeq, turns);
            }
            catch (FormatException e)
            {
                return new(turns, raw.Rows, at, Corrupt(row.Number, e.Message, e));
            }

            at = row.Batch.LastSeq <= upToSeq ? EndOf(row) : new(row.Number - 1, upToSeq, turns[^1].Hash);
        }

        return new(turns, raw.Rows, at, raw.Broken);
    }

    private void AddTurns(TurnRow row, TurnPlace after, long upToSeq, List<JournaledTurn> turns)
    {
        IReadOnlyList<JournaledTurn> read = row.Batch.Read();
        foreach (JournaledTurn turn in read)
        {
            if (turn.Turn.Warehouse != warehouse)
            {
                throw new FormatException($"Turn {turn.Seq} is warehouse {turn.Turn.Warehouse}'s: it was moved here after it was written.");
            }

            if (turn.Seq == after.Seq && after.Head is { } head && turn.Hash != head)
            {
                throw new FormatException($"Turn {turn.Seq} is not the one that was read before: their hashes differ.");
            }
        }

        int skipped = (int)(after.Seq + 1 - row.Batch.FirstSeq);
        int taken = (int)(Math.Min(upToSeq, row.Batch.LastSeq) - after.Seq);
        for (int i = skipped; i < skipped + taken; i++)
        {
            turns.Add(read[i]);
        }
    }

    private async Task<JournalCorruptException> MissingAsync(long seq, CancellationToken cancellation)
    {
        TurnRowHead? last = await rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false);
        return Corrupt((last?.Number ?? 0) + 1, $"the row of turn {seq} is missing; the journal ends at turn {last?.Batch.LastSeq ?? 0}.");
    }

    private static TurnPlace EndOf(TurnRow row) => new(row.Number, row.Batch.LastSeq, row.Batch.After);

    private sealed record RawPage(TurnPlace After, IReadOnlyList<TurnRow> Rows, JournalCorruptException? Broken)
    {
        public TurnPlace End => Rows.Count == 0 ? After : EndOf(Rows[^1]);
    }
}
