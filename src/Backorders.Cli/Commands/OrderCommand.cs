using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Google.Protobuf.WellKnownTypes;
using Option = System.CommandLine.Option;

namespace Backorders.Cli.Commands;

/// <summary>An order: to look at, and to change.</summary>
internal static class OrderCommand
{
    public static Command Build(CliConsole console) => new(
        "order",
        """
        Shows an order, amends, cancels or expedites it, puts it on hold or releases it.

        Examples:
          backorders order show SO-1001
          backorders order amend SO-1001 --line 1=12 --tier 2        line 1 to 12 in total; a raised part queues as new
          backorders order cancel SO-1001 --line 2                   one line; without --line all of it
          backorders order expedite SO-1001                          to the front of its queues; --undo takes it back
          backorders order hold SO-1001 --reason credit
          backorders order release SO-1001
        """)
    {
        Show(console),
        Amend(console),
        Cancel(console),
        Expedite(console),
        Hold(console),
        Release(console),
    };

    private static Command Show(CliConsole console) => Make(
        "show", "Shows an order with its lines and tasks.", [],
        async (call, cancellation) =>
        {
            V1.Order order = await call.Server.Orders.GetOrderAsync(new V1.GetOrderRequest { Warehouse = call.Warehouse, OrderNo = call.OrderNo }, cancellationToken: cancellation);
            if (call.AsJson)
            {
                await console.Out.WriteLineAsync(Json.Line(order)).ConfigureAwait(false);
            }
            else
            {
                OrderText.Write(console.Out, order);
            }
        },
        console);

    private static Command Amend(CliConsole console)
    {
        Option<string[]> lines = new("--line") { Description = "A line's new quantity in base units; may be given several times.", HelpName = "LINE=QUANTITY" };
        Option<int?> tier = new("--tier") { Description = "0 (served last) to 9.", HelpName = "TIER" };
        Option<string> mode = new("--ship-mode") { Description = $"One of {EnumWords.AllOf<V1.ShipMode>()}.", HelpName = "MODE", DefaultValueFactory = static _ => string.Empty };
        Option<string> lane = new("--lane") { Description = "Where its parcels are built.", HelpName = "LANE", DefaultValueFactory = static _ => string.Empty };
        Option<DateTimeOffset?> shipBy = new("--ship-by") { Description = "The cutoff of its departure.", HelpName = "TIME" };
        Option<DateTimeOffset?> notBefore = new("--not-before") { Description = "Nothing is given to it before.", HelpName = "TIME" };
        return Make(
            "amend", "Changes quantities or terms; what is not given stays.", [lines, tier, mode, lane, shipBy, notBefore],
            async (call, cancellation) =>
            {
                V1.AmendOrderRequest request = new()
                {
                    Warehouse = call.Warehouse, RequestId = call.RequestId, OrderNo = call.OrderNo, Lane = call.Parsed.GetValue(lane),
                    Lines = { (call.Parsed.GetValue(lines) ?? []).Select(Change) },
                    ShipMode = call.Parsed.GetValue(mode) is { Length: > 0 } word ? EnumWords.Parse<V1.ShipMode>("--ship-mode", word) : V1.ShipMode.Unspecified,
                    ShipBy = call.Parsed.GetValue(shipBy)?.ToTimestamp(), NotBefore = call.Parsed.GetValue(notBefore)?.ToTimestamp(),
                };
                if (call.Parsed.GetValue(tier) is { } given)
                {
                    request.Tier = given;
                }

                V1.AmendOrderResponse answer = await call.Server.Orders.AmendOrderAsync(request, cancellationToken: cancellation);
                string added = string.Concat(answer.Added.Select(a => $"; line {a.LineNo} continues line {a.Continues} with {a.Quantity}"));
                await OrderText.WriteAsync(
                    console, call.AsJson, answer, $"order {call.OrderNo} is amended{added}", answer.Cancelled, answer.TakenBack.Concat(answer.TakenFrom), answer.Dispositions)
                    .ConfigureAwait(false);
            },
            console);
    }

    private static Command Cancel(CliConsole console)
    {
        Option<int[]> lines = Lines("Which lines; without it all.");
        Option<string> reason = Reason("customer_request");
        return Make(
            "cancel", "Cancels an order or some of its lines, but for units that are packed.", [lines, reason],
            async (call, cancellation) =>
            {
                V1.CancelOrderRequest request = new()
                {
                    Warehouse = call.Warehouse, RequestId = call.RequestId, OrderNo = call.OrderNo, Reason = ReasonOf(call.Parsed, reason), LineNos = { call.Parsed.GetValue(lines) ?? [] },
                };
                V1.CancelOrderResponse answer = await call.Server.Orders.CancelOrderAsync(request, cancellationToken: cancellation);
                await OrderText.WriteAsync(console, call.AsJson, answer, $"order {call.OrderNo} is cancelled", answer.Cancelled, answer.TakenBack, answer.Dispositions).ConfigureAwait(false);
            },
            console);
    }

