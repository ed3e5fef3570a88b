using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>What is known of a ship notice: what was announced, what has come of it, and which waiting lines hang on the rest.</summary>
internal abstract class InboundData(AsnKey key)
{
    public AsnKey Key { get; } = key;

    public string Supplier { get; set; } = string.Empty;

    public Instant Eta { get; set; }

    public DoorId Door { get; set; }

    public bool IsOpen { get; set; } = true;

    public bool IsCancelled { get; set; }

    public Instant ClosedAt { get; set; }

    /// <summary>In the order in which they were announced.</summary>
    public List<ExpectedSupply> Lines { get; } = [];

    public ExpectedSupply? Find(Sku sku)
    {
        foreach (ExpectedSupply line in Lines)
        {
            if (line.Item.Key.Sku == sku)
            {
                return line;
            }
        }

        return null;
    }

    public ShipmentView ToView() => new()
    {
        Asn = Key,
        Supplier = Supplier,
        Eta = Eta,
        Door = Door,
        Open = IsOpen,
        Cancelled = IsCancelled,
        Lines = [.. Lines.Select(l => new ShipmentLineView(l.Item.Key.Sku, l.Announced, l.Received, l.Pegged))],
    };
}
