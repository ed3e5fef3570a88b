using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>What is known of a ship notice: what was announced, and what has come of it.</summary>
internal abstract class InboundData(AsnKey key)
{
    private const long MicrosecondsOfHour = 3_600_000_000;

    public AsnKey Key { get; } = key;

    public string Supplier { get; set; } = string.Empty;

    /// <summary>When it was announced for.</summary>
    public Instant Eta { get; set; }

    /// <summary>When it, or the rest of it, is expected: its place among the shipments. <see cref="Instant.Never"/> when nobody can say.</summary>
    public Instant ExpectedAt { get; set; }

    /// <summary>Whether it should have come and has not.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>When the first of it was scanned; <see cref="Instant.Never"/> before.</summary>
    public Instant FirstReceiptAt { get; set; } = Instant.Never;

    /// <summary>When something of it was last scanned, a scan taken back, or a change of it told; <see cref="Instant.Never"/> before the first scan.</summary>
    public Instant LastScanAt { get; set; } = Instant.Never;

    /// <summary>Until when the rest of a shipment that has begun to arrive is waited for. In whole hours, so that not each scan of a truck moves it.</summary>
    public Instant RestUntil { get; set; } = Instant.Never;

    /// <summary>Whether any of it has come.</summary>
    public bool HasArrived => FirstReceiptAt != Instant.Never;

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

    /// <summary>When the warehouse looks at it by itself: it is overdue then, or expected at another time, or its rest will not come. Never when nothing is to come.</summary>
    public Instant DueAt(Policy policy) => !IsOpen || Lines.TrueForAll(l => l.Remaining.IsZero)
        ? Instant.Never
        : HasArrived ? RestUntil : IsOverdue ? ExpectedAt : Eta + TimeSpan.FromHours(policy.OverdueToleranceHours);

    /// <summary>Per SKU, what came beside what was announced, where it is not the same.</summary>
    public List<ShipmentDifference> Differences() =>
        [.. Lines.Where(l => l.Announced != l.Received).Select(l => new ShipmentDifference(l.Item.Key.Sku, l.Announced, l.Received))];

    /// <summary>When a shipment that has begun to arrive is expected: it is here, and being unloaded. No scan moves that.</summary>
    public Instant ArrivalAt => FirstReceiptAt > Eta ? FirstReceiptAt : Eta;

    /// <summary>What <see cref="RestUntil"/> is after the last scan, under a policy.</summary>
    public Instant WaitForRest(Policy policy) => UpToHour((LastScanAt > Eta ? LastScanAt : Eta) + TimeSpan.FromHours(policy.UnloadHours));

    private static Instant UpToHour(Instant at)
    {
        long over = at.UnixMicroseconds % MicrosecondsOfHour;
        return over <= 0 ? new(at.UnixMicroseconds - over) : new(at.UnixMicroseconds - over + MicrosecondsOfHour);
    }

    public ShipmentView ToView() => new()
    {
        Asn = Key,
        Supplier = Supplier,
        Eta = Eta,
        ExpectedAt = ExpectedAt,
        RestUntil = RestUntil,
        Overdue = IsOpen && IsOverdue,
        Door = Door,
        Open = IsOpen,
        Cancelled = IsCancelled,
        Lines = [.. Lines.Select(l => new ShipmentLineView(l.Item.Key.Sku, l.Announced, l.Received))],
    };
}
