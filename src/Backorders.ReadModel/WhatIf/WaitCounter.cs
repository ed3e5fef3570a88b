namespace Backorders.ReadModel.WhatIf;

/// <summary>Counts waiting times by the minute, so that any share of millions of units can be told from some thousands of counters.</summary>
internal sealed class WaitCounter
{
    private readonly Dictionary<long, long> byMinute = [];
    private long units;
    private double seconds;

    public void Add(TimeSpan wait, long count)
    {
        long minute = (long)wait.TotalMinutes;
        byMinute[minute] = byMinute.GetValueOrDefault(minute) + count;
        units += count;
        seconds += wait.TotalSeconds * count;
    }

    public WaitingTime Tell(int tier)
    {
        if (units == 0)
        {
            return WaitingTime.None with { Tier = tier };
        }

        (long Minute, long Count)[] sorted = [.. byMinute.Select(p => (p.Key, p.Value)).OrderBy(p => p.Key)];
        return new WaitingTime(tier, units, TimeSpan.FromSeconds(seconds / units), Share(sorted, 0.5), Share(sorted, 0.9), TimeSpan.FromMinutes(sorted[^1].Minute));
    }

    private TimeSpan Share((long Minute, long Count)[] sorted, double share)
    {
        long wanted = (long)Math.Ceiling(units * share);
        long seen = 0;
        foreach ((long minute, long count) in sorted)
        {
            seen += count;
            if (seen >= wanted)
            {
                return TimeSpan.FromMinutes(minute);
            }
        }

        return TimeSpan.Zero;
    }
}
