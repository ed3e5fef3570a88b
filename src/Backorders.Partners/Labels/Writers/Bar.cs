using Backorders.Partners.Labels.Layout;

namespace Backorders.Partners.Labels.Writers;

/// <summary>The bars of a barcode.</summary>
internal static class Bar
{
    /// <summary>Where each bar begins and how wide it is, in dots, from left to right.</summary>
    public static IEnumerable<(int X, int Width)> Of(PrintedBarcode code)
    {
        IReadOnlyList<bool> modules = code.Modules;
        for (int i = 0; i < modules.Count; i++)
        {
            int from = i;
            while (i < modules.Count && modules[i])
            {
                i++;
            }

            if (i > from)
            {
                yield return (code.X + (from * code.ModuleWidth), (i - from) * code.ModuleWidth);
            }
        }
    }
}
