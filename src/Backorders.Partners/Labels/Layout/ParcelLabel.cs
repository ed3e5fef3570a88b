namespace Backorders.Partners.Labels.Layout;

/// <summary>What stands on the label of a parcel. Texts may hold anything, as in <see cref="TaskLabel"/>.</summary>
public sealed record ParcelLabel : LabelContent
{
    /// <summary>The parcel's number, as the station gave it; what is scanned to ship it.</summary>
    public required string Parcel { get; init; }

    /// <summary>Where it goes.</summary>
    public required string Lane { get; init; }

    /// <summary>Whose goods.</summary>
    public required string Owner { get; init; }

    /// <summary>The order.</summary>
    public required string OrderNo { get; init; }

    /// <summary>How many of its lines are in the parcel.</summary>
    public required int Lines { get; init; }

    /// <summary>Base units in it.</summary>
    public required long Quantity { get; init; }

    /// <summary>The cutoff, in the time of the building; null when there is none.</summary>
    public required DateTime? ShipBy { get; init; }
}
