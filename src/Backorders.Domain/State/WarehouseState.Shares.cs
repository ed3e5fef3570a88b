using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    /// <summary>What is known of the shipment that a receipt of an item belongs to; null for a receipt of no shipment.</summary>
    public ExpectedSupply? SupplyOf(SkuData item, ReceiptId receipt) =>
        receiptsById.TryGetValue(receipt, out KeptReceipt? kept) && kept.Asn is { } asn && FindInbound(asn) is { } inbound ? inbound.Find(item.Key.Sku) : null;

    /// <summary>
    /// Keeps what each line has of a shipment whose units are shared out, so that its cartons add up to the shares of the whole. Elsewhere nothing is kept, for nothing
    /// would read it. A line may lose units of a shipment that is closed, which may be opened again.
    /// </summary>
    private void CountShare(BackorderLine line, DockOrigin from, long units)
    {
        SkuData item = line.Item;
        if (!item.HasLots && PolicyOf(item.Key.Owner).DistributionOf(item.Key.Sku) != DistributionMode.Sequential)
        {
            SupplyOf(item, from.Receipt)?.Give(line.Key, units);
        }
    }
}
