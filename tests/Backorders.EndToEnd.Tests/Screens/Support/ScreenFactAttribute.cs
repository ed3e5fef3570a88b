using Backorders.Testing.Postgres;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>A fact that needs Chromium: skipped where it is missing, but failing there on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScreenFactAttribute : FactAttribute
{
    /// <param name="needs">A file of the tools that it needs too.</param>
    public ScreenFactAttribute(string? needs = null)
    {
        string[] files = needs is null ? [Handheld.Chromium] : [Handheld.Chromium, Tools.Find(needs)];
        if (Environment.GetEnvironmentVariable("CI") != "true" && files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            Skip = $"{missing} is missing; run tests/Backorders.EndToEnd.Tests/Screens/install";
        }
    }

    /// <summary>Whether it needs PostgreSQL's programs, too.</summary>
    public bool NeedsPostgres
    {
        get;
        init
        {
            field = value;
            Skip ??= value ? PostgresPrograms.WhySkip : null;
        }
    }
}
