using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>What one shipment is expected to bring of one SKU.</summary>
internal sealed class ExpectedSupply(InboundData shipment, SkuData item) : IComparable<ExpectedSupply>
{
    public InboundData Shipment { get; } = shipment;

    public SkuData Item { get; } = item;

    public Quantity Announced { get; set; }

    public Quantity Received { get; set; }

    /// <summary>When it is expected; <see cref="Instant.Never"/> when nobody can say.</summary>
    public Instant ExpectedAt => Shipment.ExpectedAt;

    /// <summary>What is still to come.</summary>
    public Quantity Remaining => Shipment.IsOpen && Announced > Received ? Announced - Received : Quantity.Zero;

    /// <summary>Earliest first; the notice's number decides between equals.</summary>
    public int CompareTo(ExpectedSupply? other)
    {
        if (other is null)
        {
            return 1;
        }

        int byTime = Shipment.ExpectedAt.CompareTo(other.Shipment.ExpectedAt);
        return byTime != 0 ? byTime : Shipment.Key.CompareTo(other.Shipment.Key);
    }
}
