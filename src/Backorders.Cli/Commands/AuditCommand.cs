using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Google.Protobuf.WellKnownTypes;
using Option = System.CommandLine.Option;

namespace Backorders.Cli.Commands;

/// <summary>Who did what.</summary>
internal static class AuditCommand
{
    private const int PageSize = 1_000;

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "audit",
            """
            Lists who did what to which thing, when and from where, refused or done, newest first: turns of the journals, refused calls, and acts of the building's
            people. For an operator's key.

            Examples:
              backorders audit                                     the last 50
              backorders audit --refused --since 2026-03-02        who was refused since then
              backorders audit --key scanner-7 --max 1000
              backorders audit --thing order:SO-1001 --json        all that was done to an order, with its turns' places in the chain
            """);
        Option<string> key = Text("--key", "Only what this key did or tried.", "KEY");
        Option<string> owner = Text("--owner", "Only what was done for this owner.", "OWNER");
        Option<string> call = Text("--call", "Only this call, such as Receive or SealShard.", "CALL");
        Option<string> thing = Text("--thing", "Only things of this kind, or one of them: order, order:SO-1001, shard:7.", "KIND[:NUMBER]");
        Option<string> within = Text("--in", "Only what is about this warehouse. Default: all.", "WAREHOUSE");
        Option<bool> refused = new("--refused") { Description = "Only what was refused." };
        Option<string?> since = new("--since") { Description = "From this day or time (UTC) on: 2026-03-02 or 2026-03-02T10:15:00Z.", HelpName = "TIME" };
        Option<string?> until = new("--until") { Description = "Before this day or time (UTC).", HelpName = "TIME" };
        Option<int> max = new("--max") { Description = "At most so many.", HelpName = "COUNT", DefaultValueFactory = static _ => 50 };
        Option<bool> json = new("--json") { Description = "One JSON object each." };
        foreach (Option option in new Option[] { key, owner, call, thing, within, refused, since, until, max, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] named = (parsed.GetValue(thing) ?? string.Empty).Split(':', 2);
            V1.ListAuditRequest request = new()
            {
                KeyId = parsed.GetValue(key), Owner = parsed.GetValue(owner), Call = parsed.GetValue(call), Warehouse = parsed.GetValue(within), Thing = named[0],
                Number = named.Length > 1 ? named[1] : string.Empty, From = Time(parsed.GetValue(since), "--since"), To = Time(parsed.GetValue(until), "--until"),
                Outcome = parsed.GetValue(refused) ? V1.AuditOutcome.Refused : V1.AuditOutcome.Unspecified,
            };
            using ServerConnection server = client.Connect(parsed, console);
            List<V1.AuditRecord> found = await ReadAsync(server, request, parsed.GetValue(max), cancellation).ConfigureAwait(false);
            if (!parsed.GetValue(json))
            {
                AuditTable.Write(console.Out, found);
                return ExitCodes.Done;
            }

            foreach (V1.AuditRecord one in found)
            {
                await console.Out.WriteLineAsync(Json.Line(one)).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<V1.AuditRecord>> ReadAsync(ServerConnection server, V1.ListAuditRequest request, int max, CancellationToken cancellation)
    {
        List<V1.AuditRecord> found = [];
        do
        {
            request.PageSize = Math.Clamp(max - found.Count, 1, PageSize);
            V1.ListAuditResponse page = await server.Building.ListAuditAsync(request, cancellationToken: cancellation);
            found.AddRange(page.Records);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && found.Count < max);
        return found;
    }

    private static Option<string> Text(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = static _ => string.Empty };

    private static Timestamp? Time(string? text, string option) => text is null ? null
        : DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            && at.Year is >= 1970 and < 2199
            ? at.ToTimestamp()
            : throw new CliException($"{option}: '{text}' is no time such as 2026-03-02 or 2026-03-02T10:15:00Z.", ExitCodes.WrongUsage);
}
