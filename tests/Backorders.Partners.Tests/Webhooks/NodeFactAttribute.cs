namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A fact that needs Node.js: skipped where it is missing, but failing there on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Looks for it.</summary>
    public NodeFactAttribute()
    {
        bool found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "node")) || File.Exists(Path.Combine(p, "node.exe")));
        if (!found && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "Node.js is missing.";
        }
    }
}
