using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Backorders.Cli.Commands;

/// <summary>What was not as it should have been.</summary>
internal static class DiscrepanciesCommand
{
    private const int PageSize = 1_000;

    private static readonly Dictionary<string, V1.DiscrepancyKind> Kinds = new(StringComparer.Ordinal)
    {
        ["short"] = V1.DiscrepancyKind.ShortReceipt,
        ["over"] = V1.DiscrepancyKind.OverReceipt,
        ["damage"] = V1.DiscrepancyKind.Damage,
        ["variance"] = V1.DiscrepancyKind.ReversalVariance,
        ["count"] = V1.DiscrepancyKind.CountDifference,
        ["suspect"] = V1.DiscrepancyKind.SuspectUnits,
        ["overdue"] = V1.DiscrepancyKind.OverdueShipment,
        ["return"] = V1.DiscrepancyKind.ReturnBeyondShipped,
    };

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "discrepancies",
            """
            Lists what was not as it should have been: short and over receipts, damage, variances of reversals, count differences, units not found.

            Examples:
              backorders discrepancies                                     the first 200 of all
              backorders discrepancies --open                              what nobody has settled
              backorders discrepancies --kind short --kind over --supplier "ACME Ltd" --from 2011-03-01
              backorders discrepancies --max 100000 --json
            """);
        Option<string?> from = new("--from") { Description = "Found on this day (UTC) or later.", HelpName = "DAY" };
        Option<string?> to = new("--to") { Description = "Found on this day (UTC) or before.", HelpName = "DAY" };
        Option<string[]> kinds = new("--kind") { Description = $"Only these: {string.Join(", ", Kinds.Keys)}. May be given more than once.", HelpName = "KIND" };
        kinds.AcceptOnlyFromAmong([.. Kinds.Keys]);
        Option<string> supplier = new("--supplier") { Description = "Only this supplier's.", HelpName = "NAME", DefaultValueFactory = static _ => string.Empty };
        Option<string> sku = new("--sku") { Description = "Only this SKU's.", HelpName = "SKU", DefaultValueFactory = static _ => string.Empty };
        Option<bool> open = new("--open") { Description = "Only what nobody has settled." };
        Option<int> max = new("--max") { Description = "At most so many.", HelpName = "COUNT", DefaultValueFactory = static _ => 200 };
        Option<bool> json = new("--json") { Description = "One JSON object each." };
        foreach (Option option in new Option[] { from, to, kinds, supplier, sku, open, max, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            V1.ListDiscrepanciesRequest request = new()
            {
                Warehouse = client.Warehouse(parsed),
                From = Day(parsed.GetValue(from), "--from", 0),
                To = Day(parsed.GetValue(to), "--to", 1),
                Kinds = { (parsed.GetValue(kinds) ?? []).Select(k => Kinds[k]) },
                Supplier = parsed.GetValue(supplier),
                Sku = parsed.GetValue(sku),
                OpenOnly = parsed.GetValue(open),
            };
            using ServerConnection server = client.Connect(parsed, console);
            List<V1.Discrepancy> found = await ReadAsync(server, request, parsed.GetValue(max), cancellation).ConfigureAwait(false);
            if (!parsed.GetValue(json))
            {
                DiscrepancyTable.Write(console.Out, found);
                return ExitCodes.Done;
            }

            foreach (V1.Discrepancy one in found)
            {
                await console.Out.WriteLineAsync(Json.Line(one)).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<V1.Discrepancy>> ReadAsync(ServerConnection server, V1.ListDiscrepanciesRequest request, int max, CancellationToken cancellation)
    {
        List<V1.Discrepancy> found = [];
        do
        {
            request.PageSize = Math.Clamp(max - found.Count, 1, PageSize);
            V1.ListDiscrepanciesResponse page = await server.Operations.ListDiscrepanciesAsync(request, cancellationToken: cancellation);
            found.AddRange(page.Discrepancies);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && found.Count < max);
        return found;
    }

    private static Timestamp? Day(string? text, string option, int daysLater) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is >= 1970 and < 2199
            ? Timestamp.FromDateTime(day.AddDays(daysLater).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            : throw new CliException($"{option}: '{text}' is not a day such as 2011-03-27.", ExitCodes.WrongUsage);
}
