using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>What a ship notice says of one SKU, before it is checked.</summary>
/// <param name="Sku">What.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of measure; the base unit when it was not set.</param>
public sealed record RequestedSupply(Sku Sku, long Quantity, UnitName Unit)
{
    /// <summary>The container that holds it; empty when it is not said. Lines of one container are its content.</summary>
    public string Lpn { get; init; } = string.Empty;
}

/// <summary>Announces a shipment. Owner and number are the natural key. A SKU that stands twice is summed.</summary>
public sealed record AnnounceShipment(AsnKey Asn, string Supplier, Instant Eta, DoorId? Door, IReadOnlyList<RequestedSupply> Lines) : Command
{
    /// <summary>The day on which it is expected, when no time of day is known: takes the place of <see cref="Eta"/> and means the end of that day in the warehouse's zone.</summary>
    public DateOnly? EtaDate { get; init; }
}

/// <summary>What is said of an announced shipment later, and why.</summary>
public abstract record ShipmentChange : Command
{
    /// <summary>What customers whose dates move are told; <see cref="PromiseCause.None"/> for what the change itself says.</summary>
    public PromiseCause Cause { get; init; }

    /// <summary>More about it, for the staff and the shipment's own owner; may be empty. Customers never read it.</summary>
    public string Note { get; init; } = string.Empty;
}

/// <summary>Changes an announced shipment: whatever is given replaces what was said.</summary>
public sealed record UpdateShipment(AsnKey Asn, Instant? Eta, DoorId? Door, IReadOnlyList<RequestedSupply> Lines) : ShipmentChange
{
    /// <summary>The day on which it is expected, as in <see cref="AnnounceShipment.EtaDate"/>.</summary>
    public DateOnly? EtaDate { get; init; }
}

/// <summary>Says that a shipment will not come.</summary>
public sealed record CancelShipment(AsnKey Asn, ReasonCode Reason) : ShipmentChange;

/// <summary>Closes a shipment: nothing more of it will arrive.</summary>
public sealed record CloseShipment(AsnKey Asn) : ShipmentChange;

/// <summary>Part of an announced shipment comes as a shipment of its own.</summary>
/// <param name="Asn">The shipment that loses it.</param>
/// <param name="Part">The number of the new one.</param>
/// <param name="Eta">When the part is expected.</param>
/// <param name="Door">Where; null when as the whole.</param>
/// <param name="Lines">What goes over: no more than is still to come.</param>
public sealed record SplitShipment(AsnKey Asn, AsnNo Part, Instant Eta, DoorId? Door, IReadOnlyList<RequestedSupply> Lines) : ShipmentChange
{
    /// <summary>The day on which the part is expected, as in <see cref="AnnounceShipment.EtaDate"/>.</summary>
    public DateOnly? EtaDate { get; init; }
}
