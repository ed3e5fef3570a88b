using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>What one shipment is expected to bring of one SKU.</summary>
internal sealed class ExpectedSupply(InboundData shipment, SkuData item) : IComparable<ExpectedSupply>
{
    public InboundData Shipment { get; } = shipment;

    public SkuData Item { get; } = item;

    public Quantity Announced { get; set; }

    public Quantity Received { get; set; }

    /// <summary>Units of it that lines have, where a shortage is shared out; null when none has any.</summary>
    public Dictionary<LineKey, long>? Given { get; private set; }

    /// <summary>Notes that a line got units of it, or lost some that it had.</summary>
    /// <param name="line">Whose.</param>
    /// <param name="units">Base units; less than zero when the line lost them.</param>
    public void Give(LineKey line, long units)
    {
        long has = Math.Max(0, GivenTo(line) + units);
        if (has == 0)
        {
            Given?.Remove(line);
        }
        else
        {
            (Given ??= [])[line] = has;
        }
    }

    /// <summary>Units of it that a line has.</summary>
    public long GivenTo(LineKey line) => Given?.GetValueOrDefault(line) ?? 0;

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
