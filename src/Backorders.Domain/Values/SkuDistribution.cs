using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>How the shortage of one item is spread, where it differs from the rest of its owner's.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Mode">How.</param>
public sealed record SkuDistribution(Sku Sku, DistributionMode Mode);
