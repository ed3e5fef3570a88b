using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>A report for people: every figure with its course, the periods side by side, the deepest queues.</summary>
internal static class ReportTable
{
    private const int CourseWidth = 24;
    private const int BarWidth = 20;

    public static void Write(TextWriter to, string warehouse, V1.GetReportResponse report)
    {
        string lag = report.Lag > 0 ? $", {report.Lag} turns behind" : string.Empty;
        to.WriteLine($"{warehouse}, {report.Whole.Label}, {report.TimeZone}; up to turn {report.ReadSeq}{lag}");
        Plain.Write(to, Figures(report));
        Plain.Write(to, Periods(report));
        if (report.DeepestQueues.Count > 0)
        {
            Plain.Write(to, Queues(report));
        }
    }

    private static Table Figures(V1.GetReportResponse report)
    {
        Table table = Columns(["figure"], ["value"], ["course", "the trade's bar"]);
        foreach (Measure figure in Measure.All)
        {
            List<double?> course = [.. report.Periods.Select(p => figure.Read(p.Measures))];
            table.AddRow(
                figure.Name, figure.Read(report.Whole.Measures) is { } value ? figure.Text(value) : "-", Spark.Line(course, CourseWidth), figure.Bar);
        }

        return table;
    }

    private static Table Periods(V1.GetReportResponse report)
    {
        Table table = Columns(
            ["period"], ["orders", "lines", "received", "cross-docked", "shipped", "dock to ship p50", "OTIF", "promises kept", "waiting lines"], ["units shipped"]);
        double most = report.Periods.Max(p => p.Measures.Counts.UnitsShipped);
        foreach (V1.ReportPeriod period in report.Periods)
        {
            V1.Measures m = period.Measures;
            table.AddRow(
                period.Label,
                Measure.Whole(m.Counts.Orders),
                Measure.Whole(m.Counts.Lines),
                Measure.Whole(m.Counts.UnitsReceived),
                m.HasCrossDockRate ? Measure.Percent(m.CrossDockRate) : "-",
                Measure.Whole(m.Counts.UnitsShipped),
                m.HasDockToShipP50 ? Measure.Span(m.DockToShipP50) : "-",
                m.HasOnTimeInFullRate ? Measure.Percent(m.OnTimeInFullRate) : "-",
                m.HasPromiseKeptRate ? Measure.Percent(m.PromiseKeptRate) : "-",
                Measure.Whole(m.BacklogLines),
                Spark.Bar(m.Counts.UnitsShipped, most, BarWidth));
        }

        return table;
    }

    private static Table Queues(V1.GetReportResponse report)
    {
        Table table = Columns(["deepest queues"], ["lines", "units", "since"], [string.Empty]);
        double most = report.DeepestQueues.Max(q => q.Units);
        foreach (V1.QueueDepth queue in report.DeepestQueues)
        {
            table.AddRow(
                Markup.Escape($"{queue.Owner} {queue.Sku}"), Measure.Whole(queue.Lines), Measure.Whole(queue.Units),
                queue.OldestAt.ToDateTimeOffset().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Spark.Bar(queue.Units, most, BarWidth));
        }

        return table;
    }

    private static Table Columns(string[] left, string[] right, string[] charts)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string name in left)
        {
            table.AddColumn(new TableColumn(name).NoWrap());
        }

        foreach (string name in right)
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        foreach (string name in charts)
        {
            table.AddColumn(new TableColumn(name).NoWrap());
        }

        return table;
    }
}
