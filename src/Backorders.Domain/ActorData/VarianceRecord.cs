using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Units that a reversal or a count wanted back and that had left already: a supervisor must decide.</summary>
internal sealed record VarianceRecord(SkuKey Item, ScanKey Scan, Quantity Quantity, Instant At);
