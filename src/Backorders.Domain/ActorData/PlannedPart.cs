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

    /// <summary>The same for a line that takes nothing before <see cref="LaterFrom"/>: as of which version of its item it was worked out.</summary>
    public long LaterKnownAt { get; set; } = -1;

    /// <summary>From when on it takes any.</summary>
    public Instant LaterFrom { get; set; }

    /// <summary>When it then takes the first of its open units.</summary>
    public Instant LaterBegins { get; set; }

    /// <summary>When it then has all of them; <see cref="Instant.Never"/> when not in time.</summary>
    public Instant LaterEnds { get; set; }

    /// <summary>Whether <see cref="At"/> and <see cref="On"/> were worked out.</summary>
    public bool IsDateKnown { get; set; }

    /// <summary>When its last open unit comes; <see cref="Instant.Never"/> when nobody can say.</summary>
    public Instant At { get; set; }

    /// <summary>With which shipment; null when with none.</summary>
    public AsnKey? On { get; set; }
}
