using System.Reflection;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>The packages that check the pages; nobody needs them to build or to serve.</summary>
internal static class Tools
{
    /// <summary>axe-core, which looks for what shuts people out.</summary>
    public const string Axe = "node_modules/axe-core/axe.min.js";

    private static readonly string folder = typeof(Tools).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "ScreensFolder").Value!;

    /// <summary>A file of the tools.</summary>
    public static string Find(string file) => Path.Combine(folder, "tools", file);
}
