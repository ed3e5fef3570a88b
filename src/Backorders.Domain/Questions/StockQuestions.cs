using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Questions;

/// <summary>What an owner's shop may promise, item by item, in the order asked; null for an item that was never defined.</summary>
/// <param name="Items">Which.</param>
/// <param name="Tier">The tier of the customer who asks: where his line would stand.</param>
public sealed record CheckAvailability(IReadOnlyList<SkuKey> Items, int Tier = 0) : Question<IReadOnlyList<AvailabilityView?>>
{
    /// <summary>Of one item.</summary>
    public CheckAvailability(SkuKey item, int tier = 0)
        : this([item], tier)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AvailabilityView?> Answer(Warehouse warehouse, Instant now) =>
        [.. Items.Select(item => warehouse.GetAvailability(item, now, Tier))];
}

/// <summary>What is known of an item; null when the owner has none of that code.</summary>
/// <param name="Item">Owner and SKU; without the SKU where a barcode is given.</param>
/// <param name="Gtin">A barcode of it; null where its SKU is given.</param>
public sealed record FindItem(SkuKey Item, Gtin? Gtin = null) : Question<Item?>
{
    /// <inheritdoc/>
    public override Item? Answer(Warehouse warehouse, Instant now) => Gtin is { } gtin ? warehouse.GetItem(Item.Owner, gtin) : warehouse.GetItem(Item);
}

/// <summary>Where all units of an item are.</summary>
/// <param name="Item">Owner and SKU.</param>
public sealed record FindStock(SkuKey Item) : Question<FoundStock>
{
    /// <inheritdoc/>
    public override FoundStock Answer(Warehouse warehouse, Instant now) => new(warehouse.GetStock(Item), warehouse.GetItem(Item) is not null);
}

/// <summary>The answer to <see cref="FindStock"/>.</summary>
/// <param name="Stock">Where the units are; null when the item was never ordered, announced or received.</param>
/// <param name="IsDefined">Whether the item was ever defined.</param>
public sealed record FoundStock(StockView? Stock, bool IsDefined);

/// <summary>An owner's items that were ever ordered, announced or received, by SKU: what a buyer looks at.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Sku">Of which item; null for all.</param>
public sealed record ListSupply(OwnerId Owner, Sku? Sku) : Question<IReadOnlyList<SupplyView>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<SupplyView> Answer(Warehouse warehouse, Instant now) => warehouse.ListSupply(Owner, Sku);
}

/// <summary>Where a unit with a serial number is; null when it is not in the building and has not been shipped lately.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Serial">Its number.</param>
public sealed record TraceSerial(SkuKey Item, Serial Serial) : Question<SerialView?>
{
    /// <inheritdoc/>
    public override SerialView? Answer(Warehouse warehouse, Instant now) => warehouse.TraceSerial(Item, Serial);
}

/// <summary>How a lot came, where it is, and who got any of it; null when nothing of it is known.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Lot">Its number; not set for a lot that is told by its expiry alone.</param>
/// <param name="Expiry">Its expiry; null for a lot that has none.</param>
public sealed record TraceLot(SkuKey Item, LotNo Lot, DateOnly? Expiry) : Question<LotTraceView?>
{
    /// <inheritdoc/>
    public override LotTraceView? Answer(Warehouse warehouse, Instant now) => warehouse.TraceLot(Item, Lot, Expiry);
}
