namespace Backorders.Domain.Ids;

/// <summary>Numbers of containers as scanners read them.</summary>
public static class Sscc
{
    /// <summary>GS1's application identifier for an SSCC, which some scanners leave in front of it.</summary>
    private const string Identifier = "00";

    /// <summary>A container's number without the application identifier; a number of the house stays as it is.</summary>
    public static string Normalize(string lpn) => lpn.Length == CheckDigit.SsccLength + 2 && lpn.StartsWith(Identifier, StringComparison.Ordinal) && IsDigits(lpn) ? lpn[2..] : lpn;

    /// <summary>The check digit that a number of 18 digits should end in; null when it does, or when the number is no SSCC.</summary>
    public static int? RightCheckDigit(string lpn) =>
        lpn.Length == CheckDigit.SsccLength && IsDigits(lpn) && !CheckDigit.IsSscc(lpn) ? CheckDigit.Of(lpn.AsSpan()[..^1]) : null;

    private static bool IsDigits(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
