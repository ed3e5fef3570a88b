using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>What a shop may promise of an item.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Available">Units on hand that no waiting line will take.</param>
/// <param name="Inbound">Announced units, less those that waiting lines are pegged to or still need.</param>
/// <param name="Waiting">Units that waiting lines want.</param>
/// <param name="NextPromise">The date that one more unit could be promised for; <see cref="Instant.Never"/> when no supply is known.</param>
public sealed record AvailabilityView(SkuKey Item, Quantity Available, Quantity Inbound, Quantity Waiting, Instant NextPromise);
