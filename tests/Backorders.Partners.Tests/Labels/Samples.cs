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

    public static IEnumerable<(string Name, TaskLabel Label)> All => [("usual", Usual), ("odd", Odd)];
}
