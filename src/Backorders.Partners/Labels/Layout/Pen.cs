using System.Globalization;
using Backorders.Partners.Labels.Barcodes;
using Backorders.Partners.Labels.Fonts;

namespace Backorders.Partners.Labels.Layout;

/// <summary>Places things on a label. Measures in millimetres; texts are measured, made smaller and then cut so that nothing overlaps and nothing is lost at an edge.</summary>
internal sealed class Pen(int widthMm, int heightMm, int dotsPerMm)
{
    /// <summary>Capitals smaller than this cannot be read at arm's length from a thermal label: a text is made smaller down to here, and then cut.</summary>
    private const double CapMinMm = 1.8;

    /// <summary>A quarter of a millimetre: GS1 General Specifications, section 5.12.3.1, ask for 0.264 mm at least at retail; handheld scanners read two dots at 203 dots per inch.</summary>
    private const double ModuleMinMm = 0.25;

    private const string Ellipsis = "…";

    private readonly List<Shape> shapes = [];

    public Drawing Done() => new(Dots(widthMm), Dots(heightMm), dotsPerMm, shapes);

    public void Box(double x, double y, double width, double height) => shapes.Add(new Box(Dots(x), Dots(y), Dots(width), Dots(height)));

    /// <summary>A small word that says what stands below it.</summary>
    public void Caption(double x, double y, string text, double cap = 2.2, bool white = false) => Text(x, y, 90, cap, text, bold: false, white);

    /// <summary>A text of at most a width, with capitals of at most a height. Of a name that is too long the middle is left out: its end tells it from others.</summary>
    public void Text(double x, double y, double width, double cap, string text, bool bold = true, bool white = false)
    {
        string printable = Printable.Of(text);
        Font font = Font.Get(bold);
        int room = Dots(width);
        int size = Math.Max(Shrunk(font, cap, printable, room), Math.Min(font.SizeOf(Dots(cap)), font.SizeOf(Dots(CapMinMm))));
        Add(x, y, font, size, CutMiddle(font, printable, size, room), bold, white);
    }

    /// <summary>A number of at most a width. It is never cut: half a number is another number.</summary>
    public void Number(double x, double y, double width, double cap, long value)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        Font font = Font.Get(bold: true);
        Add(x, y, font, Shrunk(font, cap, text, Dots(width)), text, bold: true, white: false);
    }

    /// <summary>A text over several lines, broken between words where it can be.</summary>
    public void Paragraph(double x, double y, double width, double cap, double lineHeight, int lines, string text)
    {
        Font font = Font.Get(bold: false);
        int size = font.SizeOf(Dots(cap));
        int room = Dots(width);
        string rest = Printable.Of(text);
        for (int i = 0; i < lines && rest.Length > 0; i++)
        {
            string line = i == lines - 1 ? Cut(font, rest, size, room) : Break(font, rest, size, room);
            Add(x, y + (i * lineHeight), font, size, line, bold: false, white: false);
            rest = rest[Math.Min(line.Length, rest.Length)..].TrimStart();
        }
    }

    /// <summary>The SSCC as GS1-128 in the middle of the label, and below it for people (GS1 General Specifications, section 4.14).</summary>
    public void Sscc(double y, double height, double cap, string sscc)
    {
        // Half a millimetre: within the 0.495 to 0.940 mm that GS1 General Specifications, section 5.12.3.5, asks of general distribution scanning.
        int module = dotsPerMm / 2;
        IReadOnlyList<bool> modules = Code128.Sscc(sscc);
        shapes.Add(new PrintedBarcode((Dots(widthMm) - (modules.Count * module)) / 2, Dots(y), module, Dots(height), modules, sscc));
        Font font = Font.Get(bold: true);
        int size = font.SizeOf(Dots(cap));
        string text = "(00) " + sscc;
        double left = (widthMm - ((double)font.Width(text, size) / dotsPerMm)) / 2;
        Add(left, y + height + cap * 0.6, font, size, text, bold: true, white: false);
    }

    /// <summary>A barcode in the middle of the label with its text below; the text alone where the bars would have no room or would be too narrow for a thermal printer.</summary>
    public void Barcode(double y, double height, double cap, IReadOnlyList<bool>? modules, string text)
    {
        int room = Dots(widthMm - 10);
        int module = modules is null ? 0 : Math.Min(dotsPerMm / 2, room / modules.Count);
        if (modules is not null && module >= (int)Math.Ceiling(ModuleMinMm * dotsPerMm))
        {
            shapes.Add(new PrintedBarcode((Dots(widthMm) - (modules.Count * module)) / 2, Dots(y), module, Dots(height), modules));
        }

        string printable = Printable.Of(text);
        Font font = Font.Get(bold: true);
        int size = Math.Max(Shrunk(font, cap, printable, room), Math.Min(font.SizeOf(Dots(cap)), font.SizeOf(Dots(CapMinMm))));
        string line = CutMiddle(font, printable, size, room);
        double left = (widthMm - ((double)font.Width(line, size) / dotsPerMm)) / 2;
        Add(left, y + height + cap * 0.6, font, size, line, bold: true, white: false);
    }

    /// <summary>Says at the lower edge that the label is printed once more, and when it was printed first: nothing for a first print.</summary>
    public void CopyNote(double y, double cap, string note) => Text(5, y, widthMm - 10, cap, note);

    /// <summary>The largest size at which a text fits, at most the one that was asked for.</summary>
    private int Shrunk(Font font, double cap, string text, int room)
    {
        int size = font.SizeOf(Dots(cap));
        int wide = font.Width(text, size);
        return wide <= room ? size : Math.Max(1, (int)(size * (long)room / wide));
    }

    private static string CutMiddle(Font font, string text, int size, int room)
    {
        if (font.Width(text, size) <= room)
        {
            return text;
        }

        int half = (room - font.Width(Ellipsis, size)) / 2;
        string head = text[..Fits(font, text, size, half)];
        int tail = text.Length;
        while (tail > head.Length && font.Width(text[(tail - 1)..], size) <= half)
        {
            tail--;
        }

        return head.TrimEnd() + Ellipsis + text[(tail < text.Length && char.IsLowSurrogate(text[tail]) ? tail + 1 : tail)..].TrimStart();
    }

    private static string Break(Font font, string text, int size, int room)
    {
        if (font.Width(text, size) <= room)
        {
            return text;
        }

        int fits = Fits(font, text, size, room);
        int blank = text.LastIndexOf(' ', Math.Min(fits, text.Length - 1));
        return blank > 0 ? text[..blank] : text[..fits];
    }

    private static string Cut(Font font, string text, int size, int room) => font.Width(text, size) <= room
        ? text
        : text[..Fits(font, text, size, room - font.Width(Ellipsis, size))].TrimEnd() + Ellipsis;

    /// <summary>How many characters fit, never half of a surrogate pair.</summary>
    private static int Fits(Font font, string text, int size, int room)
    {
        int end = 0;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (font.Width(text[..(end + rune.Utf16SequenceLength)], size) > room)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return end;
    }

    private void Add(double x, double y, Font font, int size, string text, bool bold, bool white)
    {
        if (text.Length > 0)
        {
            shapes.Add(new TextRun(Dots(x), Dots(y) + font.CapHeight(size), size, font.Width(text, size), text, bold, white));
        }
    }

    private int Dots(double mm) => (int)Math.Round(mm * dotsPerMm, MidpointRounding.AwayFromZero);
}
