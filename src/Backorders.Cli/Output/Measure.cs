using System.Globalization;

namespace Backorders.Cli.Output;

/// <summary>One figure of a report, for people.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Read">Takes it from the measures; null when there is nothing to tell.</param>
/// <param name="Text">Writes it.</param>
/// <param name="Bar">What the trade holds for good; empty where it has no bar.</param>
internal sealed record Measure(string Name, Func<V1.Measures, double?> Read, Func<double, string> Text, string Bar = "")
{
    /// <summary>All of them, in the order in which goods go.</summary>
    public static readonly IReadOnlyList<Measure> All =
    [
        new("dock to ship, half of the tasks", m => m.HasDockToShipP50 ? m.DockToShipP50 : null, Span, "dock to stock alone: 3.5 h best"),
        new("dock to ship, 90 %", m => m.HasDockToShipP90 ? m.DockToShipP90 : null, Span),
        new("dock to task, 99 %", m => m.HasDockToTaskP99 ? m.DockToTaskP99 : null, Span),
        new("task waits for a station, 90 %", m => m.HasTaskWaitP90 ? m.TaskWaitP90 : null, Span),
        new("cross-dock rate", m => m.HasCrossDockRate ? m.CrossDockRate : null, Percent),
        new("touches per unit", m => m.HasTouchesPerUnit ? m.TouchesPerUnit : null, Plain, "3: scan, pick, pack"),
        new("unit fill rate at first promise", m => m.HasUnitFillRate ? m.UnitFillRate : null, Percent),
        new("line fill rate at first promise", m => m.HasLineFillRate ? m.LineFillRate : null, Percent),
        new("order fill rate at first promise", m => m.HasOrderFillRate ? m.OrderFillRate : null, Percent),
        new("backorder rate", m => m.HasBackorderRate ? m.BackorderRate : null, Percent, "under 2 % excellent, over 5 % poor"),
        new("lines waiting at the end", m => m.BacklogLines, Whole),
        new("their age, 90 %", m => m.HasBacklogAgeP90 ? m.BacklogAgeP90 : null, Span),
        new("their age, oldest", m => m.HasBacklogOldest ? m.BacklogOldest : null, Span),
        new("promises kept", m => m.HasPromiseKeptRate ? m.PromiseKeptRate : null, Percent),
        new("slip of those not kept, days", m => m.HasSlipDays ? m.SlipDays : null, Plain),
        new("on time in full (OTIF)", m => m.HasOnTimeInFullRate ? m.OnTimeInFullRate : null, Percent, "shipped on time: over 99.7 %"),
        new("in full", m => m.HasInFullRate ? m.InFullRate : null, Percent),
        new("splits per order", m => m.HasSplitsPerOrder ? m.SplitsPerOrder : null, Plain, "1"),
        new("short picks", m => m.HasShortPickRate ? m.ShortPickRate : null, Percent),
        new("receipts that differ from their notice", m => m.HasReceiptDiscrepancyRate ? m.ReceiptDiscrepancyRate : null, Percent),
        new("overage", m => m.HasOverageRate ? m.OverageRate : null, Percent),
        new("damage", m => m.HasDamageRate ? m.DamageRate : null, Percent),
        new("inventory accuracy", m => m.HasInventoryAccuracy ? m.InventoryAccuracy : null, Percent, "95 to 100 %, best 99 % and more"),
        new("leases expired", m => m.Counts.LeasesExpired, Whole),
        new("holds expired", m => m.Counts.HoldsExpired, Whole),
        new("receipts reversed", m => m.Counts.Reversals, Whole),
        new("cutoffs missed", m => m.Counts.CutoffsMissed, Whole),
    ];

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A count.</summary>
    public static string Whole(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with two digits behind the point.</summary>
    public static string Plain(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A time in the unit in which people say it.</summary>
    public static string Span(double seconds) => seconds switch
    {
        < 120 => seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
        < 2 * 3600 => (seconds / 60).ToString("0", CultureInfo.InvariantCulture) + " min",
        < 2 * 86_400 => (seconds / 3600).ToString("0.0", CultureInfo.InvariantCulture) + " h",
        _ => (seconds / 86_400).ToString("0.0", CultureInfo.InvariantCulture) + " d",
    };
}
