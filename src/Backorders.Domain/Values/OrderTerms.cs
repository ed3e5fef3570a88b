using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>What was agreed for an order as a whole.</summary>
public sealed record OrderTerms
{
    /// <summary>The owner's customer; may be empty.</summary>
    public string Customer { get; init; } = string.Empty;

    /// <summary>0 (served last) to <see cref="Limits.TierMax"/>.</summary>
    public int Tier { get; init; }

    /// <summary>How much must be there before anything leaves.</summary>
    public ShipMode ShipMode { get; init; } = ShipMode.ShipAvailable;

    /// <summary>Where its parcels are built.</summary>
    public LaneId Lane { get; init; }

    /// <summary>When the customer ordered, by the owner's clock.</summary>
    public Instant OrderedAt { get; init; }

    /// <summary>The cutoff of the departure it should leave with; <see cref="Instant.Never"/> when none.</summary>
    public Instant ShipBy { get; init; } = Instant.Never;

    /// <summary>Nothing is allocated before this time (a release date, an agreed delivery).</summary>
    public Instant NotBefore { get; init; }

    /// <summary>After this time the customer has no use for it (cancel-by); <see cref="Instant.Never"/> when there is no such time.</summary>
    public Instant CancelBy { get; init; } = Instant.Never;

    /// <summary>A consent or penalty date that makes it urgent; <see cref="Instant.Never"/> when none.</summary>
    public Instant UrgentBy { get; init; } = Instant.Never;

    /// <summary>Whether a parcel of it may leave only after its payment was reported: it is charged when packed.</summary>
    public bool PaymentRequired { get; init; }
}
