using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>What is kept of a receipt so that it can be recognised and taken back.</summary>
internal sealed class KeptReceipt
{
    public required ReceiptId Id { get; init; }

    public required ScanKey Scan { get; init; }

    public required SkuKey Item { get; init; }

    public required Quantity Quantity { get; init; }

    public required Quality Quality { get; init; }

    public required Instant At { get; init; }

    public Lot? Lot { get; init; }

    public AsnKey? Asn { get; init; }

    public bool IsReversed { get; set; }

    /// <summary>The refund that was told of it; null when it is no return, or nothing was due.</summary>
    public ToldRefund? Refund { get; set; }
}

/// <summary>What an owner was told to refund for a return.</summary>
/// <param name="Order">The order that it named.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Counted">Of these, those that count against what the order shipped: none when it was not known.</param>
/// <param name="Reference">The customer's return number; may be empty.</param>
internal sealed record ToldRefund(OrderKey Order, Quantity Quantity, Quantity Counted, string Reference);
