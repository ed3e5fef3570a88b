using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Partners.Exports;
using Backorders.Partners.Exports.Documents;
using Grpc.Core;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Backorders.Cli.Commands;

/// <summary>What happened in a warehouse, as the documents that order systems read.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, ExportFormat> Formats = new()
    {
        ["944"] = ExportFormat.X12Receipts, ["945"] = ExportFormat.X12Shipments, ["947"] = ExportFormat.X12Adjustments, ["epcis"] = ExportFormat.Epcis,
    };

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "export",
            """
            Writes what happened as X12 004010 (944 receipts, 945 shipments, 947 adjustments; an interchange for each owner) or as an EPCIS 2.0 document, and says
            where to go on. The same range gives the same bytes. What cannot be written as it is, is left out and named, with exit code 1.

            Examples:
              backorders export 945 --out ship.edi                               everything up to now
              backorders export 945 --from-cursor 51200 --out ship.edi           what came after; 51200 is what the last export printed
              backorders export 944 --from 2031-03-01 --to 2031-04-01 --out receipts.edi
              backorders export epcis --owner ACME --out events.jsonld
            """);
        Argument<string> format = new("FORMAT") { Description = "944, 945, 947 or epcis." };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        ExportRange range = new ExportRange().AddTo(command);
        Option<string> to = new("--out") { Description = "The file to write; one that is there is replaced when all is written.", HelpName = "FILE", Required = true };
        Option<string?> sender = new("--sender") { Description = "ISA06: what the warehouse is known as, 2 to 15 characters. Default: its id.", HelpName = "ID" };
        Option<string?> receiver = new("--receiver") { Description = "ISA08: what the owner is known as, 2 to 15 characters. Default: its id.", HelpName = "ID" };
        Option<bool> test = new("--test") { Description = "Mark interchanges as test data (ISA15)." };
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object." };
        command.Add(format);
        foreach (Option option in new Option[] { to, sender, receiver, test, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            ExportOptions options = new()
            {
                Warehouse = client.Warehouse(parsed), Sender = parsed.GetValue(sender) ?? string.Empty, Receiver = parsed.GetValue(receiver) ?? string.Empty,
                IsTest = parsed.GetValue(test),
            };
            string file = parsed.GetValue(to)!;
            return await RunAsync(console, server, Formats[parsed.GetValue(format)!], options, range.Read(parsed), file, parsed.GetValue(json), cancellation)
                .ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CliConsole console, ServerConnection server, ExportFormat format, ExportOptions options, ExportRange.Limits limits, string file, bool json,
        CancellationToken cancellation)
    {
        string unfinished = file + ".unfinished";
        Export export;
        long cursor;
        StreamWriter to = new(unfinished);
        await using (to.ConfigureAwait(false))
        {
            export = new Export(format, options, to);
            cursor = await FollowAsync(server, options.Warehouse, export, limits, cancellation).ConfigureAwait(false);
            export.Finish();
        }

        File.Move(unfinished, file, overwrite: true);
        foreach (LeftOut left in export.LeftOut)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"left out: {left.What} (cursor {left.Cursor}): {left.Why}")).ConfigureAwait(false);
        }

        await console.Out.WriteLineAsync(json
            ? Json.Line(("file", file), ("written", export.Written), ("left_out", export.LeftOut.Count), ("from_cursor", limits.FromCursor), ("next_cursor", cursor))
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{export.Written} written to {file}, {export.LeftOut.Count} left out. Go on with --from-cursor {cursor}; the same again: add --to-cursor {cursor}."))
            .ConfigureAwait(false);
        return export.LeftOut.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Reads from the first decision on, for documents need what happened before them.</summary>
    private static async Task<long> FollowAsync(
        ServerConnection server, string warehouse, Export export, ExportRange.Limits limits, CancellationToken cancellation)
    {
        V1.SubscribeRequest request = new() { Warehouse = warehouse, Kinds = { Export.Kinds } };
        using AsyncServerStreamingCall<V1.SubscribeResponse> call = server.Events.Subscribe(request, cancellationToken: cancellation);
        return await TakeAsync(call.ResponseStream.ReadAllAsync(cancellation), export, limits, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes what belongs to the range, to its end or to the last decision at the start: the high-water mark of the first message. A warehouse that goes on working
    /// moves the mark for ever, and one whose clock stands still sends no second heartbeat.
    /// </summary>
    /// <returns>Where the next export goes on.</returns>
    internal static async Task<long> TakeAsync(
        IAsyncEnumerable<V1.SubscribeResponse> messages, Export export, ExportRange.Limits limits, CancellationToken cancellation)
    {
        long cursor = limits.FromCursor;
        long end = -1;
        await foreach (V1.SubscribeResponse next in messages.WithCancellation(cancellation).ConfigureAwait(false))
        {
            end = end < 0 ? Math.Min(limits.ToCursor, next.HighWater) : end;
            if (next.Events.Count > 0 && next.Cursor <= end)
            {
                // A clock that was never set stands at the epoch, and that is told as no time.
                DateTimeOffset at = (next.At ??= new Timestamp()).ToDateTimeOffset();
                if (at >= limits.To)
                {
                    return cursor;
                }

                export.Take(next, next.Cursor > limits.FromCursor && at >= limits.From);
            }

            cursor = Math.Max(cursor, Math.Min(next.Cursor, end));
            if (next.Cursor >= end)
            {
                return cursor;
            }
        }

        return cursor;
    }
}
