using System.Collections.Concurrent;
using System.Text;

namespace Backorders.Partners.Labels.Fonts;

/// <summary>
/// One of the two fonts that labels are set in: DejaVu Sans Condensed, regular and bold, cut down to Latin, Greek and Cyrillic letters. They travel inside the
/// assembly, so a label looks the same on every machine, with no font or native library installed.
/// </summary>
internal sealed class Font
{
    /// <summary>The height of a capital in thousandths of the em square (OS/2 sCapHeight of DejaVu Sans: 1,493 of 2,048).</summary>
    private const int CapPerMille = 729;

    private static readonly Font Bold = Load("DejaVuSansCondensed-Bold");
    private static readonly Font Regular = Load("DejaVuSansCondensed");

    private readonly TrueType file;
    private readonly ConcurrentDictionary<int, Glyph> glyphs = [];

    private Font(TrueType file) => this.file = file;

    public static Font Get(bool bold) => bold ? Bold : Regular;

    /// <summary>The size at which capitals are so many dots high.</summary>
    public int SizeOf(int capHeight) => Math.Max(1, (capHeight * 1000 + CapPerMille - 1) / CapPerMille);

    /// <summary>How high a capital is at a size.</summary>
    public int CapHeight(int size) => size * CapPerMille / 1000;

    /// <summary>How wide a text is at a size, in dots, rounded up.</summary>
    public int Width(string text, int size)
    {
        long units = text.EnumerateRunes().Sum(rune => (long)GlyphOf(rune).Advance);
        return (int)((units * size + file.UnitsPerEm - 1) / file.UnitsPerEm);
    }

    /// <summary>The outlines of a text at a size, each with where it begins; in dots from the start of the baseline, y downwards.</summary>
    public IEnumerable<IReadOnlyList<(double X, double Y)>> Outlines(string text, int size)
    {
        double scale = (double)size / file.UnitsPerEm;
        long at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Glyph glyph = GlyphOf(rune);
            foreach (IReadOnlyList<(double X, double Y)> contour in glyph.Contours)
            {
                yield return [.. contour.Select(p => ((at + p.X) * scale, -p.Y * scale))];
            }

            at += glyph.Advance;
        }
    }

    private Glyph GlyphOf(Rune rune) => glyphs.GetOrAdd(rune.Value, static (value, file) => file.Read(file.GlyphIndex(value)), file);

    private static Font Load(string name)
    {
        using Stream stream = typeof(Font).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Font(new TrueType(bytes));
    }
}
