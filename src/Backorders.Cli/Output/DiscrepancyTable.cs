using System.Globalization;
using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>Discrepancies for people.</summary>
internal static class DiscrepancyTable
{
    public static void Write(TextWriter to, IReadOnlyList<V1.Discrepancy> found)
    {
        if (found.Count == 0)
        {
            to.WriteLine("Nothing was found wrong.");
            return;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("found (UTC)").NoWrap()).AddColumn(new TableColumn("what").NoWrap());
        table.AddColumn(new TableColumn("SKU").NoWrap());
        foreach (string name in (string[])["expected", "found", "difference"])
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        table.AddColumn("notice").AddColumn("supplier").AddColumn("reason").AddColumn("settled");
        foreach (V1.Discrepancy d in found)
        {
            table.AddRow(
                Time(d.At), Words(d.Kind), Markup.Escape(d.Sku), Measure.Whole(d.Expected), Measure.Whole(d.Found),
                (d.Found - d.Expected).ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture), Markup.Escape(d.AsnNo), Markup.Escape(d.Supplier),
                d.Reason == V1.ReasonCode.Unspecified ? string.Empty : d.Reason.ToString(), d.SettledAt is null ? $"open: task {d.TaskId}" : string.Empty);
        }

        Plain.Write(to, table);
    }

    private static string Time(Google.Protobuf.WellKnownTypes.Timestamp at) => at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Words(V1.DiscrepancyKind kind) => kind switch
    {
        V1.DiscrepancyKind.ShortReceipt => "short receipt",
        V1.DiscrepancyKind.OverReceipt => "over receipt",
        V1.DiscrepancyKind.Damage => "damage",
        V1.DiscrepancyKind.ReversalVariance => "reversal variance",
        V1.DiscrepancyKind.CountDifference => "count difference",
        V1.DiscrepancyKind.SuspectUnits => "units not found",
        V1.DiscrepancyKind.OverdueShipment => "shipment overdue",
        V1.DiscrepancyKind.ReturnBeyondShipped => "return beyond shipped",
        _ => kind.ToString(),
    };
}
