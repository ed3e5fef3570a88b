
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage.Reading;

/// <summary>A place between two turns of a warehouse, from which reading goes on.</summary>
/// <param name="Row">The last row that lies wholly before it; 0 for the start.</param>
/// <param name="Seq">The turn before it; 0 for the start. It may lie within the row after <paramref name="Row"/>.</param>
/// <param name="Head">The chain at that turn; null when only reading its row will tell.</param>
internal readonly record struct TurnPlace(long Row, long Seq, ChainHash? Head)
{
    /// <summary>Before the first turn.</summary>
    public static TurnPlace Start => new(0, 0, ChainHash.Zero);
}
