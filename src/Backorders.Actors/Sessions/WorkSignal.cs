using System.Collections.Concurrent;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>
/// Tells, for one warehouse, whoever waits for an owner's tasks, or for anybody's, that some became ready. Used from any thread.
/// </summary>
/// <remarks>
/// Each owner that somebody waited for has a count and a pulse of its own, and so has the warehouse as a whole: a station that works for one owner is
/// not woken for another's tasks.
/// </remarks>
internal sealed class WorkSignal
{
    private readonly ConcurrentDictionary<OwnerId, Bell> owners = new();
    private readonly Bell anybody = new();

    /// <summary>How often tasks have become ready: of one owner, or of anybody.</summary>
    public long VersionOf(OwnerId? owner) => BellOf(owner).Version;

    /// <summary>Tasks of these owners became ready.</summary>
    public void Raise(IReadOnlyList<ReadyTasks> ready)
    {
        if (ready.Count == 0)
        {
            return;
        }

        anybody.Ring();
        foreach (ReadyTasks tasks in ready)
        {
            if (owners.TryGetValue(tasks.Owner, out Bell? bell))
            {
                bell.Ring(); // an owner whose version nobody has read yet has nobody who waits
            }
        }
    }

    /// <summary>Everybody looks again.</summary>
    public void RaiseForAll()
    {
        anybody.Ring();
        foreach (Bell bell in owners.Values)
        {
            bell.Ring();
        }
    }

    /// <summary>Waits until the version is not the one that was seen, and returns it.</summary>
    public Task<long> WaitAsync(OwnerId? owner, long seenVersion, CancellationToken cancellation) =>
        BellOf(owner).WaitAsync(seenVersion, cancellation);

    private Bell BellOf(OwnerId? owner) => owner is { } one ? owners.GetOrAdd(one, static _ => new Bell()) : anybody;

    private sealed class Bell
    {
        private readonly Pulse pulse = new();
        private long version;

        public long Version => Volatile.Read(ref version);

        public void Ring()
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
}
