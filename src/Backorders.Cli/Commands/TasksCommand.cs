using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Spectre.Console;

namespace Backorders.Cli.Commands;

/// <summary>What there is to do.</summary>
internal static class TasksCommand
{
    private const int PageSize = 1_000;

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "tasks",
            """
            Lists the tasks that are not finished, and takes none of them.

            Examples:
              backorders tasks
              backorders tasks --station S7                  what this station has under lease
              backorders tasks --json                        one JSON object a task
            """);
        Option<string> station = new("--station") { Description = "Only what this station has under lease.", HelpName = "STATION", DefaultValueFactory = static _ => string.Empty };
        Option<bool> json = new("--json") { Description = "One JSON object a task." };
        command.Add(station);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            V1.ListTasksRequest request = new() { Warehouse = client.Warehouse(parsed), Station = parsed.GetValue(station), PageSize = PageSize };
            List<V1.WorkTask> found = [];
            do
            {
                V1.ListTasksResponse page = await server.Stations.ListTasksAsync(request, cancellationToken: cancellation);
                found.AddRange(page.Tasks.Select(t => t.Task));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            if (parsed.GetValue(json))
            {
                foreach (V1.WorkTask task in found)
                {
                    await console.Out.WriteLineAsync(Json.Line(task)).ConfigureAwait(false);
                }
            }
            else
            {
                Write(console.Out, found);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(TextWriter to, List<V1.WorkTask> found)
    {
        if (found.Count == 0)
        {
            to.WriteLine("There is no open task.");
            return;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("task").RightAligned().NoWrap());
        foreach (string name in (string[])["state", "kind", "SKU"])
        {
            table.AddColumn(new TableColumn(name).NoWrap());
        }

        table.AddColumn(new TableColumn("units").RightAligned().NoWrap());
        foreach (string name in (string[])["from", "to", "order", "station"])
        {
            table.AddColumn(new TableColumn(name).NoWrap());
        }

        foreach (V1.WorkTask t in found)
        {
            table.AddRow(
                t.TaskId.ToString(CultureInfo.InvariantCulture), EnumWords.Of(t.State), EnumWords.Of(t.Kind), Markup.Escape(t.Sku), Measure.Whole(t.Quantity), Markup.Escape(t.Door),
                Markup.Escape(t.Lane), Markup.Escape(t.OrderNo.Length > 0 ? $"{t.OrderNo} line {t.LineNo}" : string.Empty), Markup.Escape(t.Station));
        }

        Plain.Write(to, table);
        to.WriteLine($"{found.Count} {(found.Count == 1 ? "task" : "tasks")}.");
    }
}
