using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>A ship notice as it stands.</summary>
public sealed record ShipmentView
{
    /// <summary>Owner and number.</summary>
    public required AsnKey Asn { get; init; }

    /// <summary>Who sends it.</summary>
    public required string Supplier { get; init; }

    /// <summary>When it is expected.</summary>
    public required Instant Eta { get; init; }

    /// <summary>When it, or the rest of it, is expected now; <see cref="Instant.Never"/> when nobody can say.</summary>
    public required Instant ExpectedAt { get; init; }

    /// <summary>Whether it should have come and has not.</summary>
    public required bool Overdue { get; init; }

    /// <summary>Until when its rest is waited for, once it has begun to arrive; then it is closed short. <see cref="Instant.Never"/> before.</summary>
    public required Instant RestUntil { get; init; }

    /// <summary>Where; empty when not known.</summary>
    public required DoorId Door { get; init; }

    /// <summary>Whether more may come.</summary>
    public required bool Open { get; init; }

    /// <summary>Whether it was cancelled.</summary>
    public required bool Cancelled { get; init; }

    /// <summary>Its lines, in the order announced.</summary>
    public required IReadOnlyList<ShipmentLineView> Lines { get; init; }
}

/// <summary>A SKU of a ship notice.</summary>
/// <param name="Sku">What.</param>
/// <param name="Announced">Units announced.</param>
/// <param name="Received">Units received so far.</param>
public sealed record ShipmentLineView(Sku Sku, Quantity Announced, Quantity Received);
