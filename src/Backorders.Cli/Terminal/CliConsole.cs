namespace Backorders.Cli.Terminal;

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

    /// <summary>What to type to run this program once more.</summary>
    public string Program { get; init; } = "backorders";

    /// <summary>How to wait before another try.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Reads a line; null at the end. The terminal's own reader blocks and knows no cancellation: Ctrl-C leaves it behind.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellation) => Task.Run(In.ReadLine, CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Reads a key, or a line where there is no keyboard; null at the end.</summary>
    public Task<string?> ReadAnswerAsync(CancellationToken cancellation) => ReadKey is { } keyboard
        ? Task.Run(string? () => keyboard().ToString(), CancellationToken.None).WaitAsync(cancellation)
        : ReadLineAsync(cancellation);

    /// <summary>The real terminal.</summary>
    public static CliConsole OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsTerminal = !Console.IsErrorRedirected && !Console.IsOutputRedirected,
        ReadKey = Console.IsInputRedirected ? null : static () => Console.ReadKey(intercept: true).KeyChar,
        Environment = System.Environment.GetEnvironmentVariable,
        Program = ProgramOf(System.Environment.ProcessPath, System.Environment.CurrentDirectory),
    };

    /// <summary>The shortest way to name a program from a folder; <c>dotnet</c> runs an assembly, which is named behind it.</summary>
    private static string ProgramOf(string? path, string folder)
    {
        if (path is null)
        {
            return "backorders";
        }

        string from = Path.GetRelativePath(folder, path);
        string shortest = from.Length < path.Length ? (from.Contains(Path.DirectorySeparatorChar) ? from : Path.Combine(".", from)) : path;
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? $"dotnet {Path.Combine(AppContext.BaseDirectory, "backorders.dll")}" : shortest;
    }
}
