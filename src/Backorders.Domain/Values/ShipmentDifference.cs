using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>How a shipment differed from its announcement.</summary>
/// <param name="Sku">Of what.</param>
/// <param name="Announced">Units announced.</param>
/// <param name="Received">Units received.</param>
public sealed record ShipmentDifference(Sku Sku, Quantity Announced, Quantity Received);
