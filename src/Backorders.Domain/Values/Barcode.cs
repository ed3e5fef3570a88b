using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>What a scanned barcode stands for.</summary>
/// <param name="Gtin">The number.</param>
/// <param name="Unit">The unit of measure that carries it; the base unit when it was not set.</param>
public sealed record Barcode(Gtin Gtin, UnitName Unit);
