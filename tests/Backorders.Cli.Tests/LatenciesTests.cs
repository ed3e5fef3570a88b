using Backorders.Cli.Bench;

namespace Backorders.Cli.Tests;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentile_OfAThousandTimes_IsRightToThreeDigits()
    {
        Latencies latencies = new();
        Parallel.For(1, 1_001, i => latencies.Add(TimeSpan.FromMilliseconds(i)));

        Assert.Equal(1_000, latencies.Count);
        Assert.InRange(latencies.Percentile(0.5), 500, 501);
        Assert.InRange(latencies.Percentile(0.99), 990, 991);
        Assert.InRange(latencies.Percentile(1), 1_000, 1_001);
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new Latencies().Percentile(0.5));

    [Fact]
    public void Add_LongerThanCanBeTold_CountsAsTheLongest()
    {
        Latencies latencies = new();
        latencies.Add(TimeSpan.FromHours(2));

        Assert.InRange(latencies.Percentile(1), TimeSpan.FromHours(1).TotalMilliseconds, TimeSpan.FromHours(1.001).TotalMilliseconds);
    }
}
