using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>The figures of a stretch of days.</summary>
internal static class ReportCommand
{
    private static readonly Dictionary<string, V1.Bucket> Buckets = new(StringComparer.Ordinal)
    {
        ["hour"] = V1.Bucket.Hour, ["day"] = V1.Bucket.Day, ["week"] = V1.Bucket.Week, ["month"] = V1.Bucket.Month,
    };

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "report",
            """
            Shows how the warehouse did: each figure with its course, the periods side by side, and the deepest queues. Days are those of the warehouse's zone.
            --from and --to take days as YYYY-MM-DD; --by takes hour, day, week or month.

            Examples:
              backorders report                                               the last four weeks, by the day
              backorders report --from 2011-01-01 --to 2011-08-31 --by month
              backorders report --by week --json                              one JSON object
              sqlite3 -readonly data/read.db 'SELECT sku, sum(open) FROM line GROUP BY sku ORDER BY 2 DESC LIMIT 5'
                                                                              anything else, on the node's machine
            """);
        Option<string> from = new("--from") { Description = "First day. Default: 28 days up to the last.", HelpName = "DAY", DefaultValueFactory = static _ => string.Empty };
        Option<string> to = new("--to") { Description = "Last day, included. Default: today.", HelpName = "DAY", DefaultValueFactory = static _ => string.Empty };
        Option<string> by = new("--by") { Description = "How to cut: hour, day, week or month.", HelpName = "PERIOD", DefaultValueFactory = static _ => "day" };
        by.AcceptOnlyFromAmong([.. Buckets.Keys]);
        Option<bool> json = new("--json") { Description = "Print everything as one JSON object." };
        foreach (Option option in new Option[] { from, to, by, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            string warehouse = client.Warehouse(parsed);
            V1.GetReportResponse report = await server.Operations.GetReportAsync(
                new V1.GetReportRequest
                {
                    Warehouse = warehouse, From = parsed.GetValue(from), To = parsed.GetValue(to), Bucket = Buckets[parsed.GetValue(by)!],
                },
                cancellationToken: cancellation);
            if (parsed.GetValue(json))
            {
                await console.Out.WriteLineAsync(Json.Line(report)).ConfigureAwait(false);
            }
            else
            {
                ReportTable.Write(console.Out, warehouse, report);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
