using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// What the last plan of its item found for a line that must be complete. It only saves work: a plan of the item would find the same, for nothing that the item's
/// plan hangs on has changed since.
/// </summary>
internal sealed class PlannedPart
{
    /// <summary>As of which version of its item <see cref="IsInTime"/> was worked out; -1 when it was not.</summary>
    public long CoverKnownAt { get; set; } = -1;

    /// <summary>Whether its open units are there or come in time, at its place.</summary>
    public bool IsInTime { get; set; }

    /// <summary>Whether <see cref="At"/> and <see cref="On"/> were worked out.</summary>
    public bool IsDateKnown { get; set; }

    /// <summary>When its last open unit comes; <see cref="Instant.Never"/> when nobody can say.</summary>
    public Instant At { get; set; }

    /// <summary>With which shipment; null when with none.</summary>
    public AsnKey? On { get; set; }
}
