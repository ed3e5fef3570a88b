namespace Backorders.Cli.Bench;

/// <summary>How long answers took.</summary>
internal sealed class Latencies
{
    private readonly Lock gate = new();
    private readonly List<double> milliseconds = [];

    public int Count => milliseconds.Count;

    public void Add(TimeSpan took)
    {
        lock (gate)
        {
            milliseconds.Add(took.TotalMilliseconds);
        }
    }

    /// <summary>The time within which this share of the answers came; 0 when there were none.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public double Percentile(double share)
    {
        lock (gate)
        {
            milliseconds.Sort();
            return milliseconds.Count == 0 ? 0 : milliseconds[(int)Math.Min(milliseconds.Count - 1, Math.Ceiling(share * milliseconds.Count))];
        }
    }
}
