namespace Backorders.Cli.Bench;

/// <summary>What one part of the bench came to.</summary>
/// <param name="Load">How it was driven.</param>
/// <param name="Scans">Receipts that were durable and answered.</param>
/// <param name="PerSecond">Receipts a second.</param>
/// <param name="P50Milliseconds">Half of the answers came within this.</param>
/// <param name="P99Milliseconds">All but one in a hundred came within this.</param>
/// <param name="MaxMilliseconds">All came within this.</param>
internal sealed record BenchResult(string Load, long Scans, double PerSecond, double P50Milliseconds, double P99Milliseconds, double MaxMilliseconds);
