using System.Globalization;

namespace Backorders.Cli.Printing;

/// <summary>
/// What a printer says of itself when it is asked by <c>~HS</c>: three lines between STX and ETX. Source: Zebra, Programming Guide for ZPL II, "~HS: Host Status Return".
/// </summary>
/// <param name="Trouble">Why it cannot print now, in words; empty when it can.</param>
/// <param name="Left">Formats and labels that it has still to print.</param>
internal sealed record HostStatus(string Trouble, int Left)
{
    /// <summary>The lines of an answer.</summary>
    public const int Lines = 3;

    // Places within the lines, from 0.
    private const int PaperOut = 1;
    private const int Paused = 2;
    private const int FormatsLeft = 4;
    private const int BufferFull = 5;
    private const int HeadUp = 2;
    private const int RibbonOut = 3;
    private const int LabelsLeft = 8;

    /// <summary>Reads an answer.</summary>
    /// <param name="lines">What stood between STX and ETX, in order.</param>
    /// <returns>Null when it is no such answer.</returns>
    public static HostStatus? Read(IReadOnlyList<string> lines)
    {
        if (lines.Count < 2 || lines[0].Split(',') is not { Length: > BufferFull } first || lines[1].Split(',') is not { Length: > LabelsLeft } second
            || !int.TryParse(first[FormatsLeft], NumberStyles.None, CultureInfo.InvariantCulture, out int formats)
            || !int.TryParse(second[LabelsLeft], NumberStyles.None, CultureInfo.InvariantCulture, out int labels))
        {
            return null;
        }

        string trouble = first[PaperOut] == "1" ? "it is out of labels"
            : second[HeadUp] == "1" ? "its head is open"
            : second[RibbonOut] == "1" ? "it is out of ribbon"
            : first[Paused] == "1" ? "it is paused"
            : first[BufferFull] == "1" ? "its memory is full"
            : string.Empty;
        return new HostStatus(trouble, formats + labels);
    }
}
