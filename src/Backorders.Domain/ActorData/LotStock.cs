using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Where the units of one lot are. Whatever moves here moves in the item's stock too.</summary>
internal sealed class LotStock(Lot lot, Stock item)
{
    public Lot Lot { get; } = lot;

    public Stock Stock { get; } = new(item);

    /// <summary>Whether the lot is recalled: nobody gets units of it.</summary>
    public bool IsBlocked { get; set; }
}
