namespace Backorders.Domain.Ids;

/// <summary>The check digit of every fixed-length GS1 key: GTIN-8, -12, -13 and -14, SSCC, GLN.</summary>
/// <remarks>
/// GS1 General Specifications, section 7.9.1: from the right, the digits before the check digit weigh 3, 1, 3, 1 …; the check digit lifts the weighted sum
/// to the next multiple of ten. It finds every single wrong digit, and most exchanges of two neighbours.
/// </remarks>
public static class CheckDigit
{
    /// <summary>Digits of a serial shipping container code, its check digit included.</summary>
    public const int SsccLength = 18;

    /// <summary>The check digit, 0 to 9, that belongs behind <paramref name="digits"/>.</summary>
    /// <param name="digits">A key without its check digit: ASCII digits only, at least one.</param>
    /// <exception cref="ArgumentException">It is empty or holds something else than the digits 0 to 9.</exception>
    public static int Of(ReadOnlySpan<char> digits)
    {
        if (!AllDigits(digits))
        {
            throw new ArgumentException("A GS1 key is made of the digits 0 to 9, at least one.", nameof(digits));
        }

        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int fromRight = digits.Length - 1 - i;
            sum += (digits[i] - '0') * (fromRight % 2 == 0 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10;
    }

    /// <summary>The whole key: <paramref name="digits"/> and their check digit.</summary>
    /// <exception cref="ArgumentException">It is empty or holds something else than the digits 0 to 9.</exception>
    public static string Append(string digits) => digits + (char)('0' + Of(digits));

    /// <summary>Whether a text is digits only and ends in the check digit of those before it. Says nothing about its length.</summary>
    public static bool IsValid(ReadOnlySpan<char> key) => key.Length >= 2 && AllDigits(key) && Of(key[..^1]) == key[^1] - '0';

    /// <summary>Whether a text is a serial shipping container code: 18 digits, the last of them right.</summary>
    public static bool IsSscc(ReadOnlySpan<char> text) => text.Length == SsccLength && IsValid(text);

    /// <summary>Whether a text is a global trade item number: 8, 12, 13 or 14 digits, the last of them right.</summary>
    public static bool IsGtin(ReadOnlySpan<char> text) => text.Length is 8 or 12 or 13 or 14 && IsValid(text);

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
