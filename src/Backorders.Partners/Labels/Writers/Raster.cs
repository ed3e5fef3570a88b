using Backorders.Partners.Labels.Fonts;
using Backorders.Partners.Labels.Layout;

namespace Backorders.Partners.Labels.Writers;

/// <summary>A label as dots, each black or white, as a thermal print head sets them.</summary>
internal sealed class Raster
{
    /// <summary>Each dot is looked at in so many places a side; it is black when at least half of them are inside a letter.</summary>
    private const int Samples = 4;

    private readonly bool[] dots;

    private Raster(int width, int height) => (Width, Height, dots) = (width, height, new bool[width * height]);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether a dot is black.</summary>
    public bool this[int x, int y] => dots[(y * Width) + x];

    public static Raster Of(Drawing drawing)
    {
        Raster raster = new(drawing.Width, drawing.Height);
        foreach (Shape shape in drawing.Shapes)
        {
            switch (shape)
            {
                case Box b:
                    raster.Fill(b.X, b.Y, b.Width, b.Height);
                    break;
                case TextRun t:
                    raster.Draw(t);
                    break;
                case PrintedBarcode b:
                    foreach ((int x, int width) in Bar.Of(b))
                    {
                        raster.Fill(x, b.Y, width, b.Height);
                    }

                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(drawing), shape, "There is no way yet to set the dots of this.");
            }
        }

        return raster;
    }

    private void Fill(int x, int y, int width, int height)
    {
        for (int row = y; row < y + height; row++)
        {
            Array.Fill(dots, true, (row * Width) + x, width);
        }
    }

    private void Draw(TextRun text)
    {
        List<(double X1, double Y1, double X2, double Y2)> edges = [];
        foreach (IReadOnlyList<(double X, double Y)> contour in Font.Get(text.Bold).Outlines(text.Content, text.Size))
        {
            for (int i = 0; i < contour.Count; i++)
            {
                ((double x1, double y1), (double x2, double y2)) = (contour[i], contour[(i + 1) % contour.Count]);
                if (y1 != y2)
                {
                    edges.Add((x1 + text.X, y1 + text.Baseline, x2 + text.X, y2 + text.Baseline));
                }
            }
        }

        if (edges.Count == 0)
        {
            return;
        }

        int top = Math.Max(0, (int)Math.Floor(edges.Min(e => Math.Min(e.Y1, e.Y2))));
        int bottom = Math.Min(Height - 1, (int)Math.Ceiling(edges.Max(e => Math.Max(e.Y1, e.Y2))));
        int[] covered = new int[Width];
        for (int y = top; y <= bottom; y++)
        {
            Array.Clear(covered);
            for (int s = 0; s < Samples; s++)
            {
                Cover(covered, edges, y + ((s + 0.5) / Samples));
            }

            for (int x = 0; x < Width; x++)
            {
                if (covered[x] * 2 >= Samples * Samples)
                {
                    dots[(y * Width) + x] = !text.White;
                }
            }
        }
    }

    /// <summary>Counts, along one line through a row of dots, the places that a letter covers (non-zero winding rule).</summary>
    private void Cover(int[] covered, List<(double X1, double Y1, double X2, double Y2)> edges, double y)
    {
        List<(double X, int Turn)> crossings = [];
        foreach ((double x1, double y1, double x2, double y2) in edges)
        {
            if ((y1 <= y) != (y2 <= y))
            {
                crossings.Add((x1 + ((y - y1) / (y2 - y1) * (x2 - x1)), y1 < y2 ? 1 : -1));
            }
        }

        crossings.Sort();
        int winding = 0;
        for (int i = 0; i + 1 < crossings.Count; i++)
        {
            winding += crossings[i].Turn;
            if (winding == 0)
            {
                continue;
            }

            int from = Math.Max(0, (int)Math.Ceiling((crossings[i].X * Samples) - 0.5));
            int to = Math.Min(Width * Samples, (int)Math.Ceiling((crossings[i + 1].X * Samples) - 0.5));
            for (int place = from; place < to; place++)
            {
                covered[place / Samples]++;
            }
        }
    }
}
