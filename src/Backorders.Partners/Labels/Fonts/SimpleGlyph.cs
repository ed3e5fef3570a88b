using System.Buffers.Binary;

namespace Backorders.Partners.Labels.Fonts;

/// <summary>A glyph of its own contours (OpenType 1.9, chapter glyf): points on and off the curve, curves flattened into straight lines.</summary>
internal static class SimpleGlyph
{
    private const byte OnCurve = 1;
    private const byte XShort = 2;
    private const byte YShort = 4;
    private const byte Repeats = 8;
    private const byte XSameOrPositive = 16;
    private const byte YSameOrPositive = 32;

    /// <summary>Lines per curve: at 19 mm a capital the error stays below a dot.</summary>
    private const int Steps = 8;

    public static List<IReadOnlyList<(double X, double Y)>> Read(ReadOnlySpan<byte> glyph, int contours)
    {
        int at = 10;
        int[] ends = new int[contours];
        for (int i = 0; i < contours; i++, at += 2)
        {
            ends[i] = BinaryPrimitives.ReadUInt16BigEndian(glyph[at..]);
        }

        at += 2 + BinaryPrimitives.ReadUInt16BigEndian(glyph[at..]);
        int points = contours == 0 ? 0 : ends[^1] + 1;
        byte[] flags = new byte[points];
        for (int i = 0; i < points;)
        {
            byte flag = glyph[at++];
            int times = (flag & Repeats) != 0 ? glyph[at++] + 1 : 1;
            for (int t = 0; t < times; t++)
            {
                flags[i++] = flag;
            }
        }

        int[] xs = Coordinates(glyph, flags, XShort, XSameOrPositive, ref at);
        int[] ys = Coordinates(glyph, flags, YShort, YSameOrPositive, ref at);
        List<IReadOnlyList<(double X, double Y)>> all = [];
        int from = 0;
        foreach (int end in ends)
        {
            all.Add(Flatten([.. Enumerable.Range(from, end - from + 1).Select(i => ((double)xs[i], (double)ys[i], (flags[i] & OnCurve) != 0))]));
            from = end + 1;
        }

        return all;
    }

    private static int[] Coordinates(ReadOnlySpan<byte> glyph, byte[] flags, byte isShort, byte sameOrPositive, ref int at)
    {
        int[] values = new int[flags.Length];
        int last = 0;
        for (int i = 0; i < flags.Length; i++)
        {
            bool positive = (flags[i] & sameOrPositive) != 0;
            if ((flags[i] & isShort) != 0)
            {
                last += positive ? glyph[at] : -glyph[at];
                at++;
            }
            else if (!positive)
            {
                last += BinaryPrimitives.ReadInt16BigEndian(glyph[at..]);
                at += 2;
            }

            values[i] = last;
        }

        return values;
    }

    /// <summary>Between two points off the curve lies one on it, half way.</summary>
    private static List<(double X, double Y)> Flatten((double X, double Y, bool On)[] points)
    {
        List<(double X, double Y)> line = [];
        if (points.Length < 2)
        {
            return line;
        }

        (double X, double Y) at = points[0].On ? Of(points[0]) : points[^1].On ? Of(points[^1]) : Middle(points[0], points[^1]);
        line.Add(at);
        for (int i = points[0].On ? 1 : 0; i < points.Length; i++)
        {
            (double X, double Y, bool On) next = points[(i + 1) % points.Length];
            if (points[i].On)
            {
                at = Of(points[i]);
                line.Add(at);
                continue;
            }

            (double X, double Y) to = next.On ? Of(next) : Middle(points[i], next);
            Curve(line, at, Of(points[i]), to);
            at = to;
        }

        return line;
    }

    private static void Curve(List<(double X, double Y)> line, (double X, double Y) from, (double X, double Y) control, (double X, double Y) to)
    {
        for (int step = 1; step <= Steps; step++)
        {
            double t = (double)step / Steps;
            double s = 1 - t;
            line.Add(((s * s * from.X) + (2 * s * t * control.X) + (t * t * to.X), (s * s * from.Y) + (2 * s * t * control.Y) + (t * t * to.Y)));
        }
    }

    private static (double X, double Y) Of((double X, double Y, bool On) p) => (p.X, p.Y);

    private static (double X, double Y) Middle((double X, double Y, bool On) a, (double X, double Y, bool On) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2);
}
