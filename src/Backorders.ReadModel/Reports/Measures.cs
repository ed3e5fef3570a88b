using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Reports;

/// <summary>
/// The figures of a period. Shares are from 0 to 1 and null when there was nothing to take a share of; times are in seconds. "The bar" is what the trade holds for good, where it has one.
/// </summary>
public sealed record Measures
{
    /// <summary>What was counted in the period: the numerators and denominators below.</summary>
    public required Counts Counts { get; init; }

    /// <summary>
    /// From the dock to departure, half of all tasks with units from the dock that were shipped in the period: <c>task.shipped_at - task.docked_at</c>. Bar: dock to stock alone takes the best
    /// 3.5 hours.
    /// </summary>
    public double? DockToShipP50 { get; init; }

    /// <summary>As <see cref="DockToShipP50"/>, nine of ten.</summary>
    public double? DockToShipP90 { get; init; }

    /// <summary>
    /// From the dock to the task being put before the stations, 99 of 100 of the same tasks: <c>task.made_at - task.docked_at</c>. 0 for units given at the scan; what was held first takes
    /// longer.
    /// </summary>
    public double? DockToTaskP99 { get; init; }

    /// <summary>From the task being made to a station taking it, nine of ten of all tasks shipped in the period: <c>task.leased_at - task.made_at</c>.</summary>
    public double? TaskWaitP90 { get; init; }

    /// <summary>Lines that waited at the end of the period (now, when it is not over): <c>line.enqueued_at</c> before, <c>line.served_at</c> after it or not at all.</summary>
    public long BacklogLines { get; init; }

    /// <summary>How long nine of ten of those had waited then.</summary>
    public double? BacklogAgeP90 { get; init; }

    /// <summary>How long the oldest of those had waited then.</summary>
    public double? BacklogOldest { get; init; }

    /// <summary>
    /// Units that went straight from the dock to a line / units received from suppliers. A unit taken back counts against the period in which that happened. Bar: as much as there is demand
    /// for; the rest is put away.
    /// </summary>
    public double? CrossDockRate => Share(Counts[Count.UnitsCrossDocked], Counts[Count.UnitsReceived]);

    /// <summary>Units received (returns included), put away, picked, packed and brought back / units shipped: how often hands were laid on each. 3 is a plain cross-dock: scan, pick, pack.</summary>
    public double? TouchesPerUnit => Share(
        Counts[Count.UnitsReceived] + Counts[Count.UnitsReturned] + Counts[Count.UnitsPutAway] + Counts[Count.UnitsPicked] + Counts[Count.UnitsPacked]
        + Counts[Count.UnitsBroughtBack], Counts[Count.UnitsShipped]);

    /// <summary>Units given in the turn that accepted their line / units ordered: what could be promised at once.</summary>
    public double? UnitFillRate => Share(Counts[Count.UnitsFilled], Counts[Count.UnitsOrdered]);

    /// <summary>Lines that got everything in the turn that accepted them / lines accepted.</summary>
    public double? LineFillRate => Share(Counts[Count.LinesFilled], Counts[Count.Lines]);

    /// <summary>Orders of which every line got everything in the turn that accepted them / orders accepted.</summary>
    public double? OrderFillRate => Share(Counts[Count.OrdersFilled], Counts[Count.Orders]);

    /// <summary>Lines that had to wait / lines accepted. Bar: under 2 % excellent, over 5 % poor; a warehouse that buys to order is far above by design.</summary>
    public double? BackorderRate => Share(Counts[Count.Lines] - Counts[Count.LinesFilled], Counts[Count.Lines]);

    /// <summary>Lines wholly shipped no later than their first promise / lines wholly shipped that had one.</summary>
    public double? PromiseKeptRate => Share(Counts[Count.PromisesKept], Counts[Count.PromisesKept] + Counts[Count.PromisesLate]);

    /// <summary>Days after the first promise / lines wholly shipped after it: how late the late ones were.</summary>
    public double? SlipDays => Share(Counts[Count.SlipSeconds], Counts[Count.PromisesLate]) / 86_400;

    /// <summary>
    /// Orders of which everything left, and no line after its order's cutoff or else its first promise / orders finished of which something left. A line with neither date is on time. Bar: shipped on
    /// time over 99.7 %.
    /// </summary>
    public double? OnTimeInFullRate => Share(Counts[Count.OrdersOnTimeInFull], Counts[Count.OrdersShipped]);

    /// <summary>Orders of which everything left / orders finished of which something left.</summary>
    public double? InFullRate => Share(Counts[Count.OrdersInFull], Counts[Count.OrdersShipped]);

    /// <summary>Times that something of them left / orders finished of which something left. 1 is best: each more is another parcel to pay.</summary>
    public double? SplitsPerOrder => Share(Counts[Count.Shipments], Counts[Count.OrdersShipped]);

    /// <summary>Tasks reported short / tasks picked or reported short.</summary>
    public double? ShortPickRate => Share(Counts[Count.ShortPicks], Counts[Count.Picks] + Counts[Count.ShortPicks]);

    /// <summary>SKUs of notices of which more or less came than announced / SKUs of notices, both when the notice was closed.</summary>
    public double? ReceiptDiscrepancyRate => Share(Counts[Count.NoticeLinesWrong], Counts[Count.NoticeLines]);

    /// <summary>Units that came beyond what was announced / units announced, on notices closed.</summary>
    public double? OverageRate => Share(Counts[Count.UnitsOver], Counts[Count.UnitsAnnounced]);

    /// <summary>Units found unfit, on arrival or later / units received, returns included.</summary>
    public double? DamageRate => Share(Counts[Count.UnitsDamaged], Counts[Count.UnitsReceived] + Counts[Count.UnitsReturned]);

    /// <summary>1 - sum of differences, up or down / units that should have been there, over all counts. Bar: 95 to 100 %, the best 99 % and more.</summary>
    public double? InventoryAccuracy => 1 - Share(Counts[Count.UnitsDifferentInCounts], Counts[Count.UnitsExpectedInCounts]);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
