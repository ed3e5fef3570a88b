namespace Backorders.Partners.Labels.Layout;

/// <summary>What stands on the label of the units of one task. Texts may hold anything: what cannot be printed is replaced, what is too long is cut.</summary>
public sealed record TaskLabel : LabelContent
{
    /// <summary>The serial shipping container code, 18 digits.</summary>
    public required string Sscc { get; init; }

    /// <summary>The task's number.</summary>
    public required long Task { get; init; }

    /// <summary>Where the units go.</summary>
    public required string Lane { get; init; }

    /// <summary>Where they come from; empty when from storage.</summary>
    public required string Door { get; init; }

    /// <summary>Whose goods.</summary>
    public required string Owner { get; init; }

    /// <summary>The order.</summary>
    public required string OrderNo { get; init; }

    /// <summary>Its line.</summary>
    public required int LineNo { get; init; }

    /// <summary>The item.</summary>
    public required string Sku { get; init; }

    /// <summary>The item in words; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>Base units.</summary>
    public required long Quantity { get; init; }

    /// <summary>The cutoff, in the time of the building; null when there is none.</summary>
    public required DateTime? ShipBy { get; init; }
}
