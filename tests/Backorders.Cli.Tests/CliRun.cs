using Backorders.Cli;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

/// <summary>Runs a command line in this process and keeps what it said.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public static async Task<CliRun> OfAsync(
        string[] args, string input = "", IReadOnlyDictionary<string, string>? environment = null,
        Func<TimeSpan, CancellationToken, Task>? delay = null)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        CliConsole console = new()
        {
            Out = output, Error = error, In = new StringReader(input), Environment = name => environment?.GetValueOrDefault(name),
            Delay = delay ?? (static (_, cancellation) => Task.FromCanceled(cancellation.IsCancellationRequested ? cancellation : new CancellationToken(canceled: true))),
        };
        int code = await CommandLine.RunAsync(args, console);
        CliRun run = new(code, output.ToString(), error.ToString());
        TellsNone(run, args, environment);
        return run;
    }

    /// <summary>No command tells a key that it was given, nor complains with a webhook's secret. Those that make a node or a key print new ones: 'serve', 'demo', 'keys'.</summary>
    private static void TellsNone(CliRun run, string[] args, IReadOnlyDictionary<string, string>? environment)
    {
        int at = Array.IndexOf(args, "--key");
        string[] given =
        [
            .. environment?.Where(v => v.Key.EndsWith("_KEY", StringComparison.Ordinal) || v.Key.EndsWith("_TOKEN", StringComparison.Ordinal)).Select(v => v.Value) ?? [],
            .. at >= 0 && at + 1 < args.Length ? [args[at + 1]] : Array.Empty<string>(),
        ];
        Assert.DoesNotContain("whsec_", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(given, secret => secret.Length > 20 && args.FirstOrDefault() is not ("serve" or "demo") && (run.Out + run.Error).Contains(secret, StringComparison.Ordinal));
    }
}
