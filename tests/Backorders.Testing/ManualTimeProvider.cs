namespace Backorders.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire within <see cref="Advance"/>, in the order in which they are due; one that is set for now fires at once, as with any clock.
/// </summary>
/// <remarks>
/// Whoever is woken by a timer that does not repeat may set it anew, from another thread and by what time it was then: so time stands still until it is set or given up,
/// for at most <see cref="StandsStillMax"/>. A timer that looks every second would look two million times in a month: after <see cref="FiredMax"/> times in one
/// <see cref="Advance"/> it fires only once more, when it is due for the last time, as it does on a machine that slept.
/// </remarks>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private const int FiredMax = 100;

    private static readonly TimeSpan StandsStillMax = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;
    private long timersMade;
    private int advancing;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>When the next timer is due; null when none is.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (gate)
            {
                return timers.Min(t => t.Due);
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            ManualTimer timer = new(this, ++timersMade, () => callback(state));
            timers.Add(timer);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    /// <summary>Sets the clock without firing anything: what an administrator or a time server may do, in either direction.</summary>
    public void Set(DateTimeOffset to)
    {
        lock (gate)
        {
            now = to;
        }
    }

    /// <summary>Lets time pass, and fires every timer that falls due on the way at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset until = Begin() + by;
        Dictionary<long, int> fired = [];
        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(t => t.Due <= until).OrderBy(t => t.Due).ThenBy(t => t.Number).FirstOrDefault();
                now = next?.Due > now ? next.Due.Value : next is null ? until : now;
                next?.Fired(fired[next.Number] = fired.GetValueOrDefault(next.Number) + 1, until);
                advancing -= next is null ? 1 : 0;
            }

            if (next is null)
            {
                return;
            }

            next.Call();
            SpinWait.SpinUntil(() => next.IsSettled, StandsStillMax);
        }
    }

    private DateTimeOffset Begin()
    {
        lock (gate)
        {
            advancing++;
            return now;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, long number, Action callback) : ITimer
    {
        private TimeSpan every = Timeout.InfiniteTimeSpan;
        private bool wasSet;
        private bool isGone;

        public long Number { get; } = number;

        public DateTimeOffset? Due { get; private set; }

        /// <summary>Whether it is known when it fires next, or that it does not.</summary>
        public bool IsSettled
        {
            get
            {
                lock (owner.gate)
                {
                    return isGone || wasSet || every != Timeout.InfiniteTimeSpan;
                }
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner.now + dueTime;
                every = period;
                wasSet = true;
                if (Due <= owner.now && owner.advancing == 0)
                {
                    Fired(1, owner.now);
                    ThreadPool.QueueUserWorkItem(_ => callback());
                }

                return true;
            }
        }

        /// <param name="times">So often by now.</param>
        /// <param name="until">Up to when time passes.</param>
        public void Fired(int times, DateTimeOffset until)
        {
            wasSet = false;
            Due = every == Timeout.InfiniteTimeSpan || every == TimeSpan.Zero ? null : Due + every;
            if (times >= FiredMax && Due < until)
            {
                Due += every * Math.Floor((until - Due.Value) / every);
            }
        }

        public void Call() => callback();

        public void Dispose()
        {
            lock (owner.gate)
            {
                isGone = true;
                owner.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
