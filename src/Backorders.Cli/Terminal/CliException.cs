namespace Backorders.Cli.Terminal;

/// <summary>A command cannot go on. The message is one line for a person: what was wrong, and what would be right.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
