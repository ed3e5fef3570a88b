using System.Text;
using Backorders.Domain.Ids;
using Backorders.Partners.Labels.Layout;
using Backorders.Partners.Labels.Writers;

namespace Backorders.Partners.Labels;

/// <summary>Makes labels: one layout, three ways to write it, so that the preview shows what the printer prints.</summary>
public static class Label
{
    /// <summary>Print heads that labels are made for, in dots per millimetre: 203 and 300 dots per inch.</summary>
    public static readonly IReadOnlyList<int> DotsPerMm = [8, 12];

    /// <summary>How many of one label may be printed at once: enough for each side of a pallet.</summary>
    public const int CopiesMax = 10;

    /// <summary>A label. The same input gives the same label.</summary>
    /// <param name="label">What stands on it.</param>
    /// <param name="format">What it comes as.</param>
    /// <param name="size">How large it is.</param>
    /// <param name="dotsPerMm">One of <see cref="DotsPerMm"/>.</param>
    /// <param name="copies">How many a printer prints of it, 1 to <see cref="CopiesMax"/>; pictures show it once.</param>
    /// <returns>The label and its media type.</returns>
    /// <exception cref="ArgumentException">The code is no SSCC, or a parameter is none of those that there are.</exception>
    public static (byte[] Content, string ContentType) Make(LabelContent label, LabelFormat format, LabelSize size, int dotsPerMm, int copies = 1)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copies, CopiesMax);
        if (!DotsPerMm.Contains(dotsPerMm))
        {
            throw new ArgumentOutOfRangeException(nameof(dotsPerMm), dotsPerMm, "There is no such print head.");
        }

        Drawing drawing = Draw(label, size, dotsPerMm);
        return format switch
        {
            LabelFormat.Zpl => (Encoding.ASCII.GetBytes(ZplWriter.Write(drawing, copies)), "application/zpl"),
            LabelFormat.Svg => (Encoding.UTF8.GetBytes(SvgWriter.Write(drawing)), "image/svg+xml"),
            LabelFormat.Png => (PngWriter.Write(Raster.Of(drawing), dotsPerMm), "image/png"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
        };
    }

    internal static Drawing Draw(LabelContent label, LabelSize size, int dotsPerMm)
    {
        if (!Enum.IsDefined(size))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "There is no such size.");
        }

        bool isLarge = size == LabelSize.W100H150;
        return label switch
        {
            TaskLabel task when !CheckDigit.IsSscc(task.Sscc) => throw new ArgumentException($"'{task.Sscc}' is no SSCC.", nameof(label)),
            TaskLabel task => isLarge ? LargeLabel.Draw(task, dotsPerMm) : SmallLabel.Draw(task, dotsPerMm),
            ParcelLabel parcel => isLarge ? ParcelLayout.Large(parcel, dotsPerMm) : ParcelLayout.Small(parcel, dotsPerMm),
            ScanLabel scan => isLarge ? ScanLayout.Large(scan, dotsPerMm) : ScanLayout.Small(scan, dotsPerMm),
            _ => throw new ArgumentOutOfRangeException(nameof(label), label, "There is no layout yet for this."),
        };
    }
}
