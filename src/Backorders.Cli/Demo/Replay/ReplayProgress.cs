using System.Globalization;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Demo.Replay;

/// <summary>A bar on the terminal while a replay runs; nothing at all elsewhere.</summary>
internal sealed class ReplayProgress : IDisposable
{
    private const int Width = 40;
    private const int LinesPerStep = 1_000;

    private readonly CliConsole console;
    private readonly long expected;
    private long shown = -1;

    public ReplayProgress(CliConsole console, string lines)
    {
        this.console = console;
        expected = console.IsTerminal ? CountLines(lines) : 0;
    }

    public void Report(long lines, long at)
    {
        if (!console.IsTerminal || lines / LinesPerStep == shown)
        {
            return;
        }

        shown = lines / LinesPerStep;
        int full = (int)(Width * lines / Math.Max(1, expected));
        string day = DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        console.Error.Write($"\r[{new string('#', full)}{new string('.', Width - full)}] {day} {lines.ToString("N0", CultureInfo.InvariantCulture)} lines ");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (shown >= 0)
        {
            console.Error.Write($"\r{new string(' ', Width + 40)}\r");
        }
    }

    private static long CountLines(string path)
    {
        using Csv.CsvReader csv = Csv.CsvReader.Open(path);
        long lines = 0;
        while (csv.Read())
        {
            lines++;
        }

        return lines;
    }
}
