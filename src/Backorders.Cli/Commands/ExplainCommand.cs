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
              backorders explain SO-1001                     every line of the order
              backorders explain SO-1001 1
              backorders explain SO-1001 1 --history         and what became of it, step by step; also when it is long gone
              backorders explain SO-1001 1 --json
            """);
        Argument<string> order = new("ORDER") { Description = "The owner's order number." };
        Argument<int?> line = new("LINE") { Description = "The line's number. Default: all lines.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "Print the explanation of each line as one JSON object." };
        Option<bool> history = new("--history") { Description = "Tell what shaped the line since it was accepted, instead." };
        command.Add(history);
        command.Add(order);
        command.Add(line);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            string warehouse = client.Warehouse(parsed);
            string orderNo = parsed.GetValue(order)!;
            int[] lines = parsed.GetValue(line) is { } one
                ? [one]
                : [.. (await server.Orders.GetOrderAsync(new V1.GetOrderRequest { Warehouse = warehouse, OrderNo = orderNo }, cancellationToken: cancellation)).Lines.Select(l => l.LineNo)];
            for (int i = 0; i < lines.Length; i++)
            {
                if (i > 0 && !parsed.GetValue(json))
                {
                    await console.Out.WriteLineAsync().ConfigureAwait(false);
                }

                await (parsed.GetValue(history)
                    ? LineHistory.WriteAsync(
                        console, server, new V1.TraceLineRequest { Warehouse = warehouse, OrderNo = orderNo, LineNo = lines[i] }, parsed.GetValue(json), cancellation)
                    : WriteAsync(console, server, new V1.ExplainLineRequest { Warehouse = warehouse, OrderNo = orderNo, LineNo = lines[i] }, parsed.GetValue(json), cancellation))
                    .ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WriteAsync(CliConsole console, ServerConnection server, V1.ExplainLineRequest request, bool json, CancellationToken cancellation)
    {
        V1.LineExplanation found = await server.Orders.ExplainLineAsync(request, cancellationToken: cancellation);
        foreach (string text in json ? [Json.Line(found)] : ExplanationText.Lines(found))
        {
            await console.Out.WriteLineAsync(text).ConfigureAwait(false);
        }
    }
}
