using Backorders.Domain.Values;

namespace Backorders.Domain.Messages;

/// <summary>
/// What falls due by time alone, besides leases, in the order in which it does. Setting, moving and taking cost O(log n). It is worked out from the state
/// after a replay, so nothing of it is stored.
/// </summary>
internal sealed class Agenda
{
    private readonly SortedSet<(Instant At, DueKey Key)> entries = [];
    private readonly Dictionary<DueKey, Instant> times = [];

    public Instant NextDue => entries.Count > 0 ? entries.Min.At : Instant.Never;

    /// <summary>Says when something falls due; <see cref="Instant.Never"/> takes it off. What was said of it before no longer holds.</summary>
    public void Set(DueKey key, Instant at)
    {
        if (times.Remove(key, out Instant before))
        {
            entries.Remove((before, key));
        }

        if (at != Instant.Never)
        {
            times.Add(key, at);
            entries.Add((at, key));
        }
    }

    /// <summary>
    /// Takes the entry that is due first, or none. The caller must make sure that it does not fall due again at the same time: either nothing remains to be done,
    /// or an event records what was done, and its fold sets the next due time.
    /// </summary>
    public bool TryTake(Instant now, out DueKey key)
    {
        if (NextDue > now)
        {
            key = default;
            return false;
        }

        key = entries.Min.Key;
        Set(key, Instant.Never);
        return true;
    }
}
