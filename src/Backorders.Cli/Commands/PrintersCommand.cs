using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>The printers of a warehouse.</summary>
internal static class PrintersCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "printers",
            """
            Lists the printers that print agents attend or have attended: where they stand, what is loaded, whether they can be reached.

            Examples:
              backorders printers
              backorders printers --warehouse NORTH --json
            """);
        Option<bool> json = new("--json") { Description = "One JSON object a printer." };
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            V1.ListPrintersResponse found = await server.Printing.ListPrintersAsync(new V1.ListPrintersRequest { Warehouse = client.Warehouse(parsed) }, cancellationToken: cancellation);
            foreach (V1.Printer printer in found.Printers)
            {
                await console.Out.WriteLineAsync(parsed.GetValue(json) ? Json.Line(printer) : Line(printer)).ConfigureAwait(false);
            }

            if (found.Printers.Count == 0 && !parsed.GetValue(json))
            {
                await console.Out.WriteLineAsync("No print agent has announced a printer. Run one in the printers' network: backorders print-agent --help").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Line(V1.Printer printer)
    {
        string size = printer.Size == V1.LabelSize._100X50 ? "100x50" : "100x150";
        string places = printer.Places.Count > 0 ? $", at {string.Join(", ", printer.Places)}" : string.Empty;
        string state = !printer.Attended ? $"away: its agent {printer.Agent} is not there" : printer.Trouble.Length > 0 ? $"attended; its last job: {printer.Trouble}" : "attended";
        return $"{printer.Name}: {size} mm, {printer.DotsPerMm} dots/mm{places}; {state}";
    }
}
