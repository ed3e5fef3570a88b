using System.Globalization;

namespace Backorders.Partners.Labels.Layout;

/// <summary>100 by 50 mm: the same in two bands, words above and the barcode below.</summary>
internal static class SmallLabel
{
    public static Drawing Draw(TaskLabel label, int dotsPerMm)
    {
        Pen pen = new(100, 50, dotsPerMm);
        pen.Box(4, 3, 26, 21);
        pen.Caption(6, 4.5, "LANE", 1.8, white: true);
        pen.Text(6, 8, 22, 9, label.Lane, white: true);
        pen.Text(6, 19.5, 22, 2.4, label.Door.Length > 0 ? $"from {label.Door}" : "from storage", bold: false, white: true);
        pen.Caption(33, 3, "ORDER / LINE", 1.8);
        pen.Text(33, 5.8, 42, 3.6, $"{label.OrderNo} / {label.LineNo}");
        pen.Caption(33, 11.6, "ITEM", 1.8);
        pen.Text(33, 14.4, 42, 3.4, label.Sku);
        pen.Paragraph(33, 20.6, 42, 2.2, 3, lines: 1, label.Description);
        pen.Caption(78, 3, "QUANTITY", 1.8);
        pen.Number(78, 5.8, 18, 4.6, label.Quantity);
        pen.Caption(78, 12.8, "SHIP BY", 1.8);
        pen.Text(78, 15.6, 18, 2.5, label.ShipBy?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no cutoff");
        if (label.ShipBy is { } by)
        {
            pen.Text(78, 19.4, 18, 3.4, by.ToString("HH:mm", CultureInfo.InvariantCulture));
        }

        pen.Sscc(26.5, label.CopyNote.Length > 0 ? 12 : 15.5, 3, label.Sscc);
        pen.CopyNote(44.6, 2.8, label.CopyNote);
        return pen.Done();
    }
}
