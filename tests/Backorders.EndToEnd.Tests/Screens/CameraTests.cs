using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;
using ZXing;
using static Backorders.EndToEnd.Tests.Screens.Support.Lens;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Codes before a camera, read in a browser: the way of a scan from the picture to the books.</summary>
[Collection(nameof(CameraBrowser))]
public sealed class CameraTests(CameraBrowser camera, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Separator = "\u001d";

    /// <summary>Counts the pictures that were looked at: what a test waits for instead of the clock.</summary>
    private const string CountLooks = """
        (() => {
          window.looks = 0;
          const post = Worker.prototype.postMessage;
          Worker.prototype.postMessage = function (message, ...rest) {
            if (message?.data) { window.looks++; }
            return post.call(this, message, ...rest);
          };
        })();
        """;

    private readonly Lens lens = camera.Lens;
    private Dock dock = null!;
    private Handheld handheld = null!;

    private static Label Mug => new(BarcodeFormat.EAN_13, Dock.MugGtin);

    public async Task InitializeAsync()
    {
        dock = await Dock.OpenAsync();
        handheld = await camera.OpenAsync();
        await handheld.Page.AddInitScriptAsync(CountLooks);
    }

    public async Task DisposeAsync()
    {
        await handheld.DisposeAsync();
        await dock.DisposeAsync();
    }

    [ScreenFact(Tools.Axe)]
    public async Task Code_BeforeTheCamera_IsReceivedOnce_UntilItHasLeftThePicture()
    {
        await OpenAtDockAsync();
        lens.Show(Mug);
        await handheld.SignAsync("done");
        await handheld.SeeAsync("#result", "1 → lane L2");
        await handheld.CameraAsync("taken");
        await handheld.SeeAsync("#camera-view [role=status]", $"Read: {Dock.MugGtin}");
        await Looks.TakePictureAsync(handheld.Page, "dock-camera");
        await Looks.NobodyIsShutOutAsync(handheld.Page, "camera: taken", output);
        await LooksAsync(10);
        Assert.Single(await handheld.EntriesAsync());

        lens.Show();
        await handheld.CameraAsync("looking");
        lens.Show(Mug);
        await BookedAsync(2);
        await handheld.Page.ClickAsync("#once-more");
        await BookedAsync(3);
        await handheld.PressAsync("Escape");
        await Assertions.Expect(handheld.Page.Locator("#camera-view")).ToHaveCountAsync(0);
        Assert.Equal(3, (await dock.ReceivedAsync())["MUG"]);
        Assert.Empty(handheld.Errors);
        Assert.All(handheld.Requests, url => Assert.StartsWith(dock.Network.Address.ToString(), url));
    }

    /// <summary>Each names its item and, where it can, its lot and last day of use, without which pills are refused.</summary>
    [ScreenFact]
    public async Task Codes_OfEverySymbology_AreReadAsWhatTheySay()
    {
        string elements = $"01{Dock.PillGtin.PadLeft(14, '0')}10A7{Separator}17291231";
        await OpenAtDockAsync();
        Label[] labels =
        [
            new(BarcodeFormat.CODE_128, elements) { IsElements = true, Module = 3 },
            new(BarcodeFormat.DATA_MATRIX, elements) { IsElements = true, Module = 6 },
            new(BarcodeFormat.QR_CODE, elements) { IsElements = true, Module = 6 },
            new(BarcodeFormat.ITF, Dock.CaseGtin) { Module = 3 },
            new(BarcodeFormat.CODE_128, "BOWL"),
            new(BarcodeFormat.CODE_128, "00" + Dock.Sscc) { IsElements = true, Module = 3 },
        ];
        for (int i = 0; i < labels.Length; i++)
        {
            lens.Show(labels[i]);
            await BookedAsync(i + 1);
        }

        Assert.Equal(
            ["1 × 05901234123457", "1 × 05901234123457", "1 × 05901234123457", $"1 case (12) × {Dock.CaseGtin}", "1 × BOWL", Dock.Sscc], (await handheld.EntriesAsync()).Select(e => e.Label));
        Dictionary<string, long> received = await dock.ReceivedAsync();
        Assert.Equal((3, 12, 11), (received["PILL"], received["MUG"], received["BOWL"]));
    }

    [ScreenFact]
    public async Task OfTwoCodes_TheOneInTheMiddleIsMeant()
    {
        await OpenAtDockAsync();
        lens.Show(new Label(BarcodeFormat.EAN_13, Dock.PillGtin) { Y = -150, BarHeight = 60 }, Mug with { BarHeight = 100 });
        await BookedAsync(1);
        lens.Show(new Label(BarcodeFormat.EAN_13, Dock.PillGtin) { Y = -150, BarHeight = 60 });
        await handheld.CameraAsync("beside");
        await LooksAsync(5);
        Assert.Equal([$"1 × {Dock.MugGtin}"], (await handheld.EntriesAsync()).Select(e => e.Label));
    }

    [ScreenFact]
    public async Task SerialNumbers_GoIntoTheirField_WhileTheCursorIsThere()
    {
        await OpenAtDockAsync();
        await handheld.ScanAsync("PHONE");
        await Assertions.Expect(handheld.Page.Locator("#ask-serials")).ToBeFocusedAsync();
        lens.Show(new Label(BarcodeFormat.CODE_128, "SN-0001") { Module = 3 });
        await Assertions.Expect(handheld.Page.Locator("#ask-serials")).ToHaveValueAsync("SN-0001\n");
        lens.Show(new Label(BarcodeFormat.CODE_128, "SN-0002") { Module = 3 });
        await Assertions.Expect(handheld.Page.Locator("#ask-serials")).ToHaveValueAsync("SN-0001\nSN-0002\n");
        Assert.Single(await handheld.EntriesAsync());
    }

    [ScreenFact]
    public async Task Task_OfAStation_IsPickedPackedAndShipped_ByTheCamera()
    {
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await dock.ReceiveMugsAsync();
        await handheld.TaskAsync("take");
        await handheld.PressAsync("c");
        await handheld.CameraAsync("looking");
        lens.Show(Mug);
        await handheld.TaskAsync("pack");
        Label parcel = new(BarcodeFormat.CODE_128, "00" + Dock.Sscc) { IsElements = true, Module = 3 };
        lens.Show(parcel);
        await handheld.ReportedAsync("pack", "done");
        Assert.Equal(Dock.Sscc, Assert.Single(await dock.TasksAsync()).Parcel);
        await Looks.TakePictureAsync(handheld.Page, "station-camera");
        lens.Show();
        await handheld.CameraAsync("looking");
        lens.Show(parcel);
        await handheld.ReportedAsync("ship", "done");
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Decoder_IsFetchedWhenTheCameraIsOpened_AndStaysForTimesWithoutANetwork()
    {
        await StartAsync();
        await handheld.InstalledAsync();
        Assert.DoesNotContain(handheld.Requests, IsDecoder);
        dock.Network.Cut();
        await handheld.PressAsync("c");
        await handheld.CameraAsync("trouble");
        await handheld.SeeAsync("#camera-view [role=alert]", "cannot be loaded without the network");
        dock.Network.Mend();
        await handheld.Page.ClickAsync("#camera-again");
        await handheld.CameraAsync("looking");
        Assert.Equal(3, await KeptAsync("pages-"));

        dock.Network.Cut();
        await handheld.Page.ReloadAsync();
        await handheld.AtDoorAsync();
        await handheld.Page.ClickAsync("#camera");
        await handheld.CameraAsync("looking");
        lens.Show(Mug);
        await handheld.SignAsync("offline");
        dock.Network.Mend();
        await handheld.SignAsync("done");
    }

    /// <summary>What the camera costs, beside the page that is measured without it.</summary>
    [ScreenFact]
    public async Task Decoder_Bytes_AreToldApartFromThePages()
    {
        await OpenAtDockAsync();
        double[] sizes = await handheld.Page.EvaluateAsync<double[]>(
            "() => performance.getEntriesByType('resource').filter((e) => e.name.includes('/shared/camera/')).map((e) => e.encodedBodySize)");
        long decoder = 0;
        using HttpClient http = new();
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        foreach (string url in handheld.Requests.Where(IsDecoder).Distinct())
        {
            decoder += (await http.GetByteArrayAsync(url)).Length;
        }

        Backorders.Testing.Postgres.Figures.Tell($"camera: {sizes.Sum():0} bytes of the page's own code in {sizes.Length} files, {decoder} bytes of decoder, when it is opened");
        Assert.InRange(decoder, 1, 400 * 1024);
    }

    [ScreenFact]
    public async Task Page_CannotCompileWebAssembly_AndItsDecodingWorkerCan()
    {
        await OpenAtDockAsync();
        Assert.Equal("CompileError", await handheld.Page.EvaluateAsync<string>("() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'compiled', (e) => e.name)"));
    }

    [ScreenFact(Tools.Axe)]
    public async Task View_ReadFromRightToLeftWithLongWords_KeepsEverythingWithinReach()
    {
        string catalogue = System.Text.Encoding.UTF8.GetString(new Backorders.Server.Web.Files.PageFiles().Find("shared/words/en.js")!.Content);
        await handheld.Page.RouteAsync("**/shared/words/en.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = Looks.Turned(catalogue) }));
        await OpenAtDockAsync();
        Assert.Equal("rtl", await handheld.Page.GetAttributeAsync("html", "dir"));
        await Looks.IsReachableAsync(handheld.Page, "camera: looking, from right to left", output);
        lens.Show(Mug);
        await handheld.CameraAsync("taken");
        await Looks.IsReachableAsync(handheld.Page, "camera: taken, from right to left", output);
        await Looks.TakePictureAsync(handheld.Page, "dock-camera-rtl");
    }

    /// <summary>Without a network after an update the camera works as before it.</summary>
    [ScreenFact]
    public async Task NewVersion_OnADeviceWhoseCameraIsUsed_BringsItsDecoderAlong()
    {
        await StartAsync();
        await handheld.InstalledAsync();
        await handheld.PressAsync("c");
        await handheld.CameraAsync("looking");
        dock.Network.Rewrite = ShellTests.Newer;
        await handheld.Page.EvaluateAsync("() => navigator.serviceWorker.getRegistration().then((r) => r.update())");
        await Assertions.Expect(handheld.Page.Locator("#update button")).ToBeEnabledAsync();
        Assert.Equal(3, await KeptAsync("pages+"));
    }

    private static bool IsDecoder(string url) => url.Contains("/vendor/zxing-wasm/", StringComparison.Ordinal);

    private Task StartAsync() => handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);

    /// <summary>At the door with an open camera.</summary>
    private async Task OpenAtDockAsync()
    {
        await StartAsync();
        await handheld.Page.ClickAsync("#camera");
        await handheld.CameraAsync("looking");
    }

    /// <summary>How many files of the decoder the device keeps under such a name.</summary>
    private Task<int> KeptAsync(string prefix) => handheld.Page.EvaluateAsync<int>("""
        async (prefix) => {
          const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
          const files = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).filter(({ url }) => url.includes('/vendor/zxing-wasm/')).length));
          return files.reduce((sum, n) => sum + n, 0);
        }
        """, prefix);

    /// <summary>Waits until so many more pictures were looked at.</summary>
    private async Task LooksAsync(int more)
    {
        int now = await handheld.Page.EvaluateAsync<int>("() => window.looks");
        await handheld.Page.WaitForFunctionAsync($"() => window.looks >= {now + more}");
    }

    /// <summary>Waits until so many scans were made and the last one is booked.</summary>
    private async Task BookedAsync(int count)
    {
        await Assertions.Expect(handheld.Page.Locator("ol.recent li[data-state=done]")).ToHaveCountAsync(count);
        await handheld.SignAsync("done");
    }
}
