using System.Globalization;
using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>A window under two policies, side by side. What the proposed policy changes is marked with its difference to the played baseline.</summary>
internal static class SimulationTable
{
    public static void Write(TextWriter to, V1.SimulatePolicyResponse result)
    {
        Table table = new Table().AddColumn("figure");
        foreach (string name in (string[])["recorded", $"played, as it was (policy {result.Baseline.PolicyVersion})", "played, as proposed", "difference"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach ((string name, Func<V1.PolicyOutcome, double> value, Func<double, string> text) in Figures(result))
        {
            (double recorded, double baseline, double proposed) = (value(result.Recorded), value(result.Baseline), value(result.Proposed));
            double difference = proposed - baseline;
            string told = text(proposed) == text(baseline) ? string.Empty : $"{(difference > 0 ? "+" : "-")}{text(Math.Abs(difference))} *";
            table.AddRow(name, text(recorded), text(baseline), text(proposed), told);
        }

        Plain.Write(to, table);
        to.WriteLine($"{result.Turns.ToString("N0", CultureInfo.InvariantCulture)} turns from {Day(result.From)} to {Day(result.To)}.");
        Skipped(to, "baseline", result.Baseline);
        Skipped(to, "proposed", result.Proposed);
    }

    private static IEnumerable<(string Name, Func<V1.PolicyOutcome, double> Value, Func<double, string> Text)> Figures(V1.SimulatePolicyResponse result)
    {
        yield return ("orders", o => o.Orders, Count);
        yield return ("lines", o => o.Lines, Count);
        yield return ("units wanted", o => o.UnitsWanted, Count);
        yield return ("units shipped", o => o.UnitsShipped, Count);
        yield return ("unit fill rate", o => o.UnitFillRate, Percent);
        yield return ("line fill rate", o => o.LineFillRate, Percent);
        yield return ("order fill rate", o => o.OrderFillRate, Percent);
        yield return ("lines past their ship-by", o => o.LinesPastShipBy, Count);
        yield return ("lines past their first promise", o => o.LinesPastFirstPromise, Count);
        yield return ("splits per order", o => o.SplitsPerOrder, Two);
        yield return ("touches per unit", o => o.TouchesPerUnit, Two);
        yield return ("cross-dock rate", o => o.CrossDockRate, Percent);
        yield return ("tasks", o => o.Tasks, Count);
        foreach ((string name, Func<V1.PolicyOutcome, V1.WaitingTime> wait) in Waits(result))
        {
            yield return ($"wait {name}: mean", o => wait(o).MeanSeconds, Hours);
            yield return ($"wait {name}: p50", o => wait(o).P50Seconds, Hours);
            yield return ($"wait {name}: p90", o => wait(o).P90Seconds, Hours);
            yield return ($"wait {name}: longest", o => wait(o).MaxSeconds, Hours);
        }

        yield return ("units waiting at the end", o => o.UnitsWaiting, Count);
        yield return ("lines waiting at the end", o => o.LinesWaiting, Count);
        yield return ("oldest of them", o => o.OldestWaitSeconds, Hours);
        yield return ("holds expired", o => o.HoldsExpired, Count);
        yield return ("promises given", o => o.PromisesGiven, Count);
        yield return ("promises kept, of those kept or passed", o => o.PromiseKeptRate, Percent);
        yield return ("slip of the others: p50", o => o.SlipP50Seconds, Days);
        yield return ("slip of the others: p90", o => o.SlipP90Seconds, Days);
        yield return ("promises changed", o => o.PromisesChanged, Count);
        yield return ("notices per line", o => o.NoticesPerLine, Two);
        yield return ("tasks worked as recorded", o => o.TasksPaired, Count);
        yield return ("tasks worked as another one", o => o.TasksBorrowed, Count);
        yield return ("facts that did not fit", o => o.Skipped.Values.Sum(), Count);
        yield return ("conservation faults", o => o.ConservationFaults, Count);
    }

    private static IEnumerable<(string Name, Func<V1.PolicyOutcome, V1.WaitingTime> Wait)> Waits(V1.SimulatePolicyResponse result)
    {
        yield return ("of all", o => o.Waits);
        int[] tiers = [.. new[] { result.Recorded, result.Baseline, result.Proposed }.SelectMany(o => o.WaitsByTier).Select(w => w.Tier).Distinct().OrderDescending()];
        foreach (int tier in tiers.Length > 1 ? tiers : [])
        {
            yield return ($"of tier {tier}", o => o.WaitsByTier.FirstOrDefault(w => w.Tier == tier) ?? new V1.WaitingTime());
        }
    }

    private static void Skipped(TextWriter to, string column, V1.PolicyOutcome outcome)
    {
        foreach ((string what, long times) in outcome.Skipped.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            to.WriteLine($"left out of the {column}: {Count(times)} {(times == 1 ? "time" : "times")} {SkippedWords.Of(what)}");
        }
    }

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Two(double value) => value.ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (value * 100).ToString("N2", CultureInfo.InvariantCulture) + " %";

    private static string Hours(double seconds) => (seconds / 3600).ToString("N1", CultureInfo.InvariantCulture) + " h";

    private static string Days(double seconds) => (seconds / 86_400).ToString("N2", CultureInfo.InvariantCulture) + " d";

    private static string Day(Google.Protobuf.WellKnownTypes.Timestamp? at) =>
        at?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "the beginning";
}
