using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Google.Protobuf.WellKnownTypes;
using Option = System.CommandLine.Option;

namespace Backorders.Cli.Commands;

/// <summary>What to buy.</summary>
internal static class ReordersCommand
{
    private const int PageSize = 1_000;

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "reorders",
            """
            Suggests what to buy: reorder points from measured demand and lead times, the most urgent first. A SKU with too little history says so.

            Examples:
              backorders reorders                                   what is to be ordered now
              backorders reorders --all --service-level 0.98        every SKU, and a safer stock
              backorders reorders --sku 85123A --history 180 --json
              backorders reorders --as-of 2011-08-31                by the demand and lead times up to that day
              backorders reorders --publish                         puts it into the event stream, for whoever buys
            """);
        Option<string> sku = new("--sku") { Description = "Only this SKU.", HelpName = "SKU", DefaultValueFactory = static _ => string.Empty };
        Option<bool> all = new("--all") { Description = "Also SKUs of which nothing is to be ordered now." };
        Option<double?> level = new("--service-level") { Description = "Share of order cycles without a shortage. Default: 0.95.", HelpName = "SHARE" };
        Option<int?> history = new("--history") { Description = "Days of demand to look back over. Default: 90.", HelpName = "DAYS" };
        Option<int?> review = new("--review") { Description = "Days until somebody looks again. Default: 7.", HelpName = "DAYS" };
        Option<DateTimeOffset?> asOf = new("--as-of") { Description = "Measure demand and lead times up to here, such as the last day of imported data. Default: now.", HelpName = "TIME" };
        Option<bool> publish = new("--publish") { Description = "Put what is to be ordered into the event stream." };
        Option<bool> json = new("--json") { Description = "One JSON object a SKU." };
        foreach (Option option in new Option[] { sku, all, level, history, review, asOf, publish, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            string warehouse = client.Warehouse(parsed);
            V1.ReorderTerms terms = Terms(parsed.GetValue(level), parsed.GetValue(history), parsed.GetValue(review));
            terms.AsOf = parsed.GetValue(asOf)?.ToTimestamp();
            if (parsed.GetValue(publish))
            {
                V1.PublishReordersResponse told = await server.Availability.PublishReordersAsync(
                    new V1.PublishReordersRequest { Warehouse = warehouse, RequestId = Guid.NewGuid().ToString("D"), Terms = terms }, cancellationToken: cancellation);
                await console.Out.WriteLineAsync(
                    parsed.GetValue(json) ? Json.Line(told) : $"{told.Published} SKUs, {told.Units} units published at cursor {told.Cursor}.").ConfigureAwait(false);
                return ExitCodes.Done;
            }

            V1.SuggestReordersRequest request = new()
            {
                Warehouse = warehouse, Terms = terms, Sku = parsed.GetValue(sku), NeededOnly = !parsed.GetValue(all), PageSize = PageSize,
            };
            List<V1.ReorderSuggestion> found = await ReadAsync(server, request, cancellation).ConfigureAwait(false);
            await WriteAsync(console.Out, found, parsed.GetValue(json)).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static V1.ReorderTerms Terms(double? level, int? history, int? review)
    {
        V1.ReorderTerms terms = new();
        if (level is { } share)
        {
            terms.ServiceLevel = share;
        }

        if (history is { } days)
        {
            terms.HistoryDays = days;
        }

        if (review is { } until)
        {
            terms.ReviewDays = until;
        }

        return terms;
    }

    private static async Task<List<V1.ReorderSuggestion>> ReadAsync(ServerConnection server, V1.SuggestReordersRequest request, CancellationToken cancellation)
    {
        List<V1.ReorderSuggestion> found = [];
        do
        {
            V1.SuggestReordersResponse page = await server.Availability.SuggestReordersAsync(request, cancellationToken: cancellation);
            found.AddRange(page.Suggestions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return [.. found.OrderByDescending(s => s.Uncovered).ThenBy(ReorderTable.DaysOfCover).ThenBy(s => s.Sku, StringComparer.Ordinal)];
    }

    private static async Task WriteAsync(TextWriter to, List<V1.ReorderSuggestion> found, bool json)
    {
        if (!json)
        {
            ReorderTable.Write(to, found);
            return;
        }

        foreach (V1.ReorderSuggestion one in found)
        {
            await to.WriteLineAsync(Json.Line(one)).ConfigureAwait(false);
        }
    }
}
