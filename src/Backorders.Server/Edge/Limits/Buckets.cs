using System.Collections.Concurrent;

namespace Backorders.Server.Edge.Limits;

/// <summary>A bucket for each key, owner or network. Bounded: full ones are forgotten, and when there are too many that are not, newcomers share one.</summary>
/// <param name="perSecond">Tokens of each a second.</param>
/// <param name="atOnce">Tokens of each at once.</param>
/// <param name="time">What they come by.</param>
/// <param name="max">How many there may be.</param>
internal sealed class Buckets<T>(double perSecond, double atOnce, TimeProvider time, int max = 10_000)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, TokenBucket> all = new();
    private readonly TokenBucket shared = new(perSecond, atOnce, time);
    private long sweptAt = long.MinValue;
    private int count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The bucket of one.</summary>
    public TokenBucket Of(T one)
    {
        if (all.TryGetValue(one, out TokenBucket? known))
        {
            return known;
        }

        if (Count >= max && !Sweep())
        {
            return shared;
        }

        TokenBucket made = new(perSecond, atOnce, time);
        TokenBucket kept = all.GetOrAdd(one, made);
        if (kept == made)
        {
            Interlocked.Increment(ref count);
        }

        return kept;
    }

    /// <summary>The bucket of one that has taken from it; null when that has not, and so has all.</summary>
    public TokenBucket? Find(T one) => all.TryGetValue(one, out TokenBucket? known) ? known : Count >= max ? shared : null;

    /// <summary>Forgets those that are full; once a second at most, for who fills the list must not have it walked for each call.</summary>
    private bool Sweep()
    {
        long now = time.GetTimestamp();
        long before = Volatile.Read(ref sweptAt);
        if ((before != long.MinValue && now - before < time.TimestampFrequency) || Interlocked.CompareExchange(ref sweptAt, now, before) != before)
        {
            return false;
        }

        foreach ((T one, TokenBucket bucket) in all)
        {
            if (bucket.IsFull && all.TryRemove(one, out _))
            {
                Interlocked.Decrement(ref count);
            }
        }

        return Count < max;
    }
}
