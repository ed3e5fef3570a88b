using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>What a shop may promise of an item.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Available">Units on hand that whoever orders now gets at once: no waiting line takes them.</param>
/// <param name="Inbound">Announced units that no waiting line is planned on.</param>
/// <param name="Waiting">Units that waiting lines want.</param>
/// <param name="NextPromise">The date that one more unit could be promised for; <see cref="Instant.Never"/> when no supply is known.</param>
public sealed record AvailabilityView(SkuKey Item, Quantity Available, Quantity Inbound, Quantity Waiting, Instant NextPromise);
