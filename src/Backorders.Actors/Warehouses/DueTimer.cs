using Backorders.Domain.Values;


namespace Backorders.Actors.Warehouses;

/// <summary>Tells when something falls due, by the clock of decisions: a clock that is driven by hand drives it too.</summary>
internal sealed class DueTimer : IDisposable
{
    /// <summary>It fires at least this often while something is due later: a clock that was set is noticed within the hour.</summary>
    private static readonly TimeSpan waitMax = TimeSpan.FromHours(1);

    private readonly TimeProvider time;
    private readonly ITimer timer;
    private Instant armedFor = Instant.Never;

    /// <param name="time">The clock.</param>
    /// <param name="fellDue">Called on any thread, once for each time it was armed.</param>
    public DueTimer(TimeProvider time, Action fellDue)
    {
        this.time = time;
        timer = time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref hasFired, true);
                fellDue();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private bool hasFired;

    /// <summary>Fires at a time, and no more for any earlier one; never for <see cref="Instant.Never"/>.</summary>
    public void Arm(Instant due)
    {
        bool again = Volatile.Read(ref hasFired);
        if (due == armedFor && !again)
        {
            return;
        }

        Volatile.Write(ref hasFired, false);
        armedFor = due;
        timer.Change(due == Instant.Never ? Timeout.InfiniteTimeSpan : WaitFor(due), Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private TimeSpan WaitFor(Instant due)
    {
        double milliseconds = Math.Ceiling((due - Instant.From(time.GetUtcNow())).TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, waitMax.TotalMilliseconds));
    }
}
