using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>Something that was not as it should have been, as a row of <c>discrepancy</c>.</summary>
public sealed class DiscrepancyRow
{
    /// <summary>The turn that found it.</summary>
    public required long Seq { get; init; }

    /// <summary>Its number within the turn, from 0: with <see cref="Seq"/> the key, and the order of lists.</summary>
    public required int Part { get; init; }

    /// <summary>What kind.</summary>
    public required DiscrepancyKind Kind { get; init; }

    /// <summary>When it was found.</summary>
    public required Instant At { get; init; }

    /// <summary>Owner and SKU.</summary>
    public required SkuKey Item { get; init; }

    /// <summary>Units that should have been there; 0 when nothing was expected or it is not known.</summary>
    public required long Expected { get; init; }

    /// <summary>Units found instead.</summary>
    public required long Found { get; init; }

    /// <summary>Why, as far as it was said.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>The notice it belongs to; null when none.</summary>
    public AsnKey? Asn { get; init; }

    /// <summary>The notice's supplier; may be empty.</summary>
    public string Supplier { get; init; } = string.Empty;

    /// <summary>The receipt it belongs to; none when none.</summary>
    public ReceiptId Receipt { get; init; }

    /// <summary>The task that settles it: a count; none when nothing more is to be done.</summary>
    public TaskId Task { get; init; }

    /// <summary>When it was settled. Equal to <see cref="At"/> for what needs no settling; <see cref="Instant.Never"/> while it is open.</summary>
    public Instant SettledAt { get; set; } = Instant.Never;
}
