using System.Globalization;
using System.Text;
using Backorders.Partners.Exports.Documents;

namespace Backorders.Partners.Exports.X12;

/// <summary>
/// How X12 004010 is written (ASC X12.5 Interchange Control Structures, X12.6 Application Control Structure): the separators, and what may stand between
/// them. X12 has no escape: a separator in a text cannot be written. So a name that identifies something is refused, for another name would
/// be another thing; a text for people has what cannot be written replaced by a question mark and is cut.
/// </summary>
internal static class X12Syntax
{
    public const char Element = '*';
    public const char Component = '>';
    public const char Segment = '~';

    /// <summary>A name that identifies something, at most <paramref name="max"/> characters.</summary>
    /// <exception cref="UnwritableException">It is too short, too long or holds what cannot be written.</exception>
    public static string Id(string value, int max, string element, string what, int min = 1)
    {
        if (value.Length < min || value.Length > max)
        {
            throw new UnwritableException(what, $"{element} holds {min} to {max} characters; '{value}' has {value.Length}.");
        }

        foreach (char c in value)
        {
            if (!IsWritable(c))
            {
                throw new UnwritableException(what, $"{element} cannot hold '{c}' (U+{(int)c:X4}); it stands in '{value}'.");
            }
        }

        return value;
    }

    /// <summary>A text for people, at most <paramref name="max"/> characters; empty when nothing of it is left.</summary>
    public static string Text(string value, int max)
    {
        StringBuilder text = new();
        foreach (Rune rune in value.EnumerateRunes())
        {
            text.Append(rune.IsBmp && IsWritable((char)rune.Value) ? (char)rune.Value : '?');
        }

        return text.ToString(0, Math.Min(max, text.Length)).Trim();
    }

    /// <summary>A count of units. A sign does not count as a digit (X12.6, section 3.5.1.2).</summary>
    /// <exception cref="UnwritableException">It has too many digits.</exception>
    public static string Count(long value, int digits, string element, string what)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        return text.TrimStart('-').Length <= digits ? text : throw new UnwritableException(what, $"{element} holds {digits} digits; {text} has more.");
    }

    public static string Date(DateTimeOffset at) => at.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a segment; elements at its end that are empty are left out.</summary>
    public static void Write(TextWriter to, ReadOnlySpan<string> elements)
    {
        int end = elements.Length;
        while (end > 0 && elements[end - 1].Length == 0)
        {
            end--;
        }

        for (int i = 0; i < end; i++)
        {
            if (i > 0)
            {
                to.Write(Element);
            }

            to.Write(elements[i]);
        }

        to.Write(Segment);
        to.Write('\n');
    }

    /// <summary>The basic and the extended character set without national letters (X12.6, section 3.3), less the separators.</summary>
    private static bool IsWritable(char c) => c is >= ' ' and <= '~' and not (Element or Component or Segment or '`' or '^');
}
