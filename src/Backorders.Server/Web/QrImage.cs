using System.Globalization;
using System.Text;
using Backorders.Partners.Labels.Barcodes;

namespace Backorders.Server.Web;

/// <summary>A QR code as SVG 1.1, dark on light, with its quiet zone.</summary>
internal static class QrImage
{
    /// <summary>Draws it.</summary>
    /// <param name="text">What it says; see <see cref="QrCode.Of"/>.</param>
    /// <returns>An image whose unit is a module.</returns>
    public static string Of(string text)
    {
        bool[,] modules = QrCode.Of(text);
        int size = modules.GetLength(0);
        StringBuilder dark = new();
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                if (modules[row, column])
                {
                    dark.Append(CultureInfo.InvariantCulture, $"M{column + QrCode.QuietZoneModules} {row + QrCode.QuietZoneModules}h1v1h-1z");
                }
            }
        }

        int whole = size + (2 * QrCode.QuietZoneModules);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\"><rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/><path d=\"{dark}\"/></svg>";
    }
}
