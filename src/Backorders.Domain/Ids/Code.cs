using System.Diagnostics.CodeAnalysis;

namespace Backorders.Domain.Ids;

/// <summary>The rule for every code and number that comes from outside: short, printable, without blanks at either end.</summary>
public static class Code
{
    /// <summary>Whether a text may be a code of at most <paramref name="maxLength"/> characters.</summary>
    public static bool IsGood([NotNullWhen(true)] string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxLength)
        {
            return false;
        }

        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }

    internal static string Require(string value, int maxLength, string what) => IsGood(value, maxLength)
        ? value
        : throw new ArgumentException($"{what} must be 1 to {maxLength} printable characters without blanks at either end.", nameof(value));
}
