using Backorders.EndToEnd.Tests.Interop.Support;
using Backorders.Partners.Labels;
using Backorders.Partners.Labels.Layout;

namespace Backorders.EndToEnd.Tests.Interop;

/// <summary>What a scanner that is not ours reads from the labels: the whole picture goes through others' PNG and barcode decoders.</summary>
public sealed class LabelBarcodeTests
{
    [PeerFact(Peers.Node)]
    public async Task Png_OfAnySizeHeadAndNumber_IsReadAsGs1WithItsSscc()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-labels-");
        try
        {
            List<string> arguments = [];
            foreach (string prefix in new[] { "7610425", "0614141", "9999999999" })
            {
                SsccRange range = SsccRange.TryCreate(prefix, "907", 0, 0, out _)!;
                foreach (long task in new[] { 1, 2123457, range.Capacity })
                {
                    arguments.AddRange(Write(folder, range.Of(task)!, task));
                }
            }

            IReadOnlyDictionary<string, string?> checks = await PeerProcess.RunChecksAsync(Peers.Node, "node/decode-label.mjs", [.. arguments]);
            Assert.Equal(arguments.Count / 2, checks.Count);
            Assert.All(checks, check => Assert.True(check.Value is null, $"{check.Key}: {check.Value}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Write(DirectoryInfo folder, string sscc, long task)
    {
        TaskLabel label = new()
        {
            Sscc = sscc, Task = task, Lane = "L1", Door = "D1", Owner = "DEMO", OrderNo = "536365", LineNo = 1, Sku = "85123A",
            Description = "White hanging heart T-light holder", Quantity = 6, ShipBy = null,
        };
        foreach (LabelSize size in Enum.GetValues<LabelSize>())
        {
            foreach (int dotsPerMm in Label.DotsPerMm)
            {
                string file = Path.Combine(folder.FullName, $"{sscc}-{size}-{dotsPerMm}.png");
                File.WriteAllBytes(file, Label.Make(label, LabelFormat.Png, size, dotsPerMm).Content);

                // "]C1" is how a decoder tells that FNC1 stood first, which makes the symbol a GS1-128 one.
                yield return file;
                yield return "]C100" + sscc;
            }
        }
    }
}
