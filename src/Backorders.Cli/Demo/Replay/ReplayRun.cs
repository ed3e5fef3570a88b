using System.Diagnostics;
using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Demo.Replay;

/// <summary>One replay of a file against one node.</summary>
internal sealed class ReplayRun(ReplayOptions options, CliConsole console)
{
    private const string ItemsFile = "skus.csv";

    /// <summary>A replay draws nothing by chance, so two of the same file end in the same journal.</summary>
    private const string PolicyRequest = "5f0c1a52-9d5e-4c8a-8a53-6d0e2f6b7a11";

    public async Task<ReplayResult> RunAsync(ServerConnection server, string warehouse, Action<long, long> progress, CancellationToken cancellation)
    {
        ReplayCounts counts = new();
        Link link = new(server, warehouse, options.RetryFor, console.Delay, cancellation);
        using InvoiceSource source = new(CsvReader.Open(options.Lines), counts);
        if (source.Next is { } first)
        {
            await RefuseUsedClockAsync(link, first.At).ConfigureAwait(false);
            await AskNobodyAsync(link).ConfigureAwait(false);
        }

        long started = Stopwatch.GetTimestamp();
        using ReplayDriver driver = new(link, source, counts, options);
        await driver.RunAsync(ReadItems(), progress).ConfigureAwait(false);
        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        V1.GetFiguresResponse figures = await link.CallAsync(() => server.Building.GetFiguresAsync(
            new V1.GetFiguresRequest { Warehouse = warehouse, WithStateHash = true }, cancellationToken: cancellation)).ConfigureAwait(false);
        foreach ((string reason, long times) in counts.Troubles)
        {
            await console.Error.WriteLineAsync($"{times} reports of docks or stations were refused: {reason}").ConfigureAwait(false);
        }

        return new ReplayResult(options, counts, figures, link.Answers, wall);
    }

    /// <summary>The first time of a file, for a node whose clock must not stand after it.</summary>
    public static DateTimeOffset StartOf(string path)
    {
        using InvoiceSource source = new(CsvReader.Open(path), new ReplayCounts());
        return DateTimeOffset.FromUnixTimeSeconds(source.Next is { } first ? first.At - ReplayCalendar.HourSeconds : 0);
    }

    private static async Task RefuseUsedClockAsync(Link link, long first)
    {
        V1.GetTimeResponse clock = await link
            .CallAsync(() => link.Server.Clock.GetTimeAsync(new V1.GetTimeRequest(), cancellationToken: link.Cancellation)).ConfigureAwait(false);
        if (clock.Now.Seconds > first)
        {
            throw new CliException(
                $"The node's clock shows {clock.Now.ToDateTimeOffset():u}, after the first line of the file ({DateTimeOffset.FromUnixTimeSeconds(first):u}): "
                + "its store has been used, or it was not started for this file. Use a new --data directory, or start it with --driven-clock and an earlier time.");
        }
    }

    /// <summary>The file is a wholesaler's, whose customers wait without being asked, and it holds no answers of theirs: what is not answered is cancelled.</summary>
    private static async Task AskNobodyAsync(Link link)
    {
        V1.GetPolicyResponse now = await link.CallAsync(() => link.Server.Building.GetPolicyAsync(
            new V1.GetPolicyRequest { Warehouse = link.Warehouse }, cancellationToken: link.Cancellation)).ConfigureAwait(false);
        now.Policy.AskDelayConsent = false;
        V1.SetPolicyRequest set = new() { Warehouse = link.Warehouse, RequestId = PolicyRequest, Policy = now.Policy };
        await link.CallAsync(() => link.Server.Building.SetPolicyAsync(set, cancellationToken: link.Cancellation)).ConfigureAwait(false);
    }

    /// <summary>Descriptions, when they lie beside the lines.</summary>
    private List<(string Sku, string Description)> ReadItems()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(options.Lines))!;
        string? path = new[] { ItemsFile + ".gz", ItemsFile }.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists);
        List<(string, string)> items = [];
        if (path is null)
        {
            return items;
        }

        using CsvReader csv = CsvReader.Open(path);
        int sku = csv.ColumnOf("stock_code");
        int description = csv.ColumnOf("description");
        try
        {
            while (csv.Read())
            {
                items.Add((csv[sku], csv[description].Trim()));
            }
        }
        catch (CsvRowException e)
        {
            throw new CliException($"{csv.Name}: {e.Message}");
        }

        return items;
    }
}
