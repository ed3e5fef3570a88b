using Backorders.Domain.Ids;

namespace Backorders.Domain.Messages;

/// <summary>Names one thing that falls due by time: at most one time stands for each.</summary>
/// <param name="Kind">What.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Number">Order number, SKU or notice number.</param>
/// <param name="LineNo">The line; 0 when it is not about one.</param>
internal readonly record struct DueKey(DueKind Kind, OwnerId Owner, string Number, int LineNo) : IComparable<DueKey>
{
    public OrderKey Order => new(Owner, OrderNo.FromTrusted(Number));

    public LineKey Line => new(Order, LineNo);

    public SkuKey Item => new(Owner, Sku.FromTrusted(Number));

    public AsnKey Shipment => new(Owner, AsnNo.FromTrusted(Number));

    public static DueKey Of(DueKind kind, OrderKey order) => new(kind, order.Owner, order.OrderNo.Value, 0);

    public static DueKey Of(DueKind kind, LineKey line) => new(kind, line.Order.Owner, line.Order.OrderNo.Value, line.LineNo);

    public static DueKey Of(DueKind kind, SkuKey item) => new(kind, item.Owner, item.Sku.Value, 0);

    public static DueKey Of(AsnKey asn) => new(DueKind.ShipmentDue, asn.Owner, asn.AsnNo.Value, 0);

    /// <summary>What the actor is told that this is about.</summary>
    public Message ToMessage() => Kind switch
    {
        DueKind.ItemReleased or DueKind.BackInStockAgain or DueKind.QueueAges => new ItemDue(Item, Kind),
        DueKind.ShipmentDue => new ShipmentDue(Shipment),
        _ => new OrderDue(Order, Kind) { LineNo = LineNo },
    };

    /// <summary>The beginning of a day, which is the warehouse's as a whole.</summary>
    public static DueKey OfDay { get; } = new(DueKind.DayBegins, default, string.Empty, 0);

    public int CompareTo(DueKey other)
    {
        int by = Kind.CompareTo(other.Kind);
        by = by != 0 ? by : Owner.CompareTo(other.Owner);
        by = by != 0 ? by : string.CompareOrdinal(Number, other.Number);
        return by != 0 ? by : LineNo.CompareTo(other.LineNo);
    }
}
