using Backorders.Domain.Actors;

namespace Backorders.Domain.State;

/// <summary>What falls due by time alone, besides leases: holds that end, and orders whose earliest time comes.</summary>
internal sealed class Agenda
{
    private static readonly Comparer<BackorderLine> ByHoldEnd = Comparer<BackorderLine>.Create((a, b) =>
        a.HoldExpiresAt.CompareTo(b.HoldExpiresAt) is var byTime and not 0 ? byTime : a.Key.CompareTo(b.Key));

    private readonly SortedSet<BackorderLine> holds = new(ByHoldEnd);
    private readonly SortedSet<(Instant At, OrderKey Order)> wakes = [];

    public Instant NextDue => holds.Min is { } hold && hold.HoldExpiresAt < NextWake ? hold.HoldExpiresAt : NextWake;

    private Instant NextWake => wakes.Count > 0 ? wakes.Min.At : Instant.Never;

    public void AddHold(BackorderLine line) => holds.Add(line);

    /// <summary>Must be called before the line's expiry changes.</summary>
    public void RemoveHold(BackorderLine line) => holds.Remove(line);

    public IReadOnlyList<BackorderLine> ExpiredHolds(Instant now) => [.. holds.TakeWhile(h => h.HoldExpiresAt <= now)];

    public void Wake(Instant at, OrderKey order)
    {
        if (at != Instant.Never)
        {
            wakes.Add((at, order));
        }
    }

    /// <summary>Takes the orders whose time has come. A wake only makes the engine look again, so nothing about it is stored.</summary>
    public IReadOnlyList<OrderKey> TakeWakes(Instant now)
    {
        List<OrderKey> due = [];
        while (wakes.Count > 0 && wakes.Min.At <= now)
        {
            due.Add(wakes.Min.Order);
            wakes.Remove(wakes.Min);
        }

        return due;
    }
}
