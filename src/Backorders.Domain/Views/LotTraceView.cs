using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>Everything that is known of a lot: how it came, where it is, and who got any of it.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Lot">Which.</param>
/// <param name="IsRecalled">Whether it is recalled.</param>
/// <param name="Stock">Where its units are now.</param>
/// <param name="Receipts">The receipts that brought it, as far as they are still known.</param>
/// <param name="Tasks">The tasks that have, packed or shipped any of it, with the customers of their orders, as far as they are still known.</param>
public sealed record LotTraceView(
    SkuKey Item, Lot Lot, bool IsRecalled, StockView Stock, IReadOnlyList<(ReceiptId Receipt, Quantity Quantity, Instant At, AsnKey? Asn)> Receipts,
    IReadOnlyList<(TaskView Task, string Customer)> Tasks);
