namespace Backorders.Partners.Labels.Layout;

/// <summary>
/// What stands on the label of what one scan brought and no task takes away: a carton that waits for its answer, or units that are put away or set aside. Texts may hold
/// anything, as in <see cref="TaskLabel"/>.
/// </summary>
public sealed record ScanLabel : LabelContent
{
    /// <summary>What the large word is, such as <c>PUT</c>.</summary>
    public required string Caption { get; init; }

    /// <summary>The large word: a tag under which the answer comes, or where the units go.</summary>
    public required string Headline { get; init; }

    /// <summary>The item, as it was scanned: its number or the owner's own code.</summary>
    public required string Item { get; init; }

    /// <summary>Whether <see cref="Item"/> is a GTIN.</summary>
    public required bool IsGtin { get; init; }

    /// <summary>Its lot; may be empty.</summary>
    public required string Lot { get; init; }

    /// <summary>How many, of what was scanned.</summary>
    public required long Quantity { get; init; }

    /// <summary>Where it came in.</summary>
    public required string Door { get; init; }

    /// <summary>Whose goods.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was scanned, in the time of the building.</summary>
    public required DateTime ScannedAt { get; init; }
}
