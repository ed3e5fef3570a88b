using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>A supplier announced a shipment.</summary>
/// <param name="Asn">Owner and number.</param>
/// <param name="Supplier">Who sends it; may be empty.</param>
/// <param name="Eta">When it is expected.</param>
/// <param name="Door">Where; empty when not yet known.</param>
/// <param name="Lines">What.</param>
public sealed record ShipmentAnnounced(AsnKey Asn, string Supplier, Instant Eta, DoorId Door, IReadOnlyList<AnnouncedLine> Lines) : Event, IOfShipment
{
    /// <summary>The containers it comes in, as far as they were named.</summary>
    public IReadOnlyList<AnnouncedContainer> Containers { get; init; } = [];
}

/// <summary>The announcement changed: another time, door or content. Lines not named stay as they were.</summary>
public sealed record ShipmentUpdated(AsnKey Asn, Instant Eta, DoorId Door, IReadOnlyList<AnnouncedLine> Lines) : Event, IOfShipment
{
    /// <summary>What customers whose dates move by it are told.</summary>
    public PromiseCause Cause { get; init; }

    /// <summary>More about it, for the staff and the shipment's own owner; may be empty.</summary>
    public string Note { get; init; } = string.Empty;
}

/// <summary>Part of a shipment comes as a shipment of its own, at another time.</summary>
/// <param name="Asn">The shipment that loses it.</param>
/// <param name="Part">The new one.</param>
/// <param name="Supplier">Who sends it.</param>
/// <param name="Eta">When the part is expected.</param>
/// <param name="Door">Where; empty when not yet known.</param>
/// <param name="Lines">What goes over.</param>
public sealed record ShipmentSplit(AsnKey Asn, AsnKey Part, string Supplier, Instant Eta, DoorId Door, IReadOnlyList<AnnouncedLine> Lines) : Event, IOfShipment
{
    /// <summary>What customers whose dates move by it are told.</summary>
    public PromiseCause Cause { get; init; }

    /// <summary>More about it, for the staff and the shipment's own owner; may be empty.</summary>
    public string Note { get; init; } = string.Empty;
}

/// <summary>The shipment will not come.</summary>
public sealed record ShipmentCancelled(AsnKey Asn, ReasonCode Reason) : Event, IOfShipment
{
    /// <summary>What customers whose dates move by it are told.</summary>
    public PromiseCause Cause { get; init; }

    /// <summary>More about it, for the staff and the shipment's own owner; may be empty.</summary>
    public string Note { get; init; } = string.Empty;
}

/// <summary>Units arrived for a shipment that was closed or cancelled: the shipment is open again.</summary>
public sealed record ShipmentReopened(AsnKey Asn) : Event, IOfShipment, IFollows;

/// <summary>The shipment was closed: nothing more of it is expected.</summary>
/// <param name="Asn">Which.</param>
/// <param name="Differences">Per SKU, received minus announced, where it is not zero.</param>
public sealed record ShipmentClosed(AsnKey Asn, IReadOnlyList<ShipmentDifference> Differences) : Event, IOfShipment
{
    /// <summary>What customers whose dates move by it are told.</summary>
    public PromiseCause Cause { get; init; }

    /// <summary>More about it, for the staff and the shipment's own owner; may be empty.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>Whether the warehouse closed it by itself: nothing was scanned for so long that the rest is not expected any more.</summary>
    public bool ByItself { get; init; }
}

/// <summary>A shipment has not come in time. Told again when the time at which it was expected instead passes too.</summary>
/// <param name="Asn">Which.</param>
/// <param name="Eta">When it was announced for.</param>
/// <param name="ExpectedAt">When it is expected now; <see cref="Instant.Never"/> when nobody can say.</param>
public sealed record ShipmentOverdue(AsnKey Asn, Instant Eta, Instant ExpectedAt) : Event, IOfShipment, IFollows
{
    /// <summary>Whether it was overdue before: the time at which it was expected instead has passed too.</summary>
    public bool IsAgain { get; init; }
}

/// <summary>A container arrived whole; the receipts of its content stand before this event.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Lpn">Its number.</param>
/// <param name="Receipts">The receipts of its content.</param>
public sealed record ContainerReceived(OwnerId Owner, string Lpn, IReadOnlyList<ReceiptId> Receipts) : Event;

/// <summary>What becomes of a container's content. When it goes more than one way, a task to break it down was made, and each part has a number of its own.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Lpn">Its number, which what goes to storage keeps.</param>
/// <param name="BreakDown">The task to break it down; not set when it stays whole.</param>
/// <param name="Parts">Where its content goes.</param>
public sealed record ContainerDivided(OwnerId Owner, string Lpn, TaskId BreakDown, IReadOnlyList<ContainerPart> Parts) : Event, IFollows;

/// <summary>A container was broken down.</summary>
public sealed record ContainerBrokenDown(TaskId Task) : Event, IEndsTask, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }
}
