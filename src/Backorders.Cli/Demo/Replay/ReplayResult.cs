using System.Text.Json;

namespace Backorders.Cli.Demo.Replay;

/// <summary>What a replay came to.</summary>
/// <param name="Options">How it was played.</param>
/// <param name="Counts">What the driver counted.</param>
/// <param name="Warehouse">What the warehouse counted.</param>
/// <param name="Answers">Messages answered.</param>
/// <param name="Wall">How long it took.</param>
internal sealed record ReplayResult(ReplayOptions Options, ReplayCounts Counts, V1.GetFiguresResponse Warehouse, long Answers, TimeSpan Wall)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The figures by name, in a fixed order. Programs read these names: they do not change.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Figures()
    {
        V1.Figures f = Warehouse.Figures;
        return
        [
            new("lines_read", Counts.LinesRead),
            new("lines_accepted", Counts.LinesAccepted),
            new("lines_refused", Counts.Refused),
            new("orders", f.Orders),
            new("units_ordered", f.Ordered),
            new("units_cancelled", f.Cancelled),
            new("units_waiting", f.Waiting),
            new("units_received", f.Received),
            new("units_cross_docked", f.CrossDocked),
            new("units_put_away", f.PutAway),
            new("units_on_hand", f.OnHand),
            new("units_shipped", f.Shipped),
            new("units_returned", f.Returned),
            new("units_adjusted", f.Adjusted),
            new("receipts", f.Receipts),
            new("tasks", f.Tasks),
            new("promises_given", f.PromisesGiven),
            new("promises_changed", f.PromisesChanged),
            new("promises_kept", f.PromisesKept),
            new("promises_kept_percent", Share(100 * f.PromisesKept, f.PromisesGiven)),
            new("notices_per_line", Share(f.PromisesChanged, Counts.LinesAccepted)),
            new("dock_to_ship_p50_seconds", Counts.DockToShip(0.5)),
            new("dock_to_ship_p99_seconds", Counts.DockToShip(0.99)),
            new("wall_seconds", Math.Round(Wall.TotalSeconds, 3)),
            new("calls_per_second", (long)(Answers / Math.Max(Wall.TotalSeconds, 0.001))),
            new("conservation_faults", f.ConservationFaults),
            new("state_hash", Warehouse.StateHash),
            new("distribution", Name(Options.Distribution)),
            new("seed", Options.Faults.Seed),
            new("orders_ship_complete", Counts.CompleteOrders),
            new("short_picks", Counts.ShortPicks),
            new("cartons_damaged", Counts.DamagedCartons),
            new("cartons_over", Counts.OverCartons),
            new("cartons_missing", Counts.MissingCartons),
            new("scans_reversed", Counts.Reversals),
        ];
    }

    /// <summary>One line.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object>(Figures()), Relaxed);

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 2);

    private static string Name(V1.DistributionMode mode) => mode switch
    {
        V1.DistributionMode.FairShare => "fair-share",
        V1.DistributionMode.TieredFairShare => "tiered",
        _ => "sequential",
    };
}
