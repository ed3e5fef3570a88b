using ZXing.OneD;

namespace Backorders.Partners.Labels.Barcodes;

/// <summary>Code 128 (ISO/IEC 15417) as GS1-128, which begins with FNC1.</summary>
public static class Code128
{
    /// <summary>Light modules that must stay free on either side (ISO/IEC 15417, section 4.4).</summary>
    public const int QuietZoneModules = 10;

    /// <summary>How ZXing.Net takes the function character FNC1 in a text. As the first character it makes the symbol a GS1-128 one.</summary>
    private const char Fnc1 = '\u00F1';

    /// <summary>A GS1-128 symbol of one serial shipping container code, with the application identifier 00 (GS1 General Specifications, section 3.2).</summary>
    /// <param name="sscc">18 digits, the last of them its check digit.</param>
    /// <returns>Modules from left to right, true for a dark one; without quiet zones.</returns>
    /// <exception cref="ArgumentException">It holds something that Code 128 cannot encode.</exception>
    public static IReadOnlyList<bool> Sscc(string sscc) => new Code128Writer().encode($"{Fnc1}00{sscc}");
}
