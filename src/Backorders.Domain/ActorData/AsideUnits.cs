using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Units of one arrival that may not be given: held for inspection or damaged. Once they are good they count as of that arrival.</summary>
internal sealed class AsideUnits(DockOrigin origin, Quality quality, Lot? lot)
{
    public DockOrigin Origin { get; } = origin;

    public Quality Quality { get; } = quality;

    public Lot? Lot { get; } = lot;

    public Quantity Quantity { get; set; }
}
