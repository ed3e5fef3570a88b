using Backorders.Domain.Events;

namespace Backorders.Engine;

/// <summary>Counts, for one warehouse, the commits after which a station may find a task that it could not find before.</summary>
internal sealed class WorkSignal
{
    private readonly Pulse pulse = new();
    private long version;

    public long Version => Volatile.Read(ref version);

    public static bool MakesWork(Event e) => e is UnitsAllocated or PickedUnitsTakenBack or TaskShort or TaskReturned or LeaseExpired or TaskUnparked or OrderReleased
        or PaymentReported;

    public void Raise()
    {
        Interlocked.Increment(ref version);
        pulse.Fire();
    }

    public async Task<long> WaitAsync(long seenVersion, CancellationToken cancellation)
    {
        while (true)
        {
            Task next = pulse.Next;
            long now = Version;
            if (now != seenVersion)
            {
                return now;
            }

            await next.WaitAsync(cancellation);
        }
    }
}
