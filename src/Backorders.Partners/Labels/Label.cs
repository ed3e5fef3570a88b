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

    /// <summary>The label of a task. The same input gives the same label.</summary>
    /// <param name="label">What stands on it.</param>
    /// <param name="format">What it comes as.</param>
    /// <param name="size">How large it is.</param>
    /// <param name="dotsPerMm">One of <see cref="DotsPerMm"/>.</param>
    /// <returns>The label and its media type.</returns>
    /// <exception cref="ArgumentException">The code is no SSCC, or a parameter is none of those that there are.</exception>
    public static (byte[] Content, string ContentType) Make(TaskLabel label, LabelFormat format, LabelSize size, int dotsPerMm)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!CheckDigit.IsSscc(label.Sscc))
        {
            throw new ArgumentException($"'{label.Sscc}' is no SSCC.", nameof(label));
        }

        if (!DotsPerMm.Contains(dotsPerMm))
        {
            throw new ArgumentOutOfRangeException(nameof(dotsPerMm), dotsPerMm, "There is no such print head.");
        }

        Drawing drawing = size switch
        {
            LabelSize.W100H150 => LargeLabel.Draw(label, dotsPerMm),
            LabelSize.W100H50 => SmallLabel.Draw(label, dotsPerMm),
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "There is no such size."),
        };
        return format switch
        {
            LabelFormat.Zpl => (Encoding.ASCII.GetBytes(ZplWriter.Write(drawing)), "application/zpl"),
            LabelFormat.Svg => (Encoding.UTF8.GetBytes(SvgWriter.Write(drawing)), "image/svg+xml"),
            LabelFormat.Png => (PngWriter.Write(Raster.Of(drawing), dotsPerMm), "image/png"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
        };
    }
}
