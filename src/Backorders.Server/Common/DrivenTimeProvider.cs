namespace Backorders.Server.Common;

/// <summary>A clock that stands still until it is moved, and never goes back. Timers fire when it is moved past them.</summary>
internal sealed class DrivenTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<DrivenTimer> timers = [];
    private DateTimeOffset now = start;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        DrivenTimer timer = new(this, () => callback(state));
        lock (gate)
        {
            timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires what is due by then. False when that would be back in time.</summary>
    public bool TryMoveTo(DateTimeOffset to)
    {
        List<DrivenTimer> due;
        lock (gate)
        {
            if (to < now)
            {
                return false;
            }

            now = to;
            due = [.. timers.Where(t => t.Due <= to).OrderBy(t => t.Due)];
            due.ForEach(t => t.Rearm(to));
        }

        due.ForEach(t => t.Call());
        return true;
    }

    private sealed class DrivenTimer(DrivenTimeProvider owner, Action callback) : ITimer
    {
        private TimeSpan every = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool atOnce = dueTime == TimeSpan.Zero;
            lock (owner.gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan || atOnce ? null : owner.now + dueTime;
                every = period;
            }

            if (atOnce)
            {
                ThreadPool.QueueUserWorkItem(static call => ((Action)call!)(), callback);
            }

            return true;
        }

        public void Rearm(DateTimeOffset at) => Due = every > TimeSpan.Zero ? at + every : null;

        public void Call() => callback();

        public void Dispose()
        {
            lock (owner.gate)
            {
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
