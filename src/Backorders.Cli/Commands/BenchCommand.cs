using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Backorders.Cli.Bench;
using Backorders.Cli.Hosting;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Spectre.Console;

namespace Backorders.Cli.Commands;

/// <summary>Measures receipts on this machine, and says which machine it was.</summary>
internal static class BenchCommand
{
    private static readonly int[] InFlight = [1, 64, 1024];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "bench",
            """
            Starts a node on an empty store, SQLite or a schema of its own in PostgreSQL, and scans: first at a steady rate, then with 1, 64 and 1,024 scans under way.
            Every answer is durable (synchronous=FULL, or the server's fsync). Scanners, node and SQLite share this process and this machine.

            Examples:
              backorders bench
              backorders bench --postgres 'Host=127.0.0.1;Database=bench;Username=owner'
              backorders bench --rate 2000 --seconds 20 --data /mnt/disk
            """);
        Option<int> rate = new("--rate") { Description = "Scans a second of the steady part.", DefaultValueFactory = static _ => 1000 };
        Option<int> seconds = new("--seconds") { Description = "Seconds of each part.", DefaultValueFactory = static _ => 10 };
        Option<string> data = new("--data")
        {
            Description = "Folder on the disk to be measured; the store is made there and removed afterwards.",
            HelpName = "DIR",
            DefaultValueFactory = static _ => Path.GetTempPath(),
        };
        Option<string?> connection = new("--postgres") { Description = "Measure on this database instead; the role must be allowed to create a schema.", HelpName = "CONNECTION" };
        Option<bool> json = new("--json") { Description = "Print one JSON object a part." };
        command.Add(rate);
        command.Add(seconds);
        command.Add(data);
        command.Add(connection);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            (int scans, TimeSpan duration) = (parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            if (scans < 1 || duration <= TimeSpan.Zero)
            {
                throw new CliException("--rate and --seconds must be 1 or more.", ExitCodes.WrongUsage);
            }

            BenchDatabase? database = parsed.GetValue(connection) is { } to
                ? await BenchDatabase.MakeAsync(NodeConfiguration.ReadPostgres(null, to), cancellation).ConfigureAwait(false)
                : null;
            try
            {
                return await RunAsync(console, scans, duration, parsed.GetValue(data)!, database, parsed.GetValue(json), cancellation).ConfigureAwait(false);
            }
            finally
            {
                await (database?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CliConsole console, int rate, TimeSpan duration, string folder, BenchDatabase? database, bool json, CancellationToken cancellation)
    {
        BenchNode node = await BenchNode.StartAsync(folder, database, cancellation).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            ReceiptBench bench = new(node);
            await bench.SteadyAsync(rate, WarmUp, cancellation).ConfigureAwait(false);
            List<BenchResult> results = [await bench.SteadyAsync(rate, duration, cancellation).ConfigureAwait(false)];
            foreach (int inFlight in InFlight)
            {
                results.Add(await bench.SaturateAsync(inFlight, duration, cancellation).ConfigureAwait(false));
            }

            await (json ? WriteJsonAsync(console.Out, results) : WriteTableAsync(console.Out, node.ColdStart, results)).ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }

    private static async Task WriteJsonAsync(TextWriter to, List<BenchResult> results)
    {
        foreach (BenchResult r in results)
        {
            await to.WriteLineAsync(Json.Line(
                ("load", r.Load), ("scans", r.Scans), ("per_second", Math.Round(r.PerSecond)), ("p50_ms", Math.Round(r.P50Milliseconds, 2)),
                ("p99_ms", Math.Round(r.P99Milliseconds, 2)), ("max_ms", Math.Round(r.MaxMilliseconds, 2)))).ConfigureAwait(false);
        }
    }

    private static async Task WriteTableAsync(TextWriter to, TimeSpan coldStart, List<BenchResult> results)
    {
        string machine = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}";
        await to.WriteLineAsync($"{machine}; cold start {Text(coldStart.TotalMilliseconds, "N0")} ms").ConfigureAwait(false);
        Table table = new Table().AddColumn("load");
        foreach (string name in (string[])["scans", "scans/s", "p50 ms", "p99 ms", "max ms"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (BenchResult r in results)
        {
            table.AddRow(r.Load, Text(r.Scans, "N0"), Text(r.PerSecond, "N0"), Text(r.P50Milliseconds, "N2"), Text(r.P99Milliseconds, "N2"), Text(r.MaxMilliseconds, "N2"));
        }

        Plain.Write(to, table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
