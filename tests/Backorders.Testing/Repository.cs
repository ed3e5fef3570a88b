namespace Backorders.Testing;

/// <summary>Where the project lies, for tests that read its own files: samples, scripts, pages.</summary>
public static class Repository
{
    /// <summary>The folder of <c>Backorders.sln</c>, above the tests' own.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Backorders.sln")))
        {
            at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException($"There is no Backorders.sln above {AppContext.BaseDirectory}.");
        }

        return at;
    }
}
