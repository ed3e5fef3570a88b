namespace Backorders.Actors.Turns;

/// <summary>
/// One row of a warehouse's journal: the turns that were decided while one write was under way. Turns are numbered from 1 without gaps and chained:
/// the link of turn n is SHA-256 over the link of turn n − 1 and the body of turn n.
/// </summary>
/// <param name="FirstSeq">The number of the first turn, from 1.</param>
/// <param name="Before">The chain before the first turn; <see cref="ChainHash.Zero"/> before turn 1.</param>
/// <param name="Bodies">The turns as <see cref="TurnCodec.Encode"/> wrote them, in order; at least one. Nobody changes these bytes afterwards.</param>
/// <param name="After">The chain at the last turn.</param>
public sealed record TurnBatch(long FirstSeq, ChainHash Before, IReadOnlyList<ReadOnlyMemory<byte>> Bodies, ChainHash After)
{
    /// <summary>How many turns there are.</summary>
    public int Count => Bodies.Count;

    /// <summary>The number of the last turn.</summary>
    public long LastSeq => FirstSeq + Bodies.Count - 1;

    /// <summary>Where the batch stands, without its bodies.</summary>
    public TurnBatchHeader Header => new(FirstSeq, Count, Before, After);

    /// <summary>A batch that follows a place of the chain.</summary>
    /// <param name="lastSeq">The turn before the first one; 0 when there is none.</param>
    /// <param name="before">The chain there.</param>
    /// <param name="bodies">The turns, at least one.</param>
    public static TurnBatch Chain(long lastSeq, ChainHash before, IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        ChainHash after = before;
        foreach (ReadOnlyMemory<byte> body in bodies)
        {
            after = after.Next(body.Span);
        }

        return new(lastSeq + 1, before, bodies, after);
    }

    /// <summary>Reads the turns and checks every link on the way.</summary>
    /// <returns>The turns, in order.</returns>
    /// <exception cref="FormatException">A body cannot be read, or the chain does not lead from <see cref="Before"/> to <see cref="After"/>: something was changed.</exception>
    public IReadOnlyList<JournaledTurn> Read()
    {
        JournaledTurn[] turns = new JournaledTurn[Bodies.Count];
        ChainHash link = Before;
        for (int i = 0; i < turns.Length; i++)
        {
            link = link.Next(Bodies[i].Span);
            try
            {
                turns[i] = new(FirstSeq + i, TurnCodec.Decode(Bodies[i].Span), link, Bodies[i].Length);
            }
            catch (FormatException e)
            {
                throw new FormatException($"Turn {FirstSeq + i}: {e.Message}", e);
            }
        }

        return link == After
            ? turns
            : throw new FormatException($"Turns {FirstSeq} to {LastSeq}: their bodies do not lead to the stored link; one of them was changed after it was written.");
    }
}
