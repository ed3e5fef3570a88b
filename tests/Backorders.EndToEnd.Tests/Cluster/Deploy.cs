namespace Backorders.EndToEnd.Tests.Cluster;

/// <summary>The files in <c>deploy/</c>, as they are given to whoever runs a cluster.</summary>
internal static class Deploy
{
    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "deploy");

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Backorders.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not within the project.");
        }

        return root;
    }
}
