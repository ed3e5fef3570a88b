namespace Backorders.Domain.ActorData;

/// <summary>
/// What the last plan found for an order that ships complete. It only saves work, as <see cref="PlannedPart"/> does: of an order with many lines, each of which waits for
/// its item, hardly any changes between two scans.
/// </summary>
internal sealed class PlannedOrder
{
    /// <summary>The rank of its front-most line.</summary>
    public RankKey Front { get; set; }

    /// <summary>When time alone changes the rank of a line, in microseconds; long ago when one of them must be ranked again anyway.</summary>
    public long FrontUntil { get; set; } = long.MinValue;

    /// <summary>Whether none of its lines was ever told a date, so that nobody needs to hear that there is none.</summary>
    public bool IsUntold { get; set; }

    /// <summary>A line that did not have its units in time when it was looked at last.</summary>
    public BackorderLine? Lacking { get; set; }
}
