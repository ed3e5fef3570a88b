using System.Runtime.ExceptionServices;
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage.Reading;

/// <summary>Some turns of a warehouse in a row, checked: numbered without gaps, on the chain, and the warehouse's own.</summary>
/// <param name="turns">The turns, in order; empty only when <paramref name="broken"/> says why.</param>
/// <param name="rows">The rows that they were read from.</param>
/// <param name="end">The place after them.</param>
/// <param name="broken">What is wrong with the row after them; null when nothing is, as far as it was read.</param>
internal sealed class TurnPage(IReadOnlyList<JournaledTurn> turns, IReadOnlyList<TurnRow> rows, TurnPlace end, JournalCorruptException? broken)
{
    /// <summary>The turns, in order.</summary>
    public IReadOnlyList<JournaledTurn> Turns => turns;

    /// <summary>The place after them.</summary>
    public TurnPlace End => end;

    /// <summary>What is wrong with the row after them; null when nothing is, as far as it was read.</summary>
    public JournalCorruptException? Broken => broken;

    /// <summary>The row that holds one of the turns.</summary>
    public long RowOf(long seq) => rows.Last(r => r.Batch.FirstSeq <= seq).Number;

    /// <summary>Fails when the row after the turns is not what was written.</summary>
    /// <exception cref="JournalCorruptException">It is not.</exception>
    public void ThrowIfBroken()
    {
        if (broken is not null)
        {
            ExceptionDispatchInfo.Throw(broken);
        }
    }
}
