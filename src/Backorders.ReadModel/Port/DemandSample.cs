using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Port;

/// <summary>Units that one order line asked for.</summary>
public readonly record struct DemandSample(Sku Sku, Instant At, long Units);
