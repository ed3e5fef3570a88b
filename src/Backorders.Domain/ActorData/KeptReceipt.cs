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
}
