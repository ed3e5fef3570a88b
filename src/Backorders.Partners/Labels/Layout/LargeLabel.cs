using System.Globalization;

namespace Backorders.Partners.Labels.Layout;

/// <summary>100 by 150 mm: where it goes on top, then for whom, what, how much; the barcode has the lower third.</summary>
internal static class LargeLabel
{
    private const double Left = 5;
    private const double Wide = 90;

    public static Drawing Draw(TaskLabel label, int dotsPerMm)
    {
        Pen pen = new(100, 150, dotsPerMm);
        Way(pen, label);
        Rule(pen, 39.5);
        pen.Caption(Left, 42, "ORDER");
        pen.Text(Left, 46, 66, 7, label.OrderNo);
        pen.Caption(77, 42, "LINE");
        pen.Number(77, 46, 18, 7, label.LineNo);
        Rule(pen, 56.5);
        pen.Caption(Left, 59, "ITEM");
        pen.Text(Left, 63, Wide, 6.5, label.Sku);
        pen.Paragraph(Left, 72.5, Wide, 3, 5, lines: 2, label.Description);
        Rule(pen, 83.5);
        pen.Caption(Left, 86, "QUANTITY");
        pen.Number(Left, 90, 50, 10, label.Quantity);
        pen.Caption(62, 86, "OWNER");
        pen.Text(62, 89.5, 33, 3, label.Owner);
        pen.Caption(62, 94, "TASK");
        pen.Number(62, 97.3, 33, 3, label.Task);
        Rule(pen, 103);
        pen.Sscc(106.5, 32, 4, label.Sscc);
        pen.CopyNote(146, 2.4, label.CopyNote);
        return pen.Done();
    }

    private static void Way(Pen pen, TaskLabel label)
    {
        pen.Box(Left, 5, 56, 32);
        pen.Caption(8, 8, "LANE", 2.6, white: true);
        pen.Text(8, 14, 50, 19, label.Lane, white: true);
        pen.Caption(65, 5.5, "SHIP BY");
        if (label.ShipBy is { } by)
        {
            pen.Text(65, 9.2, 30, 4.2, by.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            pen.Text(65, 15.4, 30, 6, by.ToString("HH:mm", CultureInfo.InvariantCulture));
        }
        else
        {
            pen.Text(65, 9.2, 30, 4.2, "no cutoff");
        }

        pen.Caption(65, 25, "FROM DOOR");
        pen.Text(65, 29, 30, label.Door.Length > 0 ? 7 : 4.2, label.Door.Length > 0 ? label.Door : "storage");
    }

    private static void Rule(Pen pen, double y) => pen.Box(Left, y, Wide, 0.375);
}