    private static Command Expedite(CliConsole console)
    {
        Option<int[]> lines = Lines("Which lines; without it all.");
        Option<string> reason = Reason("urgent");
        Option<bool> undo = new("--undo") { Description = "Takes an earlier expedite back." };
        return Make(
            "expedite", "Moves lines to the front of their queues, or takes that back.", [lines, reason, undo],
            async (call, cancellation) =>
            {
                V1.ExpediteRequest request = new()
                {
                    Warehouse = call.Warehouse, RequestId = call.RequestId, OrderNo = call.OrderNo, Reason = ReasonOf(call.Parsed, reason), Undo = call.Parsed.GetValue(undo),
                    LineNos = { call.Parsed.GetValue(lines) ?? [] },
                };
                V1.ExpediteResponse answer = await call.Server.Orders.ExpediteAsync(request, cancellationToken: cancellation);
                string done = request.Undo ? "stands where it stood" : "stands at the front of its queues";
                await OrderText.WriteAsync(
                    console, call.AsJson, answer, $"order {call.OrderNo} {done}: lines {string.Join(", ", answer.LineNos)}", [], answer.TakenBack, answer.Dispositions).ConfigureAwait(false);
            },
            console);
    }

    private static Command Hold(CliConsole console)
    {
        Option<string> reason = Reason(null);
        return Make(
            "hold", "Puts an order on hold: it takes no units, and its unstarted tasks are not offered.", [reason],
            async (call, cancellation) =>
            {
                V1.HoldOrderRequest request = new() { Warehouse = call.Warehouse, RequestId = call.RequestId, OrderNo = call.OrderNo, Reason = ReasonOf(call.Parsed, reason) };
                V1.HoldOrderResponse answer = await call.Server.Orders.HoldOrderAsync(request, cancellationToken: cancellation);
                await OrderText.WriteAsync(console, call.AsJson, answer, $"order {call.OrderNo} is on hold", [], answer.TakenBack, answer.Dispositions).ConfigureAwait(false);
            },
            console);
    }

    private static Command Release(CliConsole console) => Make(
        "release", "Ends a hold.", [],
        async (call, cancellation) =>
        {
            V1.ReleaseOrderRequest request = new() { Warehouse = call.Warehouse, RequestId = call.RequestId, OrderNo = call.OrderNo };
            V1.ReleaseOrderResponse answer = await call.Server.Orders.ReleaseOrderAsync(request, cancellationToken: cancellation);
            await OrderText.WriteAsync(console, call.AsJson, answer, $"order {call.OrderNo} is released", [], answer.TakenFrom, answer.Dispositions).ConfigureAwait(false);
        },
        console);

    private static Command Make(string name, string description, Option[] options, Func<Call, CancellationToken, Task> run, CliConsole console)
    {
        Command command = new(name, $"{description}\n\nExamples:\n  backorders order {name} SO-1001{(name == "hold" ? " --reason credit" : string.Empty)}");
        Argument<string> order = new("ORDER") { Description = "The owner's order number." };
        Option<bool> json = new("--json") { Description = "Print the answer as one JSON object." };
        command.Add(order);
        foreach (Option option in (Option[])[.. options, json])
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            await run(new Call(parsed, server, client.Warehouse(parsed), parsed.GetValue(order)!, parsed.GetValue(json)), cancellation).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<int[]> Lines(string description) => new("--line") { Description = description, HelpName = "LINE" };

    private static Option<string> Reason(string? otherwise)
    {
        string allowed = $"Why: {EnumWords.AllOf<V1.ReasonCode>()}.";
        return otherwise is null
            ? new Option<string>("--reason") { Description = allowed, HelpName = "REASON", Required = true }
            : new Option<string>("--reason") { Description = allowed, HelpName = "REASON", DefaultValueFactory = _ => otherwise };
    }

    private static V1.ReasonCode ReasonOf(ParseResult parsed, Option<string> reason) => EnumWords.Parse<V1.ReasonCode>("--reason", parsed.GetValue(reason)!);

    private static V1.AmendOrderRequest.Types.LineChange Change(string text)
    {
        string[] parts = text.Split('=');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int line)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long quantity)
                ? new V1.AmendOrderRequest.Types.LineChange { LineNo = line, Quantity = quantity }
                : throw new CliException($"--line {text}: write LINE=QUANTITY, such as 1=12.", ExitCodes.WrongUsage);
    }

    /// <summary>What every subcommand gets.</summary>
    private sealed record Call(ParseResult Parsed, ServerConnection Server, string Warehouse, string OrderNo, bool AsJson)
    {
        public string RequestId { get; } = Guid.NewGuid().ToString("D");
    }
}
