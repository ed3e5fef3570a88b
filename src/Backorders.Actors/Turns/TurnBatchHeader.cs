namespace Backorders.Actors.Turns;

/// <summary>Where a batch stands, as the first bytes of its row tell without its bodies.</summary>
/// <param name="FirstSeq">The number of the first turn, from 1.</param>
/// <param name="Count">How many turns there are; at least one.</param>
/// <param name="Before">The chain before the first turn.</param>
/// <param name="After">The chain at the last turn.</param>
public readonly record struct TurnBatchHeader(long FirstSeq, int Count, ChainHash Before, ChainHash After)
{
    /// <summary>The number of the last turn.</summary>
    public long LastSeq => FirstSeq + Count - 1;

    /// <summary>Whether the row holds a turn.</summary>
    public bool Holds(long seq) => seq >= FirstSeq && seq <= LastSeq;
}
