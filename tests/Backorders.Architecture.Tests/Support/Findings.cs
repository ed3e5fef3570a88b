namespace Backorders.Architecture.Tests;

/// <summary>A rule's outcome: one sentence for each violation, with its place and what would be right.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, $"{all.Length} to mend:{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }
}
