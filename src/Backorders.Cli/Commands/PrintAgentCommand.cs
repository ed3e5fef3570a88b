using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Printing;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>The program that stands in the printers' network and prints what pages ask a node for.</summary>
internal static class PrintAgentCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "print-agent",
            """
            Prints labels on printers that a node cannot reach: it runs in their network, follows the node, and sends ZPL to their raw port. Ends with Ctrl-C or SIGTERM, when the
            labels in hand are printed. The key needs the role PrintAgent. Addresses stand in a file here, and nowhere else:

              { "printers": [ { "name": "DOCK-1", "address": "192.168.10.21", "places": ["D1", "D2"], "size": "100x150", "dotsPerMm": 8 } ] }

            The port is 9100 unless the address names one; size is 100x150 or 100x50, dotsPerMm 8 or 12; "status": false for a printer that does not answer ~HS.

            Examples:
              backorders print-agent --printers printers.json --server https://backorders.example:5081
              backorders print-agent --printers printers.json --check       which printers answer, without a node
            """);
        Option<FileInfo> file = new("--printers") { Description = "The printers, as JSON.", HelpName = "FILE", Required = true };
        Option<string> name = new("--agent")
        {
            Description = "The agent's name; one at a time may run under it. Default: the machine's.", HelpName = "NAME", DefaultValueFactory = static _ => Environment.MachineName,
        };
        Option<bool> check = new("--check") { Description = "Look at each printer, say how it is, and end: 0 when all are ready, else 1." };
        command.Add(file);
        command.Add(name);
        command.Add(check);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<LocalPrinter> printers = PrintersFile.Read(parsed.GetValue(file)!.FullName);
            if (parsed.GetValue(check))
            {
                return await CheckAsync(console, printers).ConfigureAwait(false);
            }

            using ServerConnection server = client.Connect(parsed, console);
            await new AgentRun(server, client.Warehouse(parsed), parsed.GetValue(name)!, printers, TimeProvider.System, new LineLogger(console.Error, TimeProvider.System))
                .RunAsync(cancellation).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> CheckAsync(CliConsole console, IReadOnlyList<LocalPrinter> printers)
    {
        (bool IsReady, string Words)[] found = await Task.WhenAll(printers.Select(p => new PrinterLink(p, TimeProvider.System).LookAsync())).ConfigureAwait(false);
        for (int i = 0; i < found.Length; i++)
        {
            await console.Out.WriteLineAsync($"{printers[i].Name}: {found[i].Words}").ConfigureAwait(false);
        }

        return found.All(f => f.IsReady) ? ExitCodes.Done : ExitCodes.Failed;
    }
}
