namespace Backorders.Domain.State;

/// <summary>What falls due by time alone, besides leases. Of what falls due at one time, the kind that stands first here comes first. Not stored.</summary>
internal enum DueKind
{
    /// <summary>A line's hold ends.</summary>
    HoldEnds,

    /// <summary>An order may hold units again.</summary>
    HoldPauseEnds,

    /// <summary>An order's earliest time comes.</summary>
    NotBefore,
}
