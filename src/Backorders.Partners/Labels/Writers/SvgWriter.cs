using System.Globalization;
using System.Security;
using System.Text;
using Backorders.Partners.Labels.Layout;

namespace Backorders.Partners.Labels.Writers;

/// <summary>A drawing in SVG 1.1. One unit is one dot. Texts stay texts; their length is given, so that they fit whatever font the viewer has.</summary>
internal static class SvgWriter
{
    public static string Write(Drawing drawing)
    {
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="{drawing.Width / drawing.DotsPerMm}mm" height="{drawing.Height / drawing.DotsPerMm}mm"
             viewBox="0 0 {drawing.Width} {drawing.Height}" font-family="'DejaVu Sans Condensed','Arial Narrow',Arial,sans-serif">
            <rect width="{drawing.Width}" height="{drawing.Height}" fill="white"/>

            """);
        foreach (Shape shape in drawing.Shapes)
        {
            Append(svg, shape);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, Shape shape)
    {
        switch (shape)
        {
            case Box b:
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{b.X}\" y=\"{b.Y}\" width=\"{b.Width}\" height=\"{b.Height}\"/>\n");
                break;
            case TextRun t:
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{t.X}\" y=\"{t.Baseline}\" font-size=\"{t.Size}\"");
                svg.Append(CultureInfo.InvariantCulture, $" textLength=\"{t.Width}\" lengthAdjust=\"spacingAndGlyphs\"");
                svg.Append(t.Bold ? " font-weight=\"bold\"" : string.Empty).Append(t.White ? " fill=\"white\"" : string.Empty);
                svg.Append('>').Append(SecurityElement.Escape(t.Content)).Append("</text>\n");
                break;
            case PrintedBarcode b:
                svg.Append(CultureInfo.InvariantCulture, $"<path shape-rendering=\"crispEdges\" d=\"{Bars(b)}\"/>\n");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(shape), shape, "SVG cannot draw this yet.");
        }
    }

    private static string Bars(PrintedBarcode code)
    {
        StringBuilder path = new();
        foreach ((int x, int width) in Bar.Of(code))
        {
            path.Append(CultureInfo.InvariantCulture, $"M{x} {code.Y}h{width}v{code.Height}h-{width}z");
        }

        return path.ToString();
    }
}
