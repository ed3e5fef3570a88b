using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// What the last plan of its item found for a line that must be complete. It only saves work: a plan of the item would find the same, for nothing that the item's
/// plan hangs on has changed since.
/// </summary>
internal sealed class PlannedPart
{
    /// <summary>As of which version of its item <see cref="Begins"/> and <see cref="Ends"/> were worked out; -1 when they were not.</summary>
    public long CoverKnownAt { get; set; } = -1;

    /// <summary>When it takes the first of its open units, at its place.</summary>
    public Instant Begins { get; set; }

    /// <summary>When it has all of them, so that they can be shipped; <see cref="Instant.Never"/> when not in time.</summary>
    public Instant Ends { get; set; }

    /// <summary>The same for a line that takes nothing before a time, for the two times that were asked about last: many that are covered from a day on were asked about two.</summary>
    private (Instant From, long KnownAt, Instant Begins, Instant Ends) later, laterBefore;

    /// <summary>When a line that takes nothing before a time has its first unit and all of them, if that was worked out as of a version of its item.</summary>
    public (Instant Begins, Instant Ends)? FindLater(Instant from, long version) =>
        later.From == from && later.KnownAt == version ? (later.Begins, later.Ends)
        : laterBefore.From == from && laterBefore.KnownAt == version ? (laterBefore.Begins, laterBefore.Ends)
        : null;

    /// <summary>Remembers for <see cref="FindLater"/>.</summary>
    public void RememberLater(Instant from, long version, Instant begins, Instant ends)
    {
        laterBefore = later.From == from ? laterBefore : later;
        later = (from, version, begins, ends);
    }

    /// <summary>Whether <see cref="At"/> and <see cref="On"/> were worked out.</summary>
    public bool IsDateKnown { get; set; }

    /// <summary>When its last open unit comes; <see cref="Instant.Never"/> when nobody can say.</summary>
    public Instant At { get; set; }

    /// <summary>With which shipment; null when with none.</summary>
    public AsnKey? On { get; set; }
}
