namespace Backorders.Domain;

/// <summary>What a ship notice says of one SKU.</summary>
public sealed record AnnouncedLine(Sku Sku, Quantity Quantity);
