using ZXing.OneD;

namespace Backorders.Partners.Labels.Barcodes;

/// <summary>Code 128 (ISO/IEC 15417) as GS1-128, which begins with FNC1.</summary>
public static class Code128
{
    /// <summary>Light modules that must stay free on either side (ISO/IEC 15417, section 4.4).</summary>
    public const int QuietZoneModules = 10;

    /// <summary>Characters of a plain symbol: more are too wide for any label here.</summary>
    public const int LengthMax = 48;

    /// <summary>GS1 General Specifications, section 3.4.1.</summary>
    private const int LotLengthMax = 20;

    /// <summary>What GS1's character set 82 has beside letters and digits (GS1 General Specifications, figure 7.11-1).</summary>
    private const string LotSigns = "!\"%&'()*+,-./_:;<=>?";

    /// <summary>How ZXing.Net takes the function character FNC1 in a text. As the first character it makes the symbol a GS1-128 one.</summary>
    private const char Fnc1 = '\u00F1';

    /// <summary>A GS1-128 symbol of one serial shipping container code, with the application identifier 00 (GS1 General Specifications, section 3.2).</summary>
    /// <param name="sscc">18 digits, the last of them its check digit.</param>
    /// <returns>Modules from left to right, true for a dark one; without quiet zones.</returns>
    /// <exception cref="ArgumentException">It holds something that Code 128 cannot encode.</exception>
    public static IReadOnlyList<bool> Sscc(string sscc) => new Code128Writer().encode($"{Fnc1}00{sscc}");

    /// <summary>A plain Code 128 symbol.</summary>
    /// <param name="text">1 to <see cref="LengthMax"/> printable ASCII characters.</param>
    /// <returns>Its modules as <see cref="Sscc"/> gives them; null for a text that cannot be encoded.</returns>
    public static IReadOnlyList<bool>? Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= LengthMax && text.All(static c => c is >= ' ' and <= '~') ? new Code128Writer().encode(text) : null;
    }

    /// <summary>
    /// A GS1-128 symbol of an item: its number with the application identifier 01, then its lot with 10. The lot stands last, so that no FNC1 need end it (GS1 General
    /// Specifications, sections 3.2 and 7.8).
    /// </summary>
    /// <param name="gtin">8, 12, 13 or 14 digits.</param>
    /// <param name="lot">The lot; left out when empty, or when GS1 knows no way to write it.</param>
    /// <returns>Its modules as <see cref="Sscc"/> gives them; null when it is no item number.</returns>
    public static IReadOnlyList<bool>? Item(string gtin, string lot)
    {
        ArgumentNullException.ThrowIfNull(gtin);
        ArgumentNullException.ThrowIfNull(lot);
        if (gtin.Length is not (8 or 12 or 13 or 14) || !gtin.All(char.IsAsciiDigit))
        {
            return null;
        }

        bool hasLot = lot.Length is > 0 and <= LotLengthMax && lot.All(static c => char.IsAsciiLetterOrDigit(c) || LotSigns.Contains(c, StringComparison.Ordinal));
        return new Code128Writer().encode($"{Fnc1}01{gtin.PadLeft(14, '0')}{(hasLot ? $"10{lot}" : string.Empty)}");
    }
}
