using System.Globalization;
using Backorders.Partners.Labels.Barcodes;

namespace Backorders.Partners.Labels.Layout;

/// <summary>The label of a parcel: its lane on top, its number as a barcode below.</summary>
internal static class ParcelLayout
{
    public static Drawing Large(ParcelLabel label, int dotsPerMm)
    {
        Pen pen = new(100, 150, dotsPerMm);
        pen.Box(5, 5, 56, 32);
        pen.Caption(8, 8, "LANE", 2.6, white: true);
        pen.Text(8, 14, 50, 19, label.Lane, white: true);
        pen.Caption(65, 5.5, "SHIP BY");
        pen.Text(65, 9.2, 30, 4.2, Day(label));
        pen.Text(65, 15.4, 30, 6, Time(label));
        pen.Box(5, 39.5, 90, 0.375);
        pen.Caption(5, 42, "PARCEL");
        pen.Text(5, 46, 90, 12, label.Parcel);
        pen.Box(5, 61.5, 90, 0.375);
        pen.Caption(5, 64, "ORDER");
        pen.Text(5, 68, 90, 7, label.OrderNo);
        pen.Box(5, 79.5, 90, 0.375);
        pen.Caption(5, 82, "UNITS");
        pen.Number(5, 86, 40, 10, label.Quantity);
        pen.Caption(50, 82, "LINES");
        pen.Number(50, 86, 10, 7, label.Lines);
        pen.Caption(62, 82, "OWNER");
        pen.Text(62, 86, 33, 4, label.Owner);
        pen.Box(5, 101, 90, 0.375);
        pen.Barcode(106.5, 32, 4, Code128.Plain(label.Parcel), label.Parcel);
        pen.CopyNote(146, 2.4, label.CopyNote);
        return pen.Done();
    }

    public static Drawing Small(ParcelLabel label, int dotsPerMm)
    {
        Pen pen = new(100, 50, dotsPerMm);
        pen.Box(4, 3, 26, 21);
        pen.Caption(6, 4.5, "LANE", 1.8, white: true);
        pen.Text(6, 8, 22, 9, label.Lane, white: true);
        pen.Caption(33, 3, "PARCEL", 1.8);
        pen.Text(33, 5.8, 42, 4.5, label.Parcel);
        pen.Caption(33, 12.4, "ORDER", 1.8);
        pen.Text(33, 15.2, 42, 3.6, label.OrderNo);
        pen.Text(33, 21, 42, 2.2, label.Owner, bold: false);
        pen.Caption(78, 3, "UNITS", 1.8);
        pen.Number(78, 5.8, 18, 4.6, label.Quantity);
        pen.Caption(78, 12.8, "SHIP BY", 1.8);
        pen.Text(78, 15.6, 18, 2.5, Day(label));
        pen.Text(78, 19.4, 18, 3.4, Time(label));
        pen.Barcode(26.5, label.CopyNote.Length > 0 ? 12 : 15.5, 3, Code128.Plain(label.Parcel), label.Parcel);
        pen.CopyNote(44.6, 2.8, label.CopyNote);
        return pen.Done();
    }

    private static string Day(ParcelLabel label) => label.ShipBy?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no cutoff";

    private static string Time(ParcelLabel label) => label.ShipBy?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? string.Empty;
}
