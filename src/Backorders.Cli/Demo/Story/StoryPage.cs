using Backorders.Cli.Terminal;

namespace Backorders.Cli.Demo.Story;

/// <summary>
/// The page that the story is told on: who speaks stands on the left, no line is wider than a terminal of 80 columns, and where a person looks on it is told no faster than one can read.
/// </summary>
/// <param name="console">Where it is told.</param>
/// <param name="isPaced">Whether to pause between lines and scenes.</param>
/// <param name="cancellation">Ends the pauses.</param>
internal sealed class StoryPage(CliConsole console, bool isPaced, CancellationToken cancellation)
{
    /// <summary>A terminal of 80 columns may break a line that fills the last one.</summary>
    public const int Columns = 79;

    /// <summary>Room for the longest speaker and a blank.</summary>
    private const int Gutter = 10;

    /// <summary>A line has some ten words, and a scene is looked over once more.</summary>
    private static readonly TimeSpan LineTime = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan SceneTime = TimeSpan.FromSeconds(2);

    private string speaker = string.Empty;
    private bool hasBegun;

    /// <summary>A new scene.</summary>
    public async Task SceneAsync(string text)
    {
        await PauseAsync(hasBegun ? SceneTime : TimeSpan.Zero).ConfigureAwait(false);
        (speaker, hasBegun) = (string.Empty, true);
        await WriteAsync(string.Empty, string.Empty).ConfigureAwait(false);
        await WriteAsync(string.Empty, text).ConfigureAwait(false);
    }

    /// <summary>Somebody says something. Blanks at its beginning indent all of it.</summary>
    public async Task SayAsync(string who, string text)
    {
        await PauseAsync(LineTime).ConfigureAwait(false);
        string name = who == speaker ? string.Empty : who;
        speaker = who;
        int indent = text.Length - text.TrimStart().Length;
        await WriteAsync(name.PadRight(Gutter) + new string(' ', indent), text.TrimStart()).ConfigureAwait(false);
    }

    /// <summary>Breaks a text between words; what follows the first line stands under it.</summary>
    private async Task WriteAsync(string before, string text)
    {
        string line = before;
        int begins = before.Length;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > begins && line.Length + 1 + word.Length > Columns)
            {
                await console.Out.WriteLineAsync(line).ConfigureAwait(false);
                begins = before.Length == 0 ? 0 : before.Length + 2;
                line = new string(' ', begins);
            }

            line += (line.Length > begins ? " " : string.Empty) + word;
        }

        await console.Out.WriteLineAsync(line.TrimEnd()).ConfigureAwait(false);
    }

    private Task PauseAsync(TimeSpan time) => isPaced && time > TimeSpan.Zero ? console.Delay(time, cancellation) : Task.CompletedTask;
}
