using System.Buffers.Binary;
using System.Text;

namespace Backorders.Partners.Labels.Fonts;

/// <summary>
/// Reads outlines from a TrueType file (Apple TrueType Reference Manual; OpenType 1.9, chapters cmap, glyf, hmtx, loca). Only for the files of this
/// assembly: it knows the one form of each table that they have, and does not guard against broken ones.
/// </summary>
internal sealed class TrueType
{
    private readonly byte[] file;
    private readonly Dictionary<string, int> tables = [];
    private readonly bool longLoca;
    private readonly int metrics;
    private readonly int cmap;

    public TrueType(byte[] file)
    {
        this.file = file;
        for (int i = 0; i < U16(4); i++)
        {
            int record = 12 + (i * 16);
            tables[Encoding.ASCII.GetString(file, record, 4)] = (int)U32(record + 8);
        }

        UnitsPerEm = U16(tables["head"] + 18);
        longLoca = I16(tables["head"] + 50) != 0;
        metrics = U16(tables["hhea"] + 34);
        cmap = FindCharacterMap();
    }

    public int UnitsPerEm { get; }

    /// <summary>The glyph of a character; that of the replacement character when there is none.</summary>
    public int GlyphIndex(int character)
    {
        int found = Lookup(character);
        return found == 0 ? Lookup(Rune.ReplacementChar.Value) : found;
    }

    /// <summary>A glyph's shape.</summary>
    public Glyph Read(int glyph) => new(U16(tables["hmtx"] + (4 * Math.Min(glyph, metrics - 1))), Contours(glyph));

    private List<IReadOnlyList<(double X, double Y)>> Contours(int glyph)
    {
        (int at, int end) = (Offset(glyph), Offset(glyph + 1));
        if (at == end)
        {
            return [];
        }

        int start = tables["glyf"] + at;
        int contours = I16(start);
        return contours >= 0 ? SimpleGlyph.Read(file.AsSpan(start), contours) : Composite(start + 10);
    }

    /// <summary>A glyph that is made of others, such as a letter with its accent. Of the ways to place them only the shift is used in these files.</summary>
    private List<IReadOnlyList<(double X, double Y)>> Composite(int at)
    {
        const int words = 1, scaled = 8, more = 32, scaledXy = 64, matrix = 128;
        List<IReadOnlyList<(double X, double Y)>> all = [];
        int flags;
        do
        {
            flags = U16(at);
            int part = U16(at + 2);
            at += 4;
            (int dx, int dy) = (flags & words) != 0 ? (I16(at), I16(at + 2)) : ((sbyte)file[at], (sbyte)file[at + 1]);
            at += (flags & words) != 0 ? 4 : 2;
            (double xx, double xy, double yx, double yy) = (1, 0, 0, 1);
            if ((flags & scaled) != 0)
            {
                (xx, yy, at) = (Fixed(at), Fixed(at), at + 2);
            }
            else if ((flags & scaledXy) != 0)
            {
                (xx, yy, at) = (Fixed(at), Fixed(at + 2), at + 4);
            }
            else if ((flags & matrix) != 0)
            {
                (xx, xy, yx, yy, at) = (Fixed(at), Fixed(at + 2), Fixed(at + 4), Fixed(at + 6), at + 8);
            }

            all.AddRange(Contours(part).Select(c => (IReadOnlyList<(double X, double Y)>)
                [.. c.Select(p => ((p.X * xx) + (p.Y * yx) + dx, (p.X * xy) + (p.Y * yy) + dy))]));
        }
        while ((flags & more) != 0);

        return all;
    }

    /// <summary>Segments of character codes (cmap format 4).</summary>
    private int Lookup(int character)
    {
        int segments = U16(cmap + 6) / 2;
        int ends = cmap + 14;
        for (int i = 0; i < segments && character <= ushort.MaxValue; i++)
        {
            if (character > U16(ends + (2 * i)))
            {
                continue;
            }

            int starts = ends + (2 * segments) + 2 + (2 * i);
            int start = U16(starts);
            if (character < start)
            {
                return 0;
            }

            int delta = U16(starts + (2 * segments));
            int rangeAt = starts + (4 * segments);
            int range = U16(rangeAt);
            int glyph = range == 0 ? character : U16(rangeAt + range + (2 * (character - start)));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    private int FindCharacterMap()
    {
        int table = tables["cmap"];
        for (int i = 0; i < U16(table + 2); i++)
        {
            int at = table + (int)U32(table + 8 + (8 * i));
            if (U16(at) == 4)
            {
                return at;
            }
        }

        throw new InvalidDataException("The font has no character map of format 4.");
    }

    private int Offset(int glyph) => longLoca ? (int)U32(tables["loca"] + (4 * glyph)) : 2 * U16(tables["loca"] + (2 * glyph));

    private double Fixed(int at) => I16(at) / 16384.0;

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
