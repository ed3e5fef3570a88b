using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>What a ship notice says of one SKU.</summary>
public sealed record AnnouncedLine(Sku Sku, Quantity Quantity);
