namespace Backorders.ReadModel.Reports;

/// <summary>
/// Exact percentiles by the nearest rank: always one of the values (Hyndman and Fan 1996, definition 1). Exact, because they are figures of the trade over stored rows:
/// every reader of the same rows gets the same value, which the buckets of a histogram would round.
/// </summary>
public static class Percentile
{
    /// <summary>The smallest value that at least the given share of all values does not exceed; null when there are none.</summary>
    /// <param name="ascending">The values, sorted.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double? Of(IReadOnlyList<double> ascending, double share) => ascending.Count == 0
        ? null
        : ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Count) - 1, 0, ascending.Count - 1)];
}
