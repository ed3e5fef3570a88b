
using Backorders.Actors.Turns;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>The journal's table and the snapshots beside it, as the database keeps them: a row's number can be taken once, behind the row before it.</summary>
internal sealed class SimulatedTable(SessionBug bug)
{
    private readonly List<(TurnBatch Batch, int Writer)> rows = [];

    /// <summary>The last row's number; 0 when there is none.</summary>
    public int Highest => rows.Count;

    /// <summary>The last snapshot, and the row that it says it stands on.</summary>
    public (int Row, StoredSnapshot State)? Snapshot { get; set; }

    public IReadOnlyList<(TurnBatch Batch, int Writer)> Rows => rows;

    /// <summary>Where the journal ends.</summary>
    public ShardHead Head => rows.Count == 0 ? default : new ShardHead(rows[^1].Batch.LastSeq, rows[^1].Batch.After);

    /// <summary>Puts a row in, unless its number is taken or the row before it is missing.</summary>
    public bool TryInsert(int number, TurnBatch batch, int writer)
    {
        TurnBatch stored = TurnBatchCodec.Decode(TurnBatchCodec.Encode(batch));
        if (bug == SessionBug.LosesATurn && stored.Count > 2)
        {
            stored = TurnBatch.Chain(stored.FirstSeq - 1, stored.Before, [.. stored.Bodies.SkipLast(1)]);
        }

        if (number <= rows.Count && bug == SessionBug.DoesNotFence)
        {
            rows[number - 1] = (stored, writer);
            return true;
        }

        if (number != rows.Count + 1)
        {
            return false;
        }

        rows.Add((stored, writer));
        return true;
    }

    /// <summary>Rows from a number on, as recovery gets them.</summary>
    public IEnumerable<(int Number, TurnBatch Batch)> Read(int from, int upTo)
    {
        for (int number = from; number <= upTo; number++)
        {
            if (bug != SessionBug.DiscardsReturnedWriter || !IsOfReturnedWriter(number))
            {
                yield return (number, rows[number - 1].Batch);
            }
        }
    }

    private bool IsOfReturnedWriter(int number)
    {
        int writer = rows[number - 1].Writer;
        int other = rows.FindLastIndex(number - 1, r => r.Writer != writer);
        return other > 0 && rows.FindIndex(0, other, r => r.Writer == writer) >= 0;
    }
}
