using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>What to order of one SKU, and by what it was worked out.</summary>
/// <param name="Sku">What.</param>
/// <param name="Quantity">Base units to order.</param>
/// <param name="ReorderPoint">The net position at or below which to order; zero when it is not known and only what waits uncovered is to be ordered.</param>
/// <param name="Position">On hand and on order, less what is wanted. May be negative.</param>
/// <param name="Uncovered">Units that wait and that nothing on hand or on order will serve.</param>
public sealed record SuggestedReorder(Sku Sku, Quantity Quantity, Quantity ReorderPoint, long Position, Quantity Uncovered);
