using Backorders.Partners.Labels;
using Backorders.Partners.Labels.Layout;

namespace Backorders.Partners.Tests.Labels;

internal static class Samples
{
    public static TaskLabel Usual { get; } = new()
    {
        Sscc = "376104250021234569", Task = 2123457, Lane = "L12", Door = "D3", Owner = "DEMO", OrderNo = "536365", LineNo = 3, Sku = "85123A",
        Description = "WHITE HANGING HEART T-LIGHT HOLDER", Quantity = 128, ShipBy = new DateTime(2026, 11, 25, 17, 30, 0),
    };

    /// <summary>As long as ids may be, and full of what has a meaning in ZPL or XML.</summary>
    public static TaskLabel Odd { get; } = Usual with
    {
        Lane = "OUTBOUND-LANE-NORTH-0123456789AB",
        Door = string.Empty,
        Owner = "OWNER^XZ~JR\\_5E<&>\"'-0123456789A",
        OrderNo = "ORDER-NUMBER-OF-SIXTY-FOUR-CHARACTERS-0123456789-0123456789-0123",
        LineNo = int.MaxValue,
        Sku = "]]><!--^XA~JA\\&_41-OF-SIXTY-FOUR-CHARACTERS-0123456789-0123456789",
        Description = "Größe „L“ – чашка,\u202E κύπελλο,\r\n\0\u001B日本語 \uD83D\uDE00 \uD800 </text><script>alert(1)</script> and then more than two lines can hold of it, "
            + "on and on and on until nobody reads any more of it and the end is cut off",
        Quantity = 1_000_000_000,
        Task = long.MaxValue,
        ShipBy = null,
    };

    public static ParcelLabel Parcel { get; } = new()
    {
        Parcel = "P1-2123457", Lane = "L12", Owner = "DEMO", OrderNo = "536365", Lines = 2, Quantity = 130, ShipBy = new DateTime(2026, 11, 25, 17, 30, 0),
    };

    public static ScanLabel PutAway { get; } = new()
    {
        Caption = "GOES TO", Headline = "PUT-AWAY", Item = "4006381333931", IsGtin = true, Lot = "A7/1", Quantity = 12, Door = "D3", Owner = "DEMO",
        ScannedAt = new DateTime(2026, 11, 25, 7, 5, 0),
    };

    public static ScanLabel Carton { get; } = PutAway with { Caption = "TAG", Headline = "K7", Item = "85123A", IsGtin = false, Lot = string.Empty };

    public static ParcelLabel OddParcel { get; } = new()
    {
        Parcel = "PARCEL^XZ~JR\\&_5E>0>;<\"", Lane = Odd.Lane, Owner = Odd.Owner, OrderNo = Odd.OrderNo, Lines = int.MaxValue, Quantity = long.MaxValue, ShipBy = null,
        CopyNote = "COPY ^XA~JA " + Odd.Description,
    };

    public static ScanLabel OddScan { get; } = new()
    {
        Caption = "GOES TO", Headline = Odd.Description, Item = Odd.Sku, IsGtin = false, Lot = "LOT^XZ~JR_5E", Quantity = long.MaxValue, Door = Odd.Lane, Owner = Odd.Owner,
        ScannedAt = new DateTime(2026, 11, 25, 7, 5, 0), CopyNote = "COPY ^XA~JA " + Odd.Description,
    };

    public static IEnumerable<(string Name, LabelContent Label)> All =>
    [
        ("usual", Usual), ("odd", Odd), ("parcel", Parcel), ("parcel-odd", OddParcel), ("put-away", PutAway), ("carton", Carton), ("scan-odd", OddScan),
        ("usual-copy", Usual with { CopyNote = "COPY, first printed 2026-11-25 16:02" }),
    ];
}
