using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>Why a line stands where it stands.</summary>
internal static class ExplainCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "explain",
            """
            Says why an order line has its place in the queue, when and on which shipment it is planned, what was promised, and what would bring it forward.

            Examples:
              backorders explain SO-1001 1
              backorders explain SO-1001 1 --history         and what became of it, step by step; also when it is long gone
              backorders explain SO-1001 1 --json
            """);
        Argument<string> order = new("ORDER") { Description = "The owner's order number." };
        Argument<int> line = new("LINE") { Description = "The line's number." };
        Option<bool> json = new("--json") { Description = "Print the explanation as one JSON object." };
        Option<bool> history = new("--history") { Description = "Tell what shaped the line since it was accepted, instead." };
        command.Add(history);
        command.Add(order);
        command.Add(line);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            if (parsed.GetValue(history))
            {
                V1.TraceLineRequest request = new() { Warehouse = client.Warehouse(parsed), OrderNo = parsed.GetValue(order), LineNo = parsed.GetValue(line) };
                await LineHistory.WriteAsync(console, server, request, parsed.GetValue(json), cancellation).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            V1.LineExplanation found = await server.Orders.ExplainLineAsync(
                new V1.ExplainLineRequest { Warehouse = client.Warehouse(parsed), OrderNo = parsed.GetValue(order), LineNo = parsed.GetValue(line) },
                cancellationToken: cancellation);
            foreach (string text in parsed.GetValue(json) ? [Json.Line(found)] : ExplanationText.Lines(found))
            {
                await console.Out.WriteLineAsync(text).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
