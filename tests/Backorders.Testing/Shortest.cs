namespace Backorders.Testing;

/// <summary>
/// The fewest entries of a list that do what the whole of it does: halves are taken away, then quarters, down to single entries, until none can be spared
/// (Zeller and Hildebrandt, <em>Simplifying and Isolating Failure-Inducing Input</em>, 2002).
/// </summary>
public static class Shortest
{
    /// <summary>What is left of a list, and whether no single entry of it can be spared; if not, the effort was spent before.</summary>
    /// <param name="whole">A list that fails.</param>
    /// <param name="fails">Whether a shorter one fails too.</param>
    /// <param name="effort">How many entries may be tried in all, for a try costs what its entries cost.</param>
    public static (IReadOnlyList<T> Entries, bool IsShortest) Of<T>(IReadOnlyList<T> whole, Func<IReadOnlyList<T>, bool> fails, long effort)
    {
        List<T> kept = [.. whole];
        for (int part = Math.Max(1, kept.Count / 2); ; part = (part + 1) / 2)
        {
            bool isShorter = false;
            for (int at = 0; at < kept.Count;)
            {
                List<T> less = [.. kept.Take(at), .. kept.Skip(at + part)];
                effort -= less.Count;
                if (effort < 0)
                {
                    return (kept, false);
                }

                if (less.Count > 0 && fails(less))
                {
                    (kept, isShorter) = (less, true);
                }
                else
                {
                    at += part;
                }
            }

            if (part == 1 && !isShorter)
            {
                return (kept, true);
            }
        }
    }
}
