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
public sealed record AnnounceShipment(AsnKey Asn, string Supplier, Instant Eta, DoorId? Door, IReadOnlyList<RequestedSupply> Lines) : Command;

/// <summary>Changes an announced shipment: whatever is given replaces what was said.</summary>
public sealed record UpdateShipment(AsnKey Asn, Instant? Eta, DoorId? Door, IReadOnlyList<RequestedSupply> Lines) : Command;

/// <summary>Says that a shipment will not come.</summary>
public sealed record CancelShipment(AsnKey Asn, ReasonCode Reason) : Command;

/// <summary>Closes a shipment: nothing more of it will arrive.</summary>
public sealed record CloseShipment(AsnKey Asn) : Command;

/// <summary>Part of an announced shipment comes as a shipment of its own.</summary>
/// <param name="Asn">The shipment that loses it.</param>
/// <param name="Part">The number of the new one.</param>
/// <param name="Eta">When the part is expected.</param>
/// <param name="Door">Where; null when as the whole.</param>
/// <param name="Lines">What goes over: no more than is still to come.</param>
public sealed record SplitShipment(AsnKey Asn, AsnNo Part, Instant Eta, DoorId? Door, IReadOnlyList<RequestedSupply> Lines) : Command;
