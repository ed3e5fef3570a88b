using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>One SKU of a ship notice as a row of <c>inbound</c>.</summary>
public sealed class InboundRow
{
    /// <summary>Owner and number of the notice.</summary>
    public required AsnKey Asn { get; init; }

    /// <summary>What.</summary>
    public required Sku Sku { get; init; }

    /// <summary>Who sends it; may be empty.</summary>
    public required string Supplier { get; init; }

    /// <summary>When it was announced: a lead time runs from here.</summary>
    public required Instant AnnouncedAt { get; init; }

    /// <summary>When it is expected.</summary>
    public Instant Eta { get; set; }

    /// <summary>Base units announced.</summary>
    public long Announced { get; set; }

    /// <summary>Base units received, net of reversals.</summary>
    public long Received { get; set; }

    /// <summary>When the first of it came: a lead time ends here. <see cref="Instant.Never"/> before.</summary>
    public Instant FirstReceivedAt { get; set; } = Instant.Never;

    /// <summary>When the last of it came so far.</summary>
    public Instant LastReceivedAt { get; set; } = Instant.Never;

    /// <summary>When the notice was closed or cancelled; <see cref="Instant.Never"/> while it is open.</summary>
    public Instant ClosedAt { get; set; } = Instant.Never;

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled { get; set; }
}
