using System.Globalization;
using Backorders.Partners.Labels.Barcodes;

namespace Backorders.Partners.Labels.Layout;

/// <summary>The label of what a scan brought: the tag or the place in the largest type, the item as a barcode, so that it can be scanned again.</summary>
internal static class ScanLayout
{
    public static Drawing Large(ScanLabel label, int dotsPerMm)
    {
        Pen pen = new(100, 150, dotsPerMm);
        pen.Box(5, 5, 90, 44);
        pen.Caption(9, 9, label.Caption, 3, white: true);
        pen.Text(9, 17, 82, 26, label.Headline, white: true);
        pen.Caption(5, 53, "ITEM");
        pen.Text(5, 57, 90, 7, label.Item);
        pen.Box(5, 67.5, 90, 0.375);
        pen.Caption(5, 70, "QUANTITY");
        pen.Number(5, 74, 42, 10, label.Quantity);
        pen.Caption(50, 70, "LOT");
        pen.Text(50, 74, 45, 6, Or(label.Lot));
        pen.Box(5, 87.5, 90, 0.375);
        pen.Caption(5, 90, "DOOR");
        pen.Text(5, 94, 28, 5, Or(label.Door));
        pen.Caption(36, 90, "SCANNED");
        pen.Text(36, 94, 32, 3.6, At(label));
        pen.Caption(70, 90, "OWNER");
        pen.Text(70, 94, 25, 3.6, label.Owner);
        pen.Box(5, 102.5, 90, 0.375);
        pen.Barcode(106.5, 32, 4, Modules(label), label.Item);
        pen.CopyNote(146, 2.4, label.CopyNote);
        return pen.Done();
    }

    public static Drawing Small(ScanLabel label, int dotsPerMm)
    {
        Pen pen = new(100, 50, dotsPerMm);
        pen.Box(4, 3, 46, 21);
        pen.Caption(6, 4.5, label.Caption, 1.8, white: true);
        pen.Text(6, 8.5, 42, 12, label.Headline, white: true);
        pen.Caption(53, 3, "ITEM", 1.8);
        pen.Text(53, 5.8, 42, 3.4, label.Item);
        pen.Caption(53, 11, "QUANTITY", 1.8);
        pen.Number(53, 13.8, 18, 4.6, label.Quantity);
        pen.Caption(75, 11, "LOT", 1.8);
        pen.Text(75, 13.8, 21, 3, Or(label.Lot));
        pen.Text(53, 20.6, 43, 2.2, $"{Or(label.Door)} · {At(label)} · {label.Owner}", bold: false);
        pen.Barcode(26.5, label.CopyNote.Length > 0 ? 12 : 15.5, 3, Modules(label), label.Item);
        pen.CopyNote(44.6, 2.8, label.CopyNote);
        return pen.Done();
    }

    private static IReadOnlyList<bool>? Modules(ScanLabel label) => label.IsGtin ? Code128.Item(label.Item, label.Lot) : Code128.Plain(label.Item);

    private static string At(ScanLabel label) => label.ScannedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Or(string text) => text.Length > 0 ? text : "–";
}
