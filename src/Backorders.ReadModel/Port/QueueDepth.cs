using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Port;

/// <summary>One SKU's queue.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Lines">Lines that wait.</param>
/// <param name="Units">Units that wait on them.</param>
/// <param name="OldestAt">Since when the oldest waits.</param>
public readonly record struct QueueDepth(SkuKey Item, long Lines, long Units, Instant OldestAt);
