namespace Backorders.Benchmarks.Outage;

/// <summary>What a node said of a warehouse.</summary>
/// <param name="At">When, by the machine's monotonic clock.</param>
/// <param name="Kind"><c>stands</c>, <c>left</c>, or <c>says</c> for what its log said.</param>
/// <param name="Warehouse">Of which; a dash for none.</param>
/// <param name="Text">For people.</param>
internal sealed record OutageWord(long At, string Kind, string Warehouse, string Text);
