using Backorders.Domain.Ids;

namespace Backorders.Domain.Messages;

/// <summary>What an <c>InboundActor</c> is told.</summary>
/// <param name="Asn">Owner and number of the receiver.</param>
internal abstract record InboundMessage(AsnKey Asn) : Message;

/// <summary>The shipment may be overdue, or its rest missing.</summary>
internal sealed record ShipmentDue(AsnKey Asn) : InboundMessage(Asn);
