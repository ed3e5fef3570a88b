using System.Text.RegularExpressions;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class StoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Demo_Once_TellsWhoGetsWhatAndWhy()
    {
        CliRun run = await CliRun.OfAsync(["demo", "--once"]);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(ExitCodes.Done, run.Code);
        foreach (string expected in new[]
        {
            "10 x LANTERN to lane", "4 x LANTERN held for order C-3", "1 missing; the line waits at the front", "1 x LANTERN given up for lost",
            "2 x MUG to lane", "1 x LANTERN to lane", "3 x LANTERN to put-away", "0 units unaccounted for", "promised for Tue 09:00", "behind B-2 line 1 by",
        })
        {
            Assert.Contains(expected, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Demo_OnceJson_PrintsOneObjectALine()
    {
        CliRun run = await CliRun.OfAsync(["demo", "--once", "--json"]);
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.All(run.Out.Trim().Split('\n'), line => System.Text.Json.JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task Demo_AtATerminal_FitsAScreenAndIsTimeToRead()
    {
        List<TimeSpan> pauses = [];
        string told = await TellAsync(pauses, "demo", "--once");

        string[] lines = told.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 79));
        Assert.All(told.Split("\n\n"), scene => Assert.InRange(scene.Split('\n').Length, 1, 23));
        foreach (string speaker in new[] { "customer", "truck", "desk", "dock", "station" })
        {
            Assert.Contains(lines, line => line.StartsWith(speaker + " ", StringComparison.Ordinal));
        }

        TimeSpan longest = TimeSpan.FromSeconds(90);
        Assert.InRange(pauses.Aggregate(TimeSpan.Zero, (all, one) => all + one), longest / 6, longest);
    }

    [Fact]
    public async Task Demo_ItsFirstScene_IsReadWhileTheNodeStarts()
    {
        using Folder folder = new();
        string store = Path.Combine(folder.Path, "store");
        List<bool> hasStore = [];
        using SignalWriter output = new("Monday 07:00", () => hasStore.Add(Directory.Exists(store)));
        CliConsole console = new() { Out = output, Error = TextWriter.Null, In = TextReader.Null };

        Assert.Equal(ExitCodes.Done, await CommandLine.RunAsync(["demo", "--once", "--data", store], console));
        Assert.Equal([false], hasStore);
        Assert.True(Directory.Exists(store));
    }

    [Fact]
    public async Task Demo_Fast_PausesNowhereAndTellsTheSame()
    {
        List<TimeSpan> pauses = [];
        string fast = await TellAsync(pauses, "demo", "--once", "--fast");
        Assert.Empty(pauses);
        Assert.Equal((await CliRun.OfAsync(["demo", "--once"])).Out, fast);
    }

    [Fact]
    public async Task Demo_NextCommands_WorkAsPrinted()
    {
        using WatchedWriter output = new("also takes every call as JSON");
        using CancellationTokenSource enough = new();
        CliConsole console = new() { Out = output, Error = TextWriter.Null, In = TextReader.Null };
        Task<int> demo = CommandLine.RunAsync(["demo"], console, enough.Token);
        await output.Seen.WaitAsync(Patience);
        string told = output.ToString();
        Dictionary<string, string> environment = Regex.Matches(told, @"^  export (\w+)=(\S+)$", RegexOptions.Multiline).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        string[] commands = [.. Regex.Matches(told, "^  backorders (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];

        Assert.Equal(["explain D-4 1", "watch"], commands);
        CliRun explained = await CliRun.OfAsync(commands[0].Split(' '), environment: environment);
        Assert.Equal((ExitCodes.Done, string.Empty), (explained.Code, explained.Error));
        CliRun watched = await CliRun.OfAsync([commands[1], "--no-follow"], environment: environment);
        Assert.Equal((ExitCodes.Done, string.Empty), (watched.Code, watched.Error));
        using HttpClient http = new();
        Assert.Contains("backorders_", await http.GetStringAsync(new Uri(Regex.Match(told, @"^  curl -s (\S+)$", RegexOptions.Multiline).Groups[1].Value)));

        await enough.CancelAsync();
        Assert.Equal(ExitCodes.Done, await demo.WaitAsync(Patience));
    }

    /// <summary>What a person at a terminal is told, and the pauses in it.</summary>
    private static async Task<string> TellAsync(List<TimeSpan> pauses, params string[] args)
    {
        using StringWriter output = new();
        CliConsole console = new()
        {
            Out = output, Error = TextWriter.Null, In = TextReader.Null, IsTerminal = true,
            Delay = (time, _) =>
            {
                pauses.Add(time);
                return Task.CompletedTask;
            },
        };
        Assert.Equal(ExitCodes.Done, await CommandLine.RunAsync(args, console));
        return output.ToString();
    }

    /// <summary>Tells when something was written.</summary>
    private sealed class WatchedWriter(string marker) : StringWriter
    {
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => seen.Task;

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            if (value?.Contains(marker, StringComparison.Ordinal) == true)
            {
                seen.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }
}
