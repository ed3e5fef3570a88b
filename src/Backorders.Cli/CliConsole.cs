namespace Backorders.Cli;

/// <summary>What a command sees of the world: the terminal, the environment and waiting. Tests bring their own.</summary>
internal sealed class CliConsole
{
    /// <summary>Where answers go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where complaints and progress go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where lines come from.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether a person looks at <see cref="Error"/>: progress bars are drawn for people only.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Reads one key without showing it; null when there is no keyboard.</summary>
    public Func<char>? ReadKey { get; init; }

    /// <summary>An environment variable; null when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>How to wait before another try.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>The real terminal.</summary>
    public static CliConsole OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsTerminal = !Console.IsErrorRedirected && !Console.IsOutputRedirected,
        ReadKey = Console.IsInputRedirected ? null : static () => Console.ReadKey(intercept: true).KeyChar,
        Environment = System.Environment.GetEnvironmentVariable,
    };
}
