using System.Diagnostics;
using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Testing;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Labels from a person's tap to the bytes at the printer, by a print agent, and by the browser's own printing.</summary>
public sealed class PrintTests : IAsyncLifetime
{
    /// <summary>Keeps what the browser would print, and whether anything but the labels would be on the paper.</summary>
    private const string KeepPrinted = """
        globalThis.printed = [];
        globalThis.print = () => {
          const sheet = document.getElementById('sheet');
          const pictureOf = (image) => {
            const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
            canvas.getContext('2d').drawImage(image, 0, 0);
            return canvas.convertToBlob().then((blob) => blob.arrayBuffer()).then((bytes) => new Uint8Array(bytes).toBase64());
          };
          globalThis.pictures = Promise.all([...sheet.querySelectorAll('img')].map(pictureOf));
          globalThis.printed.push({
            texts: [...sheet.children].map((each) => each.alt ?? [...each.children].map((line) => line.textContent).join('\n')),
            widths: [...sheet.querySelectorAll('img')].map((each) => each.naturalWidth),
            shown: [...document.body.children].filter((each) => getComputedStyle(each).display !== 'none').map((each) => each.id),
          });
        };
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-printed-");
    private readonly FakeZebra zebra = new();
    private Dock dock = null!;
    private Handheld handheld = null!;

    private IPage Page => handheld.Page;

    public async Task InitializeAsync()
    {
        dock = await Dock.OpenAsync();
        handheld = await Handheld.OpenAsync();
        await Page.AddInitScriptAsync(KeepPrinted);
    }

    public async Task DisposeAsync()
    {
        await handheld.DisposeAsync();
        await dock.DisposeAsync();
        await zebra.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [ScreenFact]
    public async Task LabelsOfAScan_ComeOutOfThePrinterAtTheDoor_AndASecondOneIsACopyThatWasAskedFor()
    {
        await using PrintAgent agent = await PrintAgent.StartAsync(dock, zebra);
        await ScanAsync();
        await Page.ClickAsync("#result .labels-open");
        await Assertions.Expect(Page.Locator("#printer")).ToHaveValueAsync(PrintAgent.Printer);
        await Page.ClickAsync("#print");
        await Assertions.Expect(Page.Locator("[data-print=PRINTED]")).ToHaveCountAsync(3);
        Assert.Equal(3, zebra.Labels.Count);
        Assert.Single(zebra.Labels, l => l.Contains("^FDSO-1 / 1^FS", StringComparison.Ordinal));
        Assert.Single(zebra.Labels, l => l.Contains("^FDSO-2 / 1^FS", StringComparison.Ordinal));
        Assert.Single(zebra.Labels, l => l.Contains("^FDPUT-AWAY^FS", StringComparison.Ordinal) && l.Contains("^FD2^FS", StringComparison.Ordinal));
        Assert.DoesNotContain(zebra.Labels, l => l.Contains("COPY", StringComparison.Ordinal));

        // The same labels once more, from a page that knows nothing of the first print.
        await Page.ReloadAsync();
        await handheld.AtDoorAsync();
        await Page.ClickAsync("#result .labels-open");
        await Page.ClickAsync("#print");
        await Assertions.Expect(Page.Locator("[data-print=refused]")).ToHaveCountAsync(3);
        await handheld.SeeAsync("#labels", "It was printed before");
        Assert.Equal(3, zebra.Labels.Count);
        await Page.Locator("#labels .copy").First.ClickAsync();
        await Assertions.Expect(Page.Locator("[data-print=PRINTED]")).ToHaveCountAsync(1);
        Assert.Equal(4, zebra.Labels.Count);
        Assert.Contains("COPY, first printed", zebra.Labels[3]);

        // The refusals are answers of the node, and the browser notes them.
        Assert.All(handheld.Errors, e => Assert.Contains("status of 400", e));
        await Page.ClickAsync("#labels-close");
        await Assertions.Expect(Page.Locator("#labels")).ToHaveCountAsync(0);
    }

    [ScreenFact]
    public async Task PrinterThatIsSwitchedOff_IsToldInSeconds_AndTriedAgainWhenItIsOn()
    {
        await using PrintAgent agent = await PrintAgent.StartAsync(dock, zebra);
        await zebra.SwitchOffAsync();
        await ScanAsync(Dock.MugGtin);
        await Page.ClickAsync("#result .labels-open");
        long began = TimeProvider.System.GetTimestamp();
        await Page.ClickAsync("#print");
        await Assertions.Expect(Page.Locator("[data-print=FAILED]")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        Testing.Postgres.Figures.Tell($"pages: a printer that is switched off is told after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        await handheld.SeeAsync("#labels", "cannot be reached at");
        zebra.SwitchOn();
        await Page.ClickAsync("#labels .retry");
        await Assertions.Expect(Page.Locator("[data-print=PRINTED]")).ToHaveCountAsync(1);
        Assert.DoesNotContain("COPY", Assert.Single(zebra.Labels));
    }

    [ScreenFact]
    public async Task LabelOfAParcel_IsPrintedAtTheStation()
    {
        await using PrintAgent agent = await PrintAgent.StartAsync(dock, zebra);
        await dock.ReceiveMugsAsync();
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await handheld.TaskAsync("take");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.TaskAsync("pack");
        await handheld.PressAsync("8");
        await handheld.ReportedAsync("pack", "done");
        await Page.ClickAsync("[data-parcel] .labels-open");
        await Page.ClickAsync("#print");
        await Assertions.Expect(Page.Locator("[data-print=PRINTED]")).ToHaveCountAsync(1);
        string label = Assert.Single(zebra.Labels);
        Assert.Contains("^FDP1-1^FS", label);
        Assert.Contains("^FDSO-1^FS", label);
    }

    [ScreenFact]
    public async Task LabelsOfAScan_AreOnTheBrowsersPaper_AndNothingElse()
    {
        await ScanAsync();
        await Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Page.EvaluateAsync("() => document.querySelector('#result .labels-open').click()");
        await Page.Locator("#print-here").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Page.EvaluateAsync("() => document.querySelector('#print-here').click()");
        Printed printed = await PrintedAsync();
        Assert.Equal(["6 → lane L2", "4 → lane L1", "2 → put away"], printed.Texts);
        Assert.Equal([800, 800, 800], printed.Widths); // 100 mm at 8 dots a millimetre
        Assert.Equal(["sheet"], printed.Shown);
        Assert.Equal(["CODE-128:00076104250000000009", "CODE-128:00076104250000000016", $"CODE-128:01{Dock.CaseGtin}"], await ReadAsync()); // two containers, and the item
        Assert.Equal(0, await Page.Locator("#sheet").CountAsync());
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task TagOfACartonThatWaits_IsPrintedByTheBrowserWithoutTheNode()
    {
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["acme"]);
        await handheld.InstalledAsync();
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        await Page.ClickAsync("#result .labels-open");
        await Page.ClickAsync("#print-here");
        Printed printed = await PrintedAsync();
        Assert.Equal(["1", $"1 × {Dock.MugGtin}"], Assert.Single(printed.Texts).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..2]);
    }

    private async Task ScanAsync(string code = Dock.CaseGtin)
    {
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["acme"]);
        await handheld.ScanAsync(code);
        await handheld.SignAsync("done");
    }

    private async Task<Printed> PrintedAsync()
    {
        await Page.WaitForFunctionAsync("() => globalThis.printed.length > 0");
        return (await Page.EvaluateAsync<Printed[]>("() => globalThis.printed"))[0];
    }

    /// <summary>What a scanner that is not ours reads from the paper, label by label.</summary>
    private async Task<string[]> ReadAsync()
    {
        List<string> read = [];
        foreach (string picture in await Page.EvaluateAsync<string[]>("() => globalThis.pictures"))
        {
            string file = Path.Combine(folder.FullName, "label.png");
            await File.WriteAllBytesAsync(file, Convert.FromBase64String(picture));
            using Process scanner = Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", file]) { RedirectStandardOutput = true })!;
            read.Add((await scanner.StandardOutput.ReadToEndAsync()).TrimEnd());
            await scanner.WaitForExitAsync();
        }

        return [.. read];
    }

    /// <summary>What stood on the paper.</summary>
    internal sealed record Printed
    {
        public string[] Texts { get; init; } = [];

        public int[] Widths { get; init; } = [];

        public string[] Shown { get; init; } = [];
    }
}
