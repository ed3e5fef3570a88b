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
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
