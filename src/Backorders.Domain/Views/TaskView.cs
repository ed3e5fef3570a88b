using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>A task as it stands.</summary>
public sealed record TaskView
{
    /// <summary>Its number.</summary>
    public required TaskId Task { get; init; }

    /// <summary>What it asks for.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskState State { get; init; }

    /// <summary>Owner and SKU.</summary>
    public required SkuKey Item { get; init; }

    /// <summary>The line it serves; null for put-backs and counts.</summary>
    public required LineKey? Line { get; init; }

    /// <summary>How many units.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>The door where the units stand; empty when they are in storage.</summary>
    public required DoorId Door { get; init; }

    /// <summary>The lane where they go; empty for put-backs and counts.</summary>
    public required LaneId Lane { get; init; }

    /// <summary>When the units came to the dock.</summary>
    public required Instant DockedAt { get; init; }

    /// <summary>The cutoff of their departure; <see cref="Instant.Never"/> when none.</summary>
    public required Instant ShipBy { get; init; }

    /// <summary>Who has it; empty when nobody.</summary>
    public required StationId Station { get; init; }

    /// <summary>The token of the last lease; 0 before the first.</summary>
    public required FencingToken Token { get; init; }

    /// <summary>When the lease ends; <see cref="Instant.Never"/> when nobody has it.</summary>
    public required Instant LeaseExpiresAt { get; init; }

    /// <summary>How often it was given back or timed out.</summary>
    public required int Attempts { get; init; }

    /// <summary>The parcel; empty until packed.</summary>
    public required string Parcel { get; init; }

    /// <summary>The container that its units came in, or the part of it that they are; empty when none was received whole.</summary>
    public string Lpn { get; init; } = string.Empty;

    /// <summary>The lot of its units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }

    /// <summary>What the item is called; empty when nobody has said.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Whether the serial numbers of its units must be named when they are picked.</summary>
    public bool IsSerialControlled { get; init; }

    /// <summary>Serial numbers in hand, packed or shipped; empty for an item that has none.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}
