using Backorders.Domain.Ids;

namespace Backorders.Domain.Messages;

/// <summary>What an <c>InboundActor</c> is told.</summary>
/// <param name="Asn">Owner and number of the receiver.</param>
internal abstract record InboundMessage(AsnKey Asn) : Message;

/// <summary>The shipment brings units that no line is linked to yet, or is expected at another time.</summary>
internal sealed record OfferSupply(AsnKey Asn) : InboundMessage(Asn);

/// <summary>The shipment will not come, or not when it was expected: what hangs on it is linked anew.</summary>
internal sealed record RelinkSupply(AsnKey Asn) : InboundMessage(Asn);

/// <summary>The shipment may be overdue, or its rest missing.</summary>
internal sealed record ShipmentDue(AsnKey Asn) : InboundMessage(Asn);

/// <summary>The shipment brings less of an item, because some comes with another shipment.</summary>
internal sealed record LessenSupply(AsnKey Asn, Sku Sku, AsnKey Because) : InboundMessage(Asn);
