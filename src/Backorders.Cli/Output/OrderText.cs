using System.Globalization;
using Backorders.Cli.Terminal;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>An order as it stands, and what a change of it did, for people.</summary>
internal static class OrderText
{
    /// <summary>The order, a line for each of its lines, and its tasks.</summary>
    public static void Write(TextWriter to, V1.Order order)
    {
        string state = order.OnHold ? $"on hold ({EnumWords.Of(order.HoldReason)})" : order.Closed ? "closed" : "open";
        string customer = order.Terms.Customer.Length > 0 ? $", customer {order.Terms.Customer}" : string.Empty;
        to.WriteLine($"order {order.OrderNo}, {state}, tier {order.Terms.Tier}, lane {order.Terms.Lane}, {EnumWords.Of(order.Terms.ShipMode)}{customer}");
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("line").RightAligned().NoWrap()).AddColumn(new TableColumn("SKU").NoWrap());
        foreach (string name in (string[])["ordered", "open", "held", "allocated", "picked", "packed", "shipped", "cancelled"])
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("promise").NoWrap());
        foreach (V1.Line l in order.Lines)
        {
            table.AddRow(
                [l.LineNo.ToString(CultureInfo.InvariantCulture), Markup.Escape(l.Sku + (l.Pinned ? " (first)" : string.Empty)),
                .. new[] { l.Ordered, l.Open, l.Held, l.Allocated, l.Picked, l.Packed, l.Shipped, l.Cancelled }.Select(n => Measure.Whole(n)), Day(l.Promise)]);
        }

        Plain.Write(to, table);
        foreach (V1.WorkTask task in order.Tasks)
        {
            to.WriteLine($"{TaskText.Of(task)}, {EnumWords.Of(task.State)}");
        }
    }

    /// <summary>One JSON object, or in words: what was cancelled, taken back and given.</summary>
    public static async Task WriteAsync(
        CliConsole console, bool json, IMessage answer, string done, IEnumerable<V1.LineCancellation> cancelled, IEnumerable<V1.TakenBack> takenBack,
        IEnumerable<V1.Disposition> given)
    {
        IEnumerable<string> lines = json ? [Json.Line(answer)]
            : [
                done,
                .. cancelled.Select(c => $"line {c.LineNo}: {c.Quantity} cancelled"),
                .. takenBack.Select(t => $"taken back: {t.Quantity} x {t.Sku} from order {t.OrderNo} line {t.LineNo}" + (t.PutBackTaskId > 0 ? $", to be put back (task {t.PutBackTaskId})" : string.Empty)),
                .. given.Select(DispositionText.Of),
            ];
        foreach (string line in lines)
        {
            await console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }
    }

    private static string Day(Timestamp? at) => at is null ? "-" : at.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
