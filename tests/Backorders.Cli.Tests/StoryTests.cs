namespace Backorders.Cli.Tests;

public sealed class StoryTests
{
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
}
