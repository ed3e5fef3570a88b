using System.Text.Json;
using System.Text.Json.Serialization;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Printing;

/// <summary>
/// The file of an agent's printers. Their addresses stand here alone: what comes from a node names a printer and never an address, so that nobody who reaches the node can make the agent
/// connect elsewhere.
/// </summary>
internal static class PrintersFile
{
    /// <summary>Raw printing (Zebra: TCP port of the print server).</summary>
    private const int RawPort = 9100;

    private static readonly Dictionary<string, V1.LabelSize> Sizes = new(StringComparer.Ordinal) { ["100x150"] = V1.LabelSize._100X150, ["100x50"] = V1.LabelSize._100X50 };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Reads the printers.</summary>
    /// <exception cref="CliException">The file is not there, is no such file, or names printers that cannot be; every mistake is named.</exception>
    public static IReadOnlyList<LocalPrinter> Read(string path)
    {
        Written written;
        try
        {
            written = JsonSerializer.Deserialize<Written>(File.ReadAllBytes(path), Json) ?? new Written();
        }
        catch (JsonException e)
        {
            throw new CliException($"--printers: {path} cannot be read: {e.Message}", ExitCodes.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--printers: {path} cannot be read: {e.Message}", ExitCodes.WrongUsage);
        }

        List<string> wrong = [];
        List<LocalPrinter> printers = [.. (written.Printers ?? []).Select((p, i) => Of(p, i, wrong))];
        wrong.AddRange(printers.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"the name '{g.Key}' stands twice"));
        if (printers.Count == 0)
        {
            wrong.Add("it names no printer");
        }

        return wrong.Count == 0 ? printers : throw new CliException($"--printers: {path}: {string.Join("; ", wrong)}.", ExitCodes.WrongUsage);
    }

    private static LocalPrinter Of(WrittenPrinter written, int index, List<string> wrong)
    {
        string who = string.IsNullOrEmpty(written.Name) ? $"printer {index + 1}" : $"'{written.Name}'";
        if (string.IsNullOrEmpty(written.Name))
        {
            wrong.Add($"{who} has no name");
        }

        if (!TryReadAddress(written.Address, out string host, out int port))
        {
            wrong.Add($"{who}: address '{written.Address}' is not one such as 192.168.10.21 or zebra-1.local:{RawPort}");
        }

        string size = written.Size ?? "100x150";
        if (!Sizes.TryGetValue(size, out V1.LabelSize loaded))
        {
            wrong.Add($"{who}: size '{size}' is not one of {string.Join(", ", Sizes.Keys)}");
        }

        if (written.DotsPerMm is not (null or 8 or 12))
        {
            wrong.Add($"{who}: dotsPerMm {written.DotsPerMm} is not 8 (203 dpi) or 12 (300 dpi)");
        }

        return new LocalPrinter(written.Name ?? string.Empty, host, port, written.Places ?? [], loaded, written.DotsPerMm ?? 8, written.Status ?? true);
    }

    private static bool TryReadAddress(string? text, out string host, out int port)
    {
        (host, port) = (string.Empty, RawPort);
        if (string.IsNullOrWhiteSpace(text) || text.Contains('/', StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal)
            || !Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out Uri? address) || address.Host.Length == 0)
        {
            return false;
        }

        (host, port) = (address.Host.Trim('[', ']'), address.IsDefaultPort || address.Port < 0 ? RawPort : address.Port);
        return port is > 0 and <= ushort.MaxValue;
    }

    /// <summary>The file as it is written.</summary>
    private sealed record Written
    {
        public IReadOnlyList<WrittenPrinter>? Printers { get; init; }
    }

    /// <summary>A printer as it is written.</summary>
    private sealed record WrittenPrinter
    {
        public string? Name { get; init; }

        public string? Address { get; init; }

        public IReadOnlyList<string>? Places { get; init; }

        public string? Size { get; init; }

        public int? DotsPerMm { get; init; }

        public bool? Status { get; init; }
    }
}
