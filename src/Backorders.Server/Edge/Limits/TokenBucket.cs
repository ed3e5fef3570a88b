namespace Backorders.Server.Edge.Limits;

/// <summary>
/// A token bucket that can go into debt: so much a second, and so much at once. Kept as the time at which it is full again, which one exchange moves. Thread-safe.
/// Source: the generic cell rate algorithm, ITU-T I.371, annex A.
/// </summary>
/// <remarks>
/// System.Threading.RateLimiting's buckets read the machine's clock, so no test can move their time, and cannot be overdrawn: a scan that may not be refused could not be counted, and
/// a stream would not be told how long to wait.
/// </remarks>
/// <param name="perSecond">Tokens that come a second.</param>
/// <param name="atOnce">Tokens that it holds when it is full.</param>
/// <param name="time">What they come by.</param>
internal sealed class TokenBucket(double perSecond, double atOnce, TimeProvider time)
{
    private readonly double ticksPerToken = time.TimestampFrequency / perSecond;
    private readonly double ticksAtOnce = time.TimestampFrequency / perSecond * atOnce;
    private readonly long start = time.GetTimestamp();
    private long fullAt;

    /// <summary>Whether nothing is missing in it: it may be forgotten, for a new one says the same.</summary>
    public bool IsFull => Volatile.Read(ref fullAt) <= Now;

    private long Now => time.GetTimestamp() - start;

    /// <summary>After what time there is a token; zero when there is one now.</summary>
    public TimeSpan Wait() => WaitAt(Now, Volatile.Read(ref fullAt));

    /// <summary>Takes a token, also one that is not there. It is never more overdrawn than it holds: what came too fast for long is forgiven as soon as what came too fast for a moment.</summary>
    /// <returns>After what time the token is there; zero when it was.</returns>
    public TimeSpan Take()
    {
        while (true)
        {
            long now = Now;
            long before = Volatile.Read(ref fullAt);
            long after = Math.Min((long)(Math.Max(before, now) + ticksPerToken), now + (long)(2 * ticksAtOnce));
            if (Interlocked.CompareExchange(ref fullAt, after, before) == before)
            {
                return WaitAt(now, before);
            }
        }
    }

    private TimeSpan WaitAt(long now, long full)
    {
        double missing = full + ticksPerToken - ticksAtOnce - now;

        // The clock's steps are whole: less than one of them is now.
        return missing < 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / time.TimestampFrequency);
    }
}
