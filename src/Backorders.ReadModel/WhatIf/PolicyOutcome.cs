namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// What a policy came to over a window. It counts the lines that were taken on in the window or had something left to ship when it began, with what was left.
/// Units are base units.
/// </summary>
public sealed record PolicyOutcome
{
    /// <summary>The policy at the window's end; 0 in the column of what was recorded.</summary>
    public int PolicyVersion { get; init; }

    /// <summary>Orders counted.</summary>
    public long Orders { get; init; }

    /// <summary>Lines counted.</summary>
    public long Lines { get; init; }

    /// <summary>Units wanted: ordered and not cancelled.</summary>
    public long UnitsWanted { get; init; }

    /// <summary>Units shipped.</summary>
    public long UnitsShipped { get; init; }

    /// <summary>Units that neither shipped nor were given to a line by the window's end.</summary>
    public long UnitsWaiting { get; init; }

    /// <summary>Lines with such units.</summary>
    public long LinesWaiting { get; init; }

    /// <summary>How long the oldest of them has waited.</summary>
    public TimeSpan OldestWait { get; init; }

    /// <summary>Units shipped by the line's date, as a share of the units wanted. The date is the first promise or the ship-by, whichever is earlier; a line
    /// that has neither is in time whenever it ships.</summary>
    public double UnitFillRate { get; init; }

    /// <summary>Lines wholly shipped by their date, as a share of all lines.</summary>
    public double LineFillRate { get; init; }

    /// <summary>Orders of which every line was, as a share of all orders.</summary>
    public double OrderFillRate { get; init; }

    /// <summary>Lines not wholly shipped when their ship-by came.</summary>
    public long LinesPastShipBy { get; init; }

    /// <summary>Lines not wholly shipped at the date that the customer was given first.</summary>
    public long LinesPastFirstPromise { get; init; }

    /// <summary>Departures per order that shipped anything: 1 when nothing is split.</summary>
    public double SplitsPerOrder { get; init; }

    /// <summary>Times that a unit was in somebody's hands (received, put away, picked, packed, brought back, counted), per unit shipped.</summary>
    public double TouchesPerUnit { get; init; }

    /// <summary>Units received that were given from the dock, as a share of those received; returns not included.</summary>
    public double CrossDockRate { get; init; }

    /// <summary>Tasks made.</summary>
    public long Tasks { get; init; }

    /// <summary>Holds of orders that ship complete that ran out.</summary>
    public long HoldsExpired { get; init; }

    /// <summary>First promises given.</summary>
    public long PromisesGiven { get; init; }

    /// <summary>Times that a promise moved past the threshold.</summary>
    public long PromisesChanged { get; init; }

    /// <summary>Lines wholly shipped no later than the date that the customer was given first.</summary>
    public long PromisesKept { get; init; }

    /// <summary>These, as a share of the lines whose first date was kept or has passed (<see cref="LinesPastFirstPromise"/>); 0 when there are none.</summary>
    public double PromiseKeptRate { get; init; }

    /// <summary>Half of the <see cref="LinesPastFirstPromise"/> left at most so long after that date, in whole minutes. One that is still open counts until the window's end.</summary>
    public TimeSpan SlipP50 { get; init; }

    /// <summary>Nine of ten of them left at most so long after it.</summary>
    public TimeSpan SlipP90 { get; init; }

    /// <summary>Times that a customer was told another date (<see cref="PromisesChanged"/>), per line counted.</summary>
    public double NoticesPerLine { get; init; }

    /// <summary>From being ordered to leaving the building, by unit, of all tiers together.</summary>
    public WaitingTime Waits { get; init; } = WaitingTime.None;

    /// <summary>The same by the customer's tier, the highest first.</summary>
    public IReadOnlyList<WaitingTime> WaitsByTier { get; init; } = [];

    /// <summary>Tasks whose work was known from the record; the others took their lags from a task of about the same time.</summary>
    public long TasksPaired { get; init; }

    /// <summary>Tasks that took their lags from another task.</summary>
    public long TasksBorrowed { get; init; }

    /// <summary>Recorded facts that did not fit this course of things, by command and refusal; they were left out.</summary>
    public IReadOnlyDictionary<string, long> Skipped { get; init; } = new Dictionary<string, long>();

    /// <summary>Items whose units do not add up at the end. Must be zero.</summary>
    public long ConservationFaults { get; init; }
}
