using Backorders.Domain.Ids;

namespace Backorders.Domain.Views;

/// <summary>What there is of an item against what is wanted, in base units: what a buyer looks at.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Free">At the dock or on hand, and nobody's.</param>
/// <param name="OnOrder">Announced and still to come.</param>
/// <param name="Waiting">Open on waiting lines.</param>
public sealed record SupplyView(SkuKey Item, long Free, long OnOrder, long Waiting);
