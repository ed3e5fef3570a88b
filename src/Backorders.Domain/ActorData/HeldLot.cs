using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Units of one lot that are set aside for a line.</summary>
internal sealed class HeldLot(Lot lot)
{
    public Lot Lot { get; } = lot;

    public Quantity Units { get; set; }

    /// <summary>Of these, the ones that came from storage.</summary>
    public Quantity FromStorage { get; set; }
}
