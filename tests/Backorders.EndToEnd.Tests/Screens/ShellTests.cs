using System.Globalization;
using System.Text;
using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;
using Measured = Backorders.Testing.Postgres.Figures;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>What holds for all pages: how much they load, who can use them, and how they change.</summary>
public sealed class ShellTests(ITestOutputHelper output)
{
    private const int BytesMax = 60 * 1024;
    private const int RequestsMax = 15;

    [ScreenFact]
    public async Task Dock_UntilADoorCanBeChosen_TakesFewBytesAndRequests()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await handheld.LogInAsync(dock.Node.Keys["scanner"]);
        await handheld.Page.WaitForSelectorAsync("[data-door=D1]");
        await MeasureAsync(handheld, "dock page", "a door can be chosen", RequestsMax);
    }

    [ScreenFact]
    public async Task Station_UntilItCanBeNamed_TakesFewBytesAndRequests()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
        await handheld.LogInAsync(dock.Node.Keys["station"]);
        await handheld.Page.WaitForSelectorAsync("#station");
        await MeasureAsync(handheld, "station page", "it can be named", RequestsMax);
        await handheld.Page.FillAsync("#station", "P1");
        await handheld.Page.PressAsync("#station", "Enter");
        await handheld.TaskAsync("idle");
        await MeasureAsync(handheld, "station page", "it works", requestsMax: 30);
    }

    [ScreenFact(Tools.Axe)]
    public async Task Pages_ShutNobodyOut_AndSayNothingOnTheConsole()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        IPage page = handheld.Page;
        await page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await page.WaitForSelectorAsync("#key");
        await NobodyIsShutOutAsync(page, "login");
        await handheld.LogInAsync(dock.Node.Keys["scanner"]);
        await page.WaitForSelectorAsync("[data-door=D1]");
        await NobodyIsShutOutAsync(page, "doors");
        await page.ClickAsync("[data-door=D1]");
        await page.WaitForSelectorAsync("[data-notice]");
        await NobodyIsShutOutAsync(page, "trucks");
        await page.ClickAsync($"[data-notice='{Dock.Notice}']");
        await page.WaitForSelectorAsync("#lines");
        await NobodyIsShutOutAsync(page, "ready");
        await handheld.ScanAsync(Dock.CaseGtin);
        await handheld.SignAsync("done");
        await NobodyIsShutOutAsync(page, "done");
        await TakePictureAsync(page, "dock-done");
        await page.ClickAsync("#close");
        await NobodyIsShutOutAsync(page, "closing");
        await handheld.ScanAsync("MUG");
        await page.WaitForSelectorAsync("#question [data-unit]");
        await NobodyIsShutOutAsync(page, "asked for the unit");
        await TakePictureAsync(page, "dock-asked");
        await page.ClickAsync("#not-booked");
        await handheld.ScanAsync("PILL");
        await page.WaitForSelectorAsync("#ask-lot");
        await NobodyIsShutOutAsync(page, "asked for the lot");
        await page.ClickAsync("#not-booked");
        await page.GotoAsync(dock.Network.Address.ToString());
        await page.WaitForSelectorAsync("a.choice");
        await NobodyIsShutOutAsync(page, "home");
        Assert.Empty(handheld.Errors);

        // From here on the engine refuses and the network is away; a browser writes both to its console.
        await page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await page.WaitForSelectorAsync("#lines");
        await handheld.ScanAsync("NOBODYS");
        await handheld.SignAsync("refused");
        await page.WaitForSelectorAsync(".tray form");
        await NobodyIsShutOutAsync(page, "refused");
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        await NobodyIsShutOutAsync(page, "offline");
        await TakePictureAsync(page, "dock-offline");
        Assert.All(handheld.Errors, error => Assert.Contains("Failed to load resource", error));
        Assert.All(handheld.Requests, url => Assert.StartsWith(dock.Network.Address.ToString(), url));
    }

    [ScreenFact(Tools.Axe)]
    public async Task Station_ShutsNobodyOut()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await WalkStationAsync(dock, handheld, view => NobodyIsShutOutAsync(handheld.Page, view));
        Assert.All(handheld.Errors, error => Assert.Contains("Failed to load resource", error));
    }

    /// <summary>No catalogue of ours is read from right to left: English is turned, lengthened and accented on its way, as one that comes later may be.</summary>
    [ScreenFact(Tools.Axe)]
    public async Task Pages_ReadFromRightToLeftWithLongWords_KeepEverythingWithinReach()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        string catalogue = Encoding.UTF8.GetString(new Backorders.Server.Web.Files.PageFiles().Find("shared/words/en.js")!.Content);
        await handheld.Page.RouteAsync("**/shared/words/en.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = Looks.Turned(catalogue) }));
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await handheld.Page.WaitForSelectorAsync("#key");
        Assert.Equal("rtl", await handheld.Page.GetAttributeAsync("html", "dir"));
        await IsReachableAsync(handheld.Page, "login");
        await handheld.LogInAsync(dock.Node.Keys["acme"]);
        await handheld.Page.WaitForSelectorAsync("[data-door=D1]");
        await IsReachableAsync(handheld.Page, "doors");
        await handheld.Page.ClickAsync("[data-door=D1]");
        await handheld.Page.WaitForSelectorAsync("[data-notice]");
        await IsReachableAsync(handheld.Page, "trucks");
        await handheld.Page.ClickAsync($"[data-notice='{Dock.Notice}']");
        await handheld.Page.WaitForSelectorAsync("#lines");
        await handheld.ScanAsync("MUG");
        await handheld.Page.WaitForSelectorAsync("#question [data-unit]");
        await IsReachableAsync(handheld.Page, "asked for the unit at the dock");
        await handheld.Page.ClickAsync("#not-booked");
        await handheld.ScanAsync("PILL");
        await handheld.Page.WaitForSelectorAsync("#ask-lot");
        await IsReachableAsync(handheld.Page, "asked for the lot at the dock");
        await handheld.Page.ClickAsync("#not-booked");
        await handheld.ScanAsync("NOBODYS");
        await handheld.Page.WaitForSelectorAsync(".tray form");
        await IsReachableAsync(handheld.Page, "refused at the dock");
        await handheld.ForgetSessionAsync();
        await WalkStationAsync(dock, handheld, view => IsReachableAsync(handheld.Page, view));
    }

    [ScreenFact]
    public async Task Address_ThatABrowserDoesNotTrust_SaysWhatIsMissingAndHowToGetIt()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.GotoAsync($"http://{Handheld.StrangeHost}:{dock.Network.Address.Port}/dock");
        await handheld.SeeAsync("main", "This address is not secure");
        await handheld.SeeAsync("main", "Listen:Certificate");
        await handheld.SeeAsync("#ways", "--local-ca");
        await handheld.SeeAsync("#missing", "the camera");
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Words_AreThoseOfTheBrowsersLanguage()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync("de-DE");
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.ScanAsync(Dock.CaseGtin);
        await handheld.SeeAsync("#result", "6 → Bahn L2");
        Assert.Equal("de", await handheld.Page.GetAttributeAsync("html", "lang"));
    }

    [ScreenFact]
    public async Task NewVersion_IsTakenWhenNoScanWaits()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.InstalledAsync();
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        await handheld.Page.EvaluateAsync("() => { window.isOld = true; }");

        // A newer node is there, and scans do not get through yet.
        dock.Network.Rewrite = (bytes, isNode) => isNode || !Holds(bytes, "POST /backorders.v1.Receiving/") ? Newer(bytes, isNode) : null;
        dock.Network.Mend();
        await handheld.Page.EvaluateAsync("() => navigator.serviceWorker.getRegistration().then((r) => r.update())");
        await handheld.SeeAsync("#update", "It can be taken when no scan waits");
        await Assertions.Expect(handheld.Page.Locator("#update button")).ToBeDisabledAsync();

        dock.Network.Rewrite = Newer;
        await handheld.SignAsync("done");
        await handheld.Page.ClickAsync("#update button");
        await handheld.Page.WaitForFunctionAsync("() => window.isOld === undefined");
        await handheld.SeeAsync("h1", "Door D1");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
    }

    /// <summary>What a visit has cost until now.</summary>
    private static async Task MeasureAsync(Handheld handheld, string page, string until, int requestsMax)
    {
        Loaded[] all = await handheld.Page.EvaluateAsync<Loaded[]>(
            "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((e) => ({ name: new URL(e.name).pathname, size: e.transferSize }))");

        // A visit asks once who is logged in; here somebody logged in as well.
        Loaded[] visit = [.. all.Where(e => e.Name != "/web/session"), all.First(e => e.Name == "/web/session")];
        double bytes = visit.Sum(e => e.Size);
        Measured.Tell(string.Create(CultureInfo.InvariantCulture, $"{page}: {bytes:0} bytes in {visit.Length} requests until {until}"));
        Assert.InRange(bytes, 1, BytesMax);
        Assert.InRange(visit.Length, 1, requestsMax);
    }

    /// <summary>What a node of the next program would send: another worker. It is asked for unpacked, so that it can be changed on the way.</summary>
    internal static byte[] Newer(byte[] bytes, bool isNode) =>
        isNode ? Replace(bytes, "const cacheName = `pages-", "const cacheName = `pages+") : Replace(bytes, "Accept-Encoding", "X-No-Packing-At");

    private static bool Holds(byte[] bytes, string what) => Encoding.Latin1.GetString(bytes).Contains(what, StringComparison.Ordinal);

    private static byte[] Replace(byte[] bytes, string what, string with) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace(what, with, StringComparison.OrdinalIgnoreCase));

    /// <summary>A file that the browser fetched.</summary>
    private sealed record Loaded
    {
        public string Name { get; init; } = string.Empty;

        public double Size { get; init; }
    }

    private static Task TakePictureAsync(IPage page, string name) => Looks.TakePictureAsync(page, name);

    /// <summary>Goes through all that a station's page can show.</summary>
    private static async Task WalkStationAsync(Dock dock, Handheld handheld, Func<string, Task> look)
    {
        IPage page = handheld.Page;
        await page.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
        await handheld.LogInAsync(dock.Node.Keys["acme"]);
        await page.WaitForSelectorAsync("#station");
        await look("station: its name");
        await page.FillAsync("#station", "P1");
        await page.PressAsync("#station", "Enter");
        await handheld.TaskAsync("idle");
        await look("station: nothing to do");
        await dock.ReceiveMugsAsync(10);
        await handheld.TaskAsync("take");
        await look("station: a task");
        await TakePictureAsync(page, "station");
        foreach (string form in new[] { "short", "damage", "stray", "hand" })
        {
            await page.ClickAsync($"#{form}");
            await page.WaitForSelectorAsync($"#{form}-form");
            await look($"station: {form}");
        }

        await page.Keyboard.PressAsync("Escape");
        await handheld.ScanAsync("BOWL");
        await page.WaitForSelectorAsync(".tray");
        await look("station: wrong item");
        await page.ClickAsync("#understood");
        await Assertions.Expect(page.Locator(".tray")).ToHaveCountAsync(0);
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.TaskAsync("pack");
        await look("station: in hand");
        await page.ClickAsync("#pack");
        await page.WaitForSelectorAsync("[data-parcel]");
        await handheld.TaskAsync("take");
        await look("station: packed");
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.ReportedAsync("pick", "offline");
        await look("station: offline");
        dock.EndLeases();
        await dock.Node.Acme.Stations.PullTasksAsync(new() { Warehouse = "MAIN", RequestId = Backorders.Server.Tests.TestNode.Id(), Station = "P2", Max = 1 });
        dock.Network.Mend();
        await page.WaitForSelectorAsync("#put-back");
        await look("station: put back");
        await page.ClickAsync("#put-back-done");
        await page.ClickAsync("#pause");
        await handheld.TaskAsync("paused");
        await look("station: paused");
    }

    private Task IsReachableAsync(IPage page, string view) => Looks.IsReachableAsync(page, view, output);

    private Task NobodyIsShutOutAsync(IPage page, string view) => Looks.NobodyIsShutOutAsync(page, view, output);
}
