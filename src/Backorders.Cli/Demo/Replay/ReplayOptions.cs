namespace Backorders.Cli.Demo.Replay;

/// <summary>What to replay, and how.</summary>
/// <param name="Lines">The file of order lines.</param>
/// <param name="ShipComplete">Whether every tenth order ships only complete.</param>
/// <param name="RetryFor">How long to wait for a node that was lost.</param>
internal sealed record ReplayOptions(string Lines, bool ShipComplete, TimeSpan RetryFor);
