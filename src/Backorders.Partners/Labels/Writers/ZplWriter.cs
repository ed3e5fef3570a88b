using System.Globalization;
using System.Text;
using Backorders.Partners.Labels.Layout;

namespace Backorders.Partners.Labels.Writers;

/// <summary>
/// Commands of the Zebra Programming Language II (Zebra, Programming Guide for ZPL II). Texts are set in the printer's scalable font 0, which is no wider than the
/// font that they were measured with.
/// </summary>
internal static class ZplWriter
{
    /// <param name="drawing">The label.</param>
    /// <param name="copies">How many of it the printer prints.</param>
    public static string Write(Drawing drawing, int copies)
    {
        StringBuilder zpl = new();
        // ^CI28: texts are UTF-8. ^LH and ^PR stay as the printer has them.
        zpl.Append(CultureInfo.InvariantCulture, $"^XA\n^CI28\n^PW{drawing.Width}\n^LL{drawing.Height}\n^PON\n");
        foreach (Shape shape in drawing.Shapes)
        {
            Append(zpl, shape);
        }

        // ^PQ stands for one format alone; without it one label is printed.
        return zpl.Append(CultureInfo.InvariantCulture, $"{(copies > 1 ? $"^PQ{copies}\n" : string.Empty)}^XZ\n").ToString();
    }

    private static void Append(StringBuilder zpl, Shape shape)
    {
        switch (shape)
        {
            case Box b:
                zpl.Append(CultureInfo.InvariantCulture, $"^FO{b.X},{b.Y}^GB{b.Width},{b.Height},{Math.Min(b.Width, b.Height)},B,0^FS\n");
                break;
            case TextRun t:
                // ^FT places the baseline; ^FR prints white where it is black already.
                zpl.Append(CultureInfo.InvariantCulture, $"^FT{t.X},{t.Baseline}^A0N,{t.Size},{t.Size}{(t.White ? "^FR" : string.Empty)}^FH_^FD{Escape(t.Content)}^FS\n");
                break;
            case PrintedBarcode { Sscc: { } sscc } b:
                // '>;' begins in code set C and '>8' is FNC1: together they make a GS1-128 symbol without the printer adding or checking anything.
                zpl.Append(CultureInfo.InvariantCulture, $"^FO{b.X},{b.Y}^BY{b.ModuleWidth}^BCN,{b.Height},N,N,N,N^FD>;>800{sscc}^FS\n");
                break;
            case PrintedBarcode b:
                // Bar by bar: the printer chooses no code sets of its own, so that it prints what the preview shows, and no text from outside stands in a barcode's command.
                foreach ((int x, int width) in Bar.Of(b))
                {
                    zpl.Append(CultureInfo.InvariantCulture, $"^FO{x},{b.Y}^GB{width},{b.Height},{width},B,0^FS\n");
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(shape), shape, "ZPL cannot draw this yet.");
        }
    }

    /// <summary>After ^FH_ every byte may be written as _XX: so are all but letters, digits and what no command uses, and nothing in a text can be taken for a command.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '.' or ',' or '/' or '(' or ')' or ':' or '+')
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"_{b:X2}");
            }
        }

        return escaped.ToString();
    }
}
