namespace Backorders.Server.Options;

/// <summary>Where a node's logs go.</summary>
public sealed class LogOptions
{
    private static readonly string[] Levels = ["Verbose", "Debug", "Information", "Warning", "Error", "Fatal"];

    /// <summary>The lowest level that is written: Verbose, Debug, Information, Warning, Error or Fatal. Default Information.</summary>
    public string Level { get; set; } = "Information";

    /// <summary>Whether logs go to the console. Default true.</summary>
    public bool Console { get; set; } = true;

    /// <summary>Whether the console's logs go to the error output instead of the output. Default false.</summary>
    public bool ConsoleIsError { get; set; }

    /// <summary>A file, begun anew each day, of which 14 are kept; empty (the default) for none.</summary>
    public string File { get; set; } = string.Empty;

    internal void Check(List<string> wrong)
    {
        if (!Levels.Contains(Level, StringComparer.OrdinalIgnoreCase))
        {
            wrong.Add($"Log:Level: '{Level}' is not one of {string.Join(", ", Levels)}.");
        }
    }
}
