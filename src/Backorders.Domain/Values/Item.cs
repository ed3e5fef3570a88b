using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>What is known about a SKU.</summary>
/// <param name="Sku">The owner's code.</param>
/// <param name="Description">For people.</param>
/// <param name="IsGoods">False for codes that are not goods: postage, fees, adjustments.</param>
/// <param name="Units">Units of measure besides the base unit <c>each</c>, each with its exact count of base units.</param>
public sealed record Item(Sku Sku, string Description, bool IsGoods, IReadOnlyList<UnitOfMeasure> Units)
{
    /// <summary>No units are given to anybody before this time, though orders are accepted and promised.</summary>
    public Instant ReleaseAt { get; init; }

    /// <summary>Items that may stand for this one, unit for unit, the best first. A customer is asked each time.</summary>
    public IReadOnlyList<Sku> Substitutes { get; init; } = [];

    /// <summary>Its barcodes, each for one of its units.</summary>
    public IReadOnlyList<Barcode> Barcodes { get; init; } = [];

    /// <summary>Whether every unit belongs to a lot that must be known.</summary>
    public bool IsLotControlled { get; init; }

    /// <summary>Whether every unit has an expiry date that must be known.</summary>
    public bool IsExpiryControlled { get; init; }

    /// <summary>Days that must be left until the expiry when it ships, for lines that do not say otherwise.</summary>
    public int MinRemainingDays { get; init; }

    /// <summary>Whether every unit has a serial number that must be known.</summary>
    public bool IsSerialControlled { get; init; }

    /// <summary>Whether units of it are told apart by lot or expiry.</summary>
    public bool HasLots => IsLotControlled || IsExpiryControlled;

    /// <summary>The base unit, in which all stock is counted.</summary>
    public static readonly UnitName Each = new("each");

    /// <summary>Base units of the smallest part of a quantity in <paramref name="unit"/>: its own size when it may not be broken.</summary>
    public long SmallestPart(UnitName unit)
    {
        foreach (UnitOfMeasure known in Units)
        {
            if (known.Unbreakable && known.Name == unit)
            {
                return known.BaseUnits;
            }
        }

        return 1;
    }

    /// <summary>Base units in one of <paramref name="unit"/>; null when the item has no such unit. A unit that was never set is the base unit.</summary>
    public long? Factor(UnitName unit)
    {
        if (unit == Each || unit.Value.Length == 0)
        {
            return 1;
        }

        foreach (UnitOfMeasure known in Units)
        {
            if (known.Name == unit)
            {
                return known.BaseUnits;
            }
        }

        return null;
    }
}
