using System.Diagnostics;
using System.Text.RegularExpressions;
using Backorders.EndToEnd.Tests.Cluster;
using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Way;

/// <summary>A receipt goes the way that README.md tells: each file once, in that order. Seen at a running node, not read off the sources.</summary>
[Collection(nameof(OneAtATime))]
public sealed partial class WayOfAReceiptTests
{
    [Fact]
    public async Task Receipt_PassesTheFilesOfTheReadme_InItsOrder()
    {
        string[] told = await ReadAsync();
        Assert.InRange(told.Length, 6, 12);

        string[] passed = await PassAsync(told);

        Assert.Equal(told, passed);
    }

    /// <summary>The files that the picture names.</summary>
    private static async Task<string[]> ReadAsync()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Peers.Folder, "..", "..", "..", "README.md"));
        int begin = page.IndexOf("## The way of a receipt", StringComparison.Ordinal);
        string picture = page[begin..page.IndexOf("\n## ", begin, StringComparison.Ordinal)].Split("```")[1];
        return [.. SourceFile().Matches(picture).Select(m => m.Value)];
    }

    /// <summary>Which of the files a receipt passes, in what order, in a process of its own.</summary>
    private static async Task<string[]> PassAsync(string[] files)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-way-");
        try
        {
            TracedCopy.Make(files, folder.FullName);
            string result = Path.Combine(folder.FullName, "passed.txt");
            using Process node = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
                [Path.Combine(folder.FullName, typeof(TracedReceipt).Assembly.GetName().Name + ".dll"), "traced-receipt", files[0], result])
            {
                RedirectStandardError = true,
            })!;
            string errors = await node.StandardError.ReadToEndAsync();
            await node.WaitForExitAsync();
            Assert.True(node.ExitCode == 0, errors);
            return await File.ReadAllLinesAsync(result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"\bsrc/[A-Za-z0-9_./]+\.cs\b")]
    private static partial Regex SourceFile();
}
