using System.Globalization;
using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>What to buy, for people.</summary>
internal static class ReorderTable
{
    /// <summary>How many days what is there and under way lasts at the mean demand; endless without demand.</summary>
    public static double DaysOfCover(V1.ReorderSuggestion s) => s.DemandMean > 0 ? (s.Free + s.OnOrder - s.Waiting) / s.DemandMean : double.PositiveInfinity;

    public static void Write(TextWriter to, IReadOnlyList<V1.ReorderSuggestion> found)
    {
        if (found.Count == 0)
        {
            to.WriteLine("Nothing is to be ordered now.");
            return;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("SKU").NoWrap());
        foreach (string name in (string[])["order", "uncovered", "free", "on order", "waiting", "point", "safety", "demand a day", "lead time d", "cover d"])
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("rests on").NoWrap());
        foreach (V1.ReorderSuggestion s in found)
        {
            table.AddRow(
                Markup.Escape(s.Sku), Measure.Whole(s.Suggested), Measure.Whole(s.Uncovered), Measure.Whole(s.Free), Measure.Whole(s.OnOrder), Measure.Whole(s.Waiting),
                s.HasReorderPoint ? Measure.Whole(s.ReorderPoint) : "-", s.HasSafetyStock ? Measure.Whole(s.SafetyStock) : "-",
                Spread(s.DemandMean, s.DemandDeviation), s.Deliveries > 0 ? Spread(s.LeadTimeMean, s.LeadTimeDeviation) : "-",
                double.IsInfinity(DaysOfCover(s)) ? "-" : DaysOfCover(s).ToString("0.0", CultureInfo.InvariantCulture), Basis(s));
        }

        Plain.Write(to, table);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Count} SKUs, {found.Sum(s => s.Suggested):N0} units to order."));
        if (found.Any(s => s.Basis != V1.ReorderBasis.Measured))
        {
            to.WriteLine("Where there is too little to go by, only what waits uncovered is suggested.");
        }
    }

    private static string Basis(V1.ReorderSuggestion s) => s.Basis switch
    {
        V1.ReorderBasis.Measured => $"{s.Days} days, {s.Deliveries} deliveries",
        V1.ReorderBasis.TooLittleDemand => "too little demand",
        V1.ReorderBasis.TooFewDeliveries => "too few deliveries",
        _ => s.Basis.ToString(),
    };

    private static string Spread(double mean, double deviation) => string.Create(CultureInfo.InvariantCulture, $"{mean:0.0} ± {deviation:0.0}");
}
