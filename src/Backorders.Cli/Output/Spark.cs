using System.Text;

namespace Backorders.Cli.Output;

/// <summary>Charts of text: a course in one line, and a bar.</summary>
internal static class Spark
{
    private const string Steps = "▁▂▃▄▅▆▇█";
    private const string Eighths = "▏▎▍▌▋▊▉█";

    /// <summary>The course of values, one character each, scaled from the least to the greatest; a blank where there is none. Neighbours share a character when there are too many.</summary>
    public static string Line(IReadOnlyList<double?> values, int widthMax)
    {
        int each = (values.Count + widthMax - 1) / Math.Max(1, widthMax);
        List<double?> shown = [.. values.Chunk(Math.Max(1, each)).Select(c => c.Any(v => v is not null) ? c.Average() : null)];
        double least = shown.Min() ?? 0;
        double greatest = shown.Max() ?? 0;
        StringBuilder line = new();
        foreach (double? value in shown)
        {
            line.Append(value is not { } v ? ' ' : greatest > least ? Steps[(int)Math.Round((v - least) / (greatest - least) * (Steps.Length - 1))] : Steps[0]);
        }

        return line.ToString();
    }

    /// <summary>A bar as long as a value is against the greatest.</summary>
    public static string Bar(double value, double greatest, int width)
    {
        int eighths = greatest <= 0 ? 0 : (int)Math.Round(value / greatest * width * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? string.Empty : Eighths[eighths % 8 - 1].ToString());
    }
}
