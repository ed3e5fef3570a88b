using System.Runtime.ExceptionServices;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>
/// Reads a range of a shard's turns in pages and checks the chain on the way. The next pages are read and decoded while the caller folds this one, so that
/// recovery uses more than one core; how many are under way at once bounds the memory.
/// </summary>
internal sealed class TurnReader(IJournal journal, int shard, int pageRows)
{
    private const int pagesAhead = 3;

    /// <summary>Hands every turn of the range to <paramref name="fold"/>, in order.</summary>
    /// <param name="afterSeq">The turn before the first one.</param>
    /// <param name="afterHash">The chain at that turn.</param>
    /// <param name="upToSeq">The last one.</param>
    /// <param name="fold">Gets each turn.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable.</exception>
    public async Task ReadAsync(long afterSeq, ChainHash afterHash, long upToSeq, Action<StoredTurn> fold, CancellationToken cancellation)
    {
        Queue<Task<Page>> ahead = new();
        long asked = afterSeq;
        ChainHash head = afterHash;
        long seq = afterSeq;
        while (seq < upToSeq)
        {
            while (ahead.Count < pagesAhead && asked < upToSeq)
            {
                long until = Math.Min(asked + pageRows, upToSeq);
                ahead.Enqueue(ReadPageAsync(asked, until, cancellation));
                asked = until;
            }

            Page page = await ahead.Dequeue();
            if (page.Turns.Count > 0 && page.First.Hash != head.Next(page.First.Body.Span))
            {
                throw BrokenChain(seq + 1);
            }

            foreach (StoredTurn turn in page.Turns)
            {
                fold(turn);
                (seq, head) = (turn.Seq, turn.Hash);
            }

            page.Broken?.Throw();
        }
    }

    /// <summary>A page, or the good rows before the first bad one together with what is wrong with that.</summary>
    private async Task<Page> ReadPageAsync(long afterSeq, long upToSeq, CancellationToken cancellation)
    {
        Page page = new(new List<StoredTurn>((int)(upToSeq - afterSeq)));
        long seq = afterSeq;
        try
        {
            while (seq < upToSeq)
            {
                IReadOnlyList<JournalRow> rows = await journal.ReadAsync(shard, seq, (int)(upToSeq - seq), cancellation);
                if (rows.Count == 0)
                {
                    throw new JournalCorruptException(shard, seq + 1, $"the row is missing; the shard should reach to {upToSeq}.");
                }

                foreach (JournalRow row in rows)
                {
                    Add(row, ++seq, page);
                }
            }
        }
        catch (JournalCorruptException e)
        {
            page.Broken = ExceptionDispatchInfo.Capture(e);
        }

        return page;
    }

    private void Add(in JournalRow row, long expectedSeq, Page page)
    {
        StoredTurn turn = Decode(row, expectedSeq, page.Turns.Count == 0 ? null : page.Turns[^1].Hash);
        if (page.Turns.Count == 0)
        {
            page.First = row;
        }

        page.Turns.Add(turn);
    }

    private StoredTurn Decode(in JournalRow row, long expectedSeq, ChainHash? previous)
    {
        if (row.Seq != expectedSeq)
        {
            throw new JournalCorruptException(shard, expectedSeq, $"the row is missing; the next one is {row.Seq}.");
        }

        if (previous is { } before && before.Next(row.Body.Span) != row.Hash)
        {
            throw BrokenChain(row.Seq);
        }

        try
        {
            return row.Kind == RowKind.Turn
                ? new(row.Seq, TurnCodec.Decode(row.Body.Span), row.Hash, row.Body.Length)
                : throw new JournalCorruptException(shard, row.Seq, $"its kind is {(int)row.Kind}, which this version does not know.");
        }
        catch (FormatException e)
        {
            throw new JournalCorruptException(shard, row.Seq, e.Message, e);
        }
    }

    private JournalCorruptException BrokenChain(long seq) => new(
        shard, seq, "its hash is not that of its body and the row before it: one of the two was changed after it was written.");

    private sealed class Page(List<StoredTurn> turns)
    {
        public List<StoredTurn> Turns { get; } = turns;

        /// <summary>The row of the first turn: its link to the page before is checked when that page is known.</summary>
        public JournalRow First { get; set; }

        public ExceptionDispatchInfo? Broken { get; set; }
    }
}
