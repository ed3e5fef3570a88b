namespace Backorders.Domain.Events;

/// <summary>A supplier announced a shipment.</summary>
/// <param name="Asn">Owner and number.</param>
/// <param name="Supplier">Who sends it; may be empty.</param>
/// <param name="Eta">When it is expected.</param>
/// <param name="Door">Where; empty when not yet known.</param>
/// <param name="Lines">What.</param>
public sealed record ShipmentAnnounced(AsnKey Asn, string Supplier, Instant Eta, DoorId Door, IReadOnlyList<AnnouncedLine> Lines) : Event;

/// <summary>The announcement changed: another time, door or content. Lines not named stay as they were.</summary>
public sealed record ShipmentUpdated(AsnKey Asn, Instant Eta, DoorId Door, IReadOnlyList<AnnouncedLine> Lines) : Event;

/// <summary>Part of a shipment comes as a shipment of its own, at another time.</summary>
/// <param name="Asn">The shipment that loses it.</param>
/// <param name="Part">The new one.</param>
/// <param name="Supplier">Who sends it.</param>
/// <param name="Eta">When the part is expected.</param>
/// <param name="Door">Where; empty when not yet known.</param>
/// <param name="Lines">What goes over.</param>
public sealed record ShipmentSplit(AsnKey Asn, AsnKey Part, string Supplier, Instant Eta, DoorId Door, IReadOnlyList<AnnouncedLine> Lines) : Event;

/// <summary>The shipment will not come.</summary>
public sealed record ShipmentCancelled(AsnKey Asn, ReasonCode Reason) : Event;

/// <summary>Something came of a shipment that was closed or cancelled: it is expected again.</summary>
public sealed record ShipmentReopened(AsnKey Asn) : Event;

/// <summary>All that will come of the shipment has come.</summary>
/// <param name="Asn">Which.</param>
/// <param name="Differences">Per SKU, received minus announced, where it is not zero.</param>
public sealed record ShipmentClosed(AsnKey Asn, IReadOnlyList<ShipmentDifference> Differences) : Event;
