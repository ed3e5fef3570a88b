namespace Backorders.Cli.Tests;

/// <summary>Keeps what is written, and says when a text came.</summary>
internal sealed class SignalWriter(string awaited, Action seen) : StringWriter
{
    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        if (value?.Contains(awaited, StringComparison.Ordinal) == true)
        {
            seen();
        }
    }
}
