using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Cli.Work;
using Grpc.Core;

namespace Backorders.Cli.Commands;

/// <summary>A dock scanner at the keyboard.</summary>
internal static class ScanCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "scan",
            """
            Reports units at a receiving door and says where each of them goes. Without SKU and QUANTITY, reads lines 'sku quantity' until the end of the input.
            A scan that gets no answer is not confirmed: it goes again by itself, with the same scan id. Exit codes: 0 done, 1 refused, 3 offline (nobody
            listens), 5 not confirmed after the last try.

            Examples:
              backorders scan 85123A 12 --door D1
              backorders scan 85123A 12 --door D1 --asn ASN-77
              printf '85123A 12\n71053 6\n' | backorders scan --door D2
            """);
        Argument<string?> sku = new("SKU") { Description = "The owner's code.", Arity = ArgumentArity.ZeroOrOne };
        Argument<long?> quantity = new("QUANTITY") { Description = "How many.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> door = new("--door") { Description = "The receiving door.", HelpName = "DOOR", DefaultValueFactory = static _ => "D1" };
        Option<string> asn = new("--asn") { Description = "The ship notice.", HelpName = "ASN", DefaultValueFactory = static _ => string.Empty };
        Option<string> unit = new("--unit") { Description = "Unit of measure; each unless told otherwise.", HelpName = "UNIT", DefaultValueFactory = static _ => string.Empty };
        Option<string> device = new("--device") { Description = "The scanner's name.", HelpName = "DEVICE", DefaultValueFactory = static _ => "CLI" };
        Option<string?> scanId = new("--scan-id") { Description = "The scan's own id; the same id again is the same scan. Default: a new one.", HelpName = "ID" };
        Option<double> deadline = new("--deadline") { Description = "Seconds to wait for an answer.", HelpName = "SECONDS", DefaultValueFactory = static _ => 10 };
        Option<int> tries = new("--tries") { Description = "How often a scan is sent that is not confirmed.", HelpName = "N", DefaultValueFactory = static _ => 6 };
        deadline.Validators.Add(static r => AtLeast(r, r.GetValueOrDefault<double>() is >= 0.01 and <= 3_600, "0.01 to 3600 seconds"));
        tries.Validators.Add(static r => AtLeast(r, r.GetValueOrDefault<int>() >= 1, "1 or more"));
        Option<bool> json = new("--json") { Description = "Print each answer as one JSON object." };
        command.Add(sku);
        command.Add(quantity);
        foreach (Option option in new Option[] { door, asn, unit, device, scanId, deadline, tries, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            V1.ReceiveRequest pattern = new()
            {
                Warehouse = client.Warehouse(parsed), DeviceId = parsed.GetValue(device), Door = parsed.GetValue(door), AsnNo = parsed.GetValue(asn), Unit = parsed.GetValue(unit),
            };
            How how = new(TimeSpan.FromSeconds(parsed.GetValue(deadline)), parsed.GetValue(tries), parsed.GetValue(json));
            return (parsed.GetValue(sku), parsed.GetValue(quantity)) switch
            {
                (null, _) => ReadAsync(console, () => client.Connect(parsed, console), pattern, how, cancellation),
                (_, null) => throw new CliException("QUANTITY is missing: backorders scan SKU QUANTITY.", ExitCodes.WrongUsage),
                ({ } one, { } units) => OnceAsync(console, () => client.Connect(parsed, console), Of(pattern, one, units, parsed.GetValue(scanId)), how, cancellation),
            };
        });
        return command;
    }

    /// <summary>Refuses a value that makes no sense, and names the right ones.</summary>
    internal static void AtLeast(OptionResult result, bool isRight, string what)
    {
        if (!isRight)
        {
            result.AddError($"{result.Option.Name} must be {what}.");
        }
    }

    private static V1.ReceiveRequest Of(V1.ReceiveRequest pattern, string sku, long quantity, string? scanId)
    {
        V1.ReceiveRequest scan = pattern.Clone();
        (scan.Sku, scan.Quantity, scan.ScanId) = (sku, quantity, scanId ?? Guid.NewGuid().ToString("D"));
        return scan;
    }

    private static async Task<int> OnceAsync(CliConsole console, Func<ServerConnection> connect, V1.ReceiveRequest scan, How how, CancellationToken cancellation)
    {
        using ServerConnection server = connect();
        ScanSender sender = new(console, server, how.Deadline, how.Tries);
        await WriteAsync(console, await sender.SendAsync(scan, string.Empty, cancellation).ConfigureAwait(false), how.AsJson).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static async Task<int> ReadAsync(CliConsole console, Func<ServerConnection> connect, V1.ReceiveRequest pattern, How how, CancellationToken cancellation)
    {
        using ServerConnection server = connect();
        ScanSender sender = new(console, server, how.Deadline, how.Tries);
        int code = ExitCodes.Done;
        for (int line = 1; await console.ReadLineAsync(cancellation).ConfigureAwait(false) is { } text; line++)
        {
            string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
            {
                continue;
            }

            if (parts.Length != 2 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long quantity))
            {
                await console.Error.WriteLineAsync($"line {line}: '{text}' is not 'sku quantity', such as '85123A 12'.").ConfigureAwait(false);
                code = ExitCodes.Failed;
                continue;
            }

            try
            {
                V1.ReceiveResponse answer = await sender.SendAsync(Of(pattern, parts[0], quantity, null), $"line {line}: ", cancellation).ConfigureAwait(false);
                await WriteAsync(console, answer, how.AsJson).ConfigureAwait(false);
            }
            catch (RpcException e) when (!CallFailures.IsUnreachable(e))
            {
                await console.Error.WriteLineAsync($"line {line}: {CallFailures.Describe(e)}").ConfigureAwait(false);
                code = ExitCodes.Failed;
            }
            catch (CliException e) when (e.ExitCode == ExitCodes.NotConfirmed)
            {
                throw new CliException(e.Message + " No later line was sent.", e.ExitCode);
            }
        }

        return code;
    }

    private static async Task WriteAsync(CliConsole console, V1.ReceiveResponse answer, bool json)
    {
        if (json)
        {
            await console.Out.WriteLineAsync(Json.Line(answer)).ConfigureAwait(false);
            return;
        }

        foreach (V1.Disposition where in answer.Dispositions.Concat(answer.Released))
        {
            await console.Out.WriteLineAsync(DispositionText.Of(where)).ConfigureAwait(false);
        }
    }

    private readonly record struct How(TimeSpan Deadline, int Tries, bool AsJson);
}
