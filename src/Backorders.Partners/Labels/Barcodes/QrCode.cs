using ZXing;
using ZXing.Common;
using ZXing.QrCode;
using ZXing.QrCode.Internal;

namespace Backorders.Partners.Labels.Barcodes;

/// <summary>QR codes (ISO/IEC 18004), by which a camera gets an address that nobody wants to type.</summary>
public static class QrCode
{
    /// <summary>Light modules that must stay free on each side (ISO/IEC 18004, section 9.1).</summary>
    public const int QuietZoneModules = 4;

    /// <summary>The symbol of a text, at the error correction level M: it is still read when 15 % of it cannot be seen.</summary>
    /// <param name="text">What it says; plain ASCII, so that no reader has to guess its character set.</param>
    /// <returns>Modules by row, then column, true for a dark one; a square without quiet zone.</returns>
    /// <exception cref="ArgumentException">The text is empty, not ASCII, or longer than a symbol holds.</exception>
    public static bool[,] Of(string text)
    {
        if (string.IsNullOrEmpty(text) || text.Any(c => c is < ' ' or > '~'))
        {
            throw new ArgumentException("A QR code's text is printable ASCII, and not empty.", nameof(text));
        }

        Dictionary<EncodeHintType, object> hints = new() { [EncodeHintType.MARGIN] = 0, [EncodeHintType.ERROR_CORRECTION] = ErrorCorrectionLevel.M };
        BitMatrix drawn;
        try
        {
            drawn = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
        }
        catch (WriterException e)
        {
            throw new ArgumentException($"A QR code does not hold a text of {text.Length} characters.", nameof(text), e);
        }

        bool[,] modules = new bool[drawn.Height, drawn.Width];
        for (int row = 0; row < drawn.Height; row++)
        {
            for (int column = 0; column < drawn.Width; column++)
            {
                modules[row, column] = drawn[column, row];
            }
        }

        return modules;
    }
}
