namespace Backorders.Architecture.Tests;

/// <summary>The checked-out tree around the test assembly, without what builds and tools leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> LeftBehind =
        new(["bin", "obj", ".git", ".vs", ".idea", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "data"], StringComparer.Ordinal);

    /// <summary>The folder of Backorders.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static readonly Lazy<string[]> AllFiles = new(() => [.. Walk(Root).Order(StringComparer.Ordinal)]);

    /// <summary>Files whose path from the root starts with <paramref name="under"/> and ends with one of <paramref name="endings"/>; paths use forward slashes.</summary>
    public static IEnumerable<string> Files(string under, params string[] endings) =>
        AllFiles.Value.Where(f => f.StartsWith(under, StringComparison.Ordinal) && endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)));

    public static IEnumerable<string> AllPaths() => AllFiles.Value;

    public static string Read(string path) => File.ReadAllText(Full(path));

    public static string Full(string path) => Path.Combine(Root, path);

    public static bool Exists(string path) => File.Exists(Full(path)) || Directory.Exists(Full(path));

    public static IEnumerable<SourceFile> Sources(string under) => Files(under, ".cs").Select(SourceFile.Of);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Backorders.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No Backorders.sln above {AppContext.BaseDirectory}.");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (string inner in Directory.EnumerateDirectories(folder).Where(d => !LeftBehind.Contains(Path.GetFileName(d))))
        {
            foreach (string file in Walk(inner))
            {
                yield return file;
            }
        }
    }
}
