using Backorders.ReadModel;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;

namespace Backorders.Server.Metrics;

/// <summary>One of the figures that a warehouse is steered by, as a gauge.</summary>
/// <param name="Name">Its metric, without the prefix.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Quantile">Which of a distribution; empty for a plain figure.</param>
/// <param name="Description">What it is of what.</param>
/// <param name="Read">Takes it from the measures; null when there is nothing to tell.</param>
internal sealed record Figure(string Name, string Unit, string Quantile, string Description, Func<Measures, double?> Read)
{
    /// <summary>All of them. The names are public: alerts go by them.</summary>
    public static readonly IReadOnlyList<Figure> All =
    [
        new("dock_to_ship", "s", "0.5", "From the dock to departure, of tasks shipped.", m => m.DockToShipP50),
        new("dock_to_ship", "s", "0.9", "From the dock to departure, of tasks shipped.", m => m.DockToShipP90),
        new("dock_to_task", "s", "0.99", "From the dock to the task being put before the stations, of tasks shipped.", m => m.DockToTaskP99),
        new("task_wait", "s", "0.9", "From the task being made to a station taking it, of tasks shipped.", m => m.TaskWaitP90),
        new("backlog_age", "s", "0.9", "How long lines wait that wait now.", m => m.BacklogAgeP90),
        new("backlog_age", "s", "1", "How long lines wait that wait now.", m => m.BacklogOldest),
        Plain("backlog_lines", "{line}", "Lines that wait now.", m => m.BacklogLines),
        Plain("cross_dock_rate", "1", "Units straight from the dock to a line, of units received.", m => m.CrossDockRate),
        Plain("touches_per_unit", "1", "Times that hands were laid on a unit shipped.", m => m.TouchesPerUnit),
        Plain("unit_fill_rate", "1", "Units given at once, of units ordered.", m => m.UnitFillRate),
        Plain("line_fill_rate", "1", "Lines given everything at once, of lines accepted.", m => m.LineFillRate),
        Plain("order_fill_rate", "1", "Orders given everything at once, of orders accepted.", m => m.OrderFillRate),
        Plain("backorder_rate", "1", "Lines that had to wait, of lines accepted.", m => m.BackorderRate),
        Plain("promise_kept_rate", "1", "Lines shipped by their first promise, of lines shipped that had one.", m => m.PromiseKeptRate),
        Plain("slip_days", "d", "Days after the first promise, mean of lines shipped after it.", m => m.SlipDays),
        Plain("on_time_in_full_rate", "1", "Orders shipped whole and in time, of orders shipped.", m => m.OnTimeInFullRate),
        Plain("splits_per_order", "1", "Shipments of an order, mean.", m => m.SplitsPerOrder),
        Plain("short_pick_rate", "1", "Tasks reported short, of tasks picked.", m => m.ShortPickRate),
        Plain("receipt_discrepancy_rate", "1", "SKUs of notices closed of which more or less came.", m => m.ReceiptDiscrepancyRate),
        Plain("overage_rate", "1", "Units beyond what was announced, of units announced.", m => m.OverageRate),
        Plain("damage_rate", "1", "Units found unfit, of units received.", m => m.DamageRate),
        Plain("inventory_accuracy", "1", "1 less the differences of counts, of units that should have been there.", m => m.InventoryAccuracy),
        Plain("lease_expiries", "{lease}", "Leases that ran out.", m => m.Counts[Count.LeasesExpired]),
        Plain("holds_expired", "{hold}", "Holds that ran out.", m => m.Counts[Count.HoldsExpired]),
        Plain("reversals", "{receipt}", "Receipts taken back.", m => m.Counts[Count.Reversals]),
        Plain("cutoffs_missed", "{shipment}", "Shipments of an order that left after its cutoff.", m => m.Counts[Count.CutoffsMissed]),
    ];

    private static Figure Plain(string name, string unit, string description, Func<Measures, double?> read) => new(name, unit, string.Empty, description, read);
}
