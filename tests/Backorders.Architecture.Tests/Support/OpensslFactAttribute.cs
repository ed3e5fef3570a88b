namespace Backorders.Architecture.Tests;

/// <summary>A fact that needs the programs <c>openssl</c> and <c>bash</c>: skipped where one is missing, but failing there on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpensslFactAttribute : FactAttribute
{
    /// <summary>Looks for them.</summary>
    public OpensslFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        string? missing = new[] { "openssl", "bash" }.FirstOrDefault(program => !folders.Any(f => File.Exists(Path.Combine(f, program))));
        if (missing is not null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = $"{missing} is missing.";
        }
    }
}
