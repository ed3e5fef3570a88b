using System.Text;
using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

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
        await using Handheld handheld = await dock.TakeHandheldAsync();
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await handheld.LogInAsync(dock.Node.Keys["scanner"]);
        await handheld.Page.WaitForSelectorAsync("[data-door=D1]");
        Loaded[] all = await handheld.Page.EvaluateAsync<Loaded[]>(
            "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((e) => ({ name: new URL(e.name).pathname, size: e.transferSize }))");

        // A visit asks once who is logged in; here somebody logged in as well.
        Loaded[] visit = [.. all.Where(e => e.Name != "/web/session"), all.First(e => e.Name == "/web/session")];
        double bytes = visit.Sum(e => e.Size);
        output.WriteLine($"dock page: {bytes:0} bytes in {visit.Length} requests until a door can be chosen: {string.Join(' ', visit.Select(e => e.Name))}");
        Assert.InRange(bytes, 1, BytesMax);
        Assert.InRange(visit.Length, 1, RequestsMax);
    }

    [ScreenFact(Tools.Axe)]
    public async Task Pages_ShutNobodyOut_AndSayNothingOnTheConsole()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await dock.TakeHandheldAsync();
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
        await page.GotoAsync(dock.Network.Address.ToString());
        await page.WaitForSelectorAsync("a.choice");
        await NobodyIsShutOutAsync(page, "home");
        Assert.Empty(handheld.Errors);

        // From here on the engine refuses and the network is away; a browser writes both to its console.
        await page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await page.WaitForSelectorAsync("#lines");
        await handheld.ScanAsync("PILL");
        await handheld.SignAsync("refused");
        await page.WaitForSelectorAsync(".tray form");
        await NobodyIsShutOutAsync(page, "refused");
        dock.Network.Cut();
        await handheld.ScanAsync("MUG");
        await handheld.SignAsync("offline");
        await NobodyIsShutOutAsync(page, "offline");
        await TakePictureAsync(page, "dock-offline");
        Assert.All(handheld.Errors, error => Assert.Contains("Failed to load resource", error));
        Assert.All(handheld.Requests, url => Assert.StartsWith(dock.Network.Address.ToString(), url));
    }

    [ScreenFact]
    public async Task Address_ThatABrowserDoesNotTrust_SaysWhatIsMissingAndHowToGetIt()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await dock.TakeHandheldAsync();
        await handheld.Page.GotoAsync($"http://{Handheld.StrangeHost}:{dock.Network.Address.Port}/dock");
        await handheld.SeeAsync("main", "This address is not secure");
        await handheld.SeeAsync("main", "Listen:Certificate");
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Words_AreThoseOfTheBrowsersLanguage()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await dock.TakeHandheldAsync("de-DE");
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.ScanAsync(Dock.CaseGtin);
        await handheld.SeeAsync("#result", "6 → Bahn L2");
        Assert.Equal("de", await handheld.Page.GetAttributeAsync("html", "lang"));
    }

    [ScreenFact]
    public async Task NewVersion_IsTakenWhenNoScanWaits()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await dock.TakeHandheldAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.InstalledAsync();
        dock.Network.Cut();
        await handheld.ScanAsync("MUG");
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

    /// <summary>What a node of the next program would send: another worker. It is asked for unpacked, so that it can be changed on the way.</summary>
    private static byte[] Newer(byte[] bytes, bool isNode) =>
        isNode ? Replace(bytes, "const cacheName = `pages-", "const cacheName = `pages+") : Replace(bytes, "Accept-Encoding", "X-No-Packing-At");

    private static bool Holds(byte[] bytes, string what) => Encoding.Latin1.GetString(bytes).Contains(what, StringComparison.Ordinal);

    private static byte[] Replace(byte[] bytes, string what, string with) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace(what, with, StringComparison.OrdinalIgnoreCase));

    /// <summary>A file that the browser fetched.</summary>
    private sealed record Loaded
    {
        public string Name { get; init; } = string.Empty;

        public double Size { get; init; }
    }

    /// <summary>Makes the pictures of the first page, where a variable says which folder they go to.</summary>
    private static async Task TakePictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BACKORDERS_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    private async Task NobodyIsShutOutAsync(IPage page, string view)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Tools.Find(Tools.Axe)));
        string[] found = await page.EvaluateAsync<string[]>(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)");
        output.WriteLine($"axe-core on {view}: {found.Length} violations");
        Assert.Empty(found);
    }
}
