using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>A receipt as a row of <c>receipt</c>.</summary>
public sealed class ReceiptRow
{
    /// <summary>Its number in the warehouse.</summary>
    public required ReceiptId Id { get; init; }

    /// <summary>Blind, expected or returned.</summary>
    public required ReceiptKind Kind { get; init; }

    /// <summary>Owner and SKU.</summary>
    public required SkuKey Item { get; init; }

    /// <summary>Base units.</summary>
    public required long Quantity { get; init; }

    /// <summary>The condition they were found in.</summary>
    public required Quality Quality { get; init; }

    /// <summary>When it was recorded.</summary>
    public required Instant At { get; init; }

    /// <summary>When, by the device's clock.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>Where.</summary>
    public required string Door { get; init; }

    /// <summary>The scanner and its number for the scan.</summary>
    public required ScanKey Scan { get; init; }

    /// <summary>The ship notice it was counted against; null when none.</summary>
    public AsnKey? Asn { get; init; }

    /// <summary>Units put away of it, which nobody waited for.</summary>
    public long PutAway { get; set; }

    /// <summary>Units taken back because it was a mistake.</summary>
    public long Reversed { get; set; }

    /// <summary>When it was taken back; <see cref="Instant.Never"/> when it stands.</summary>
    public Instant ReversedAt { get; set; } = Instant.Never;
}
