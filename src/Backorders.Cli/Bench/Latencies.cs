using HdrHistogram;

namespace Backorders.Cli.Bench;

/// <summary>How long answers took, to three digits: a bench of any length holds no more than a few hundred kilobytes.</summary>
internal sealed class Latencies
{
    private const int Digits = 3;
    private static readonly long longest = (long)TimeSpan.FromHours(1).TotalMicroseconds;
    private readonly LongConcurrentHistogram microseconds = new(1, longest, Digits);

    public long Count => microseconds.TotalCount;

    /// <summary>Any thread may.</summary>
    public void Add(TimeSpan took) => microseconds.RecordValue(Math.Min((long)took.TotalMicroseconds, longest));

    /// <summary>The milliseconds within which this share of the answers came; 0 when there were none.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public double Percentile(double share) => Count == 0 ? 0 : microseconds.GetValueAtPercentile(share * 100) / 1000d;
}
