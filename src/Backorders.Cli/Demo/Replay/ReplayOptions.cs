namespace Backorders.Cli.Demo.Replay;

/// <summary>What to replay, and how.</summary>
/// <param name="Lines">The file of order lines.</param>
/// <param name="Distribution">How shortages are spread; not specified for what is set.</param>
/// <param name="Faults">What goes wrong.</param>
/// <param name="RetryFor">How long to wait for a node that was lost.</param>
internal sealed record ReplayOptions(string Lines, V1.DistributionMode Distribution, Faults Faults, TimeSpan RetryFor);
