using System.Text;
using Backorders.Partners.Labels.Barcodes;

namespace Backorders.Cli.Output;

/// <summary>How a device gets to a node with a local authority: by an address, or by its QR code.</summary>
internal static class TrustText
{
    /// <summary>White glyphs on black, whatever colours the terminal has: a camera wants dark modules on light ones.</summary>
    private const string WhiteOnBlack = "\u001b[97;40m";
    private const string AsBefore = "\u001b[0m";

    /// <summary>The address, the authority's fingerprint to compare, and the code if it is wanted.</summary>
    /// <param name="trust">The page, with the fingerprint as fragment.</param>
    /// <param name="withCode">Whether the code follows.</param>
    /// <param name="inColour">Whether colours may be set.</param>
    public static string Of(Uri trust, bool withCode, bool inColour)
    {
        string fingerprint = string.Join(' ', trust.Fragment.TrimStart('#').Chunk(4).Select(c => new string(c)));
        string text = $"Each device trusts this node once: {trust.GetLeftPart(UriPartial.Path)}\nFingerprint to compare (SHA-256): {fingerprint}";
        return withCode ? $"{text}\n{Code(trust.ToString(), inColour)}" : text;
    }

    /// <summary>Two modules stand in a character, one above the other; light ones are drawn.</summary>
    private static string Code(string address, bool inColour)
    {
        bool[,] modules = QrCode.Of(address);
        int size = modules.GetLength(0);
        StringBuilder lines = new();
        for (int row = -QrCode.QuietZoneModules; row < size + QrCode.QuietZoneModules; row += 2)
        {
            lines.Append(inColour ? WhiteOnBlack : string.Empty);
            for (int column = -QrCode.QuietZoneModules; column < size + QrCode.QuietZoneModules; column++)
            {
                lines.Append((IsLight(row, column), IsLight(row + 1, column)) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }

            lines.Append(inColour ? AsBefore : string.Empty).Append('\n');
        }

        return lines.ToString().TrimEnd('\n');

        bool IsLight(int row, int column) => row < 0 || column < 0 || row >= size || column >= size || !modules[row, column];
    }
}
