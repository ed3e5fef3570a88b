using System.Globalization;
using System.Text;

namespace Backorders.Partners.Labels.Layout;

/// <summary>Texts from outside, made harmless to print and to write into XML.</summary>
internal static class Printable
{
    /// <summary>
    /// A blank for each control character and line break, nothing for marks that turn the writing direction or cannot be seen, the replacement character for
    /// halves of surrogate pairs, private and unassigned characters.
    /// </summary>
    public static string Of(string text)
    {
        StringBuilder printable = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    printable.Append(' ');
                    break;
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate:
                    printable.Append(Rune.ReplacementChar.ToString());
                    break;
                default:
                    printable.Append(rune.ToString());
                    break;
            }
        }

        return printable.ToString().Trim();
    }
}
