using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>What a person at a dock or a station holds: a window as large as a handheld's, what its pages keep, and a wedge scanner before it.</summary>
internal sealed class Handheld : IAsyncDisposable
{
    /// <summary>Debian's.</summary>
    public const string Chromium = "/usr/bin/chromium";

    /// <summary>A name of this machine that is no loopback name to a browser: an address that it does not trust.</summary>
    public const string StrangeHost = "dock.test";

    private const float PatienceMs = 20_000;

    /// <summary>
    /// Parts of the browser that are switched off: pages of its own that it keeps ready under its address bar, which cost a window more than the page that is looked at;
    /// and what the driver switches off, whose own list this one takes the place of.
    /// </summary>
    private static readonly string[] Features =
    [
        "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider",
        "GlobalMediaControls", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "ThirdPartyStoragePartitioning", "Translate",
    ];

    /// <summary>How every browser is started here.</summary>
    internal static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--force-prefers-reduced-motion", $"--host-resolver-rules=MAP {StrangeHost} 127.0.0.1", $"--disable-features={string.Join(',', Features)}",
    ];

    private const char Enter = '\r';
    private const string Zone = "Europe/London";

    private static readonly ViewportSize Screen = new() { Width = 360, Height = 740 };

    private readonly IBrowserContext context;
    private readonly string? profile;
    private readonly ICDPSession keys;

    private readonly ConcurrentDictionary<IRequest, IPage> openStreams = new();

    private Handheld(IBrowserContext context, IPage page, ICDPSession keys, string? profile)
    {
        (this.context, Page, this.keys, this.profile) = (context, page, keys, profile);
        Watch(page);
        context.Request += (_, request) => Requests.Add(request.Url);
        context.Request += (_, request) => NoteStream(request);
        context.RequestFinished += (_, request) => openStreams.TryRemove(request, out IPage? _);
        context.RequestFailed += (_, request) => openStreams.TryRemove(request, out IPage? _);
    }

    public IPage Page { get; }

    /// <summary>Addresses that were asked for.</summary>
    public ConcurrentBag<string> Requests { get; } = [];

    /// <summary>Errors on the console and exceptions that nobody caught.</summary>
    public ConcurrentBag<string> Errors { get; } = [];

    /// <summary>Opens a window in the browser that the tests share: to start a browser costs more than what most tests do in it. No window knows what another one stored, and nothing outlasts it.</summary>
    /// <param name="language">What the person reads.</param>
    /// <param name="browser">The browser; null for the one that all tests share.</param>
    public static async Task<Handheld> OpenAsync(string language = "en-GB", IBrowser? browser = null)
    {
        browser ??= await SharedBrowser.GetAsync();
        return await OfAsync(await browser.NewContextAsync(new BrowserNewContextOptions { Locale = language, ViewportSize = Screen, TimezoneId = Zone }), profile: null);
    }

    /// <summary>Starts a browser of its own, which keeps what it knows on the disk and can be killed.</summary>
    /// <param name="profile">A folder; that of an earlier one to go on with what it kept.</param>
    /// <param name="home">The person's folder, in which the certificates lie that the person trusts; null for this machine's own.</param>
    /// <param name="goesPast">Whether the person goes past warnings of certificates.</param>
    /// <param name="more">What else the browser is started with.</param>
    public static async Task<Handheld> StartAsync(string profile, string? home = null, bool goesPast = false, params string[] more)
    {
        IPlaywright driver = await SharedBrowser.DriverAsync();
        IBrowserContext context = await driver.Chromium.LaunchPersistentContextAsync(profile, new BrowserTypeLaunchPersistentContextOptions
        {
            Args = [.. Arguments, .. more], IgnoreHTTPSErrors = goesPast, Env = home is null ? null : In(home),
            ExecutablePath = Chromium, Headless = true, Locale = "en-GB", ViewportSize = Screen, TimezoneId = Zone,
        });
        return await OfAsync(context, profile);
    }

    private static async Task<Handheld> OfAsync(IBrowserContext context, string? profile)
    {
        context.SetDefaultTimeout(PatienceMs);
        Assertions.SetDefaultExpectTimeout(PatienceMs); // two browsers share a machine with all that they call
        IPage page = context.Pages.Count > 0 ? context.Pages[0] : await context.NewPageAsync();
        return new Handheld(context, page, await context.NewCDPSessionAsync(page), profile);
    }

    /// <summary>What a program is told of where it runs, for somebody with another folder.</summary>
    private static Dictionary<string, string> In(string home)
    {
        Dictionary<string, string> told = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
        told["HOME"] = home;
        return told;
    }

    /// <summary>Types as a wedge scanner does: key upon key without a pause, then Enter. Returns when all keys are with the browser.</summary>
    public Task ScanAsync(params string[] codes) => Typed(string.Concat(codes.Select(c => c + Enter)), Now, 0);

    /// <summary>Types as a scanner does at a device that hands over the first keys at once and the others, pressed in time, after the page has waited for them in vain.</summary>
    public async Task ScanLateAsync(string code, int keysInTime)
    {
        double began = Now;
        await Typed(code[..keysInTime], began, 0);
        await Page.EvaluateAsync("() => new Promise((done) => setTimeout(done, 800))"); // the page's own timers, which are shorter, have fired by then
        await Typed(code[keysInTime..] + Enter, began, keysInTime);
    }

    /// <summary>What stands in the outbox, in order.</summary>
    public async Task<Entry[]> EntriesAsync() => await Page.EvaluateAsync<Entry[]>("""
        async () => {
          const database = await new Promise((resolve) => { const r = indexedDB.open('backorders'); r.onsuccess = () => resolve(r.result); });
          const all = await new Promise((resolve) => { const r = database.transaction('entries').objectStore('entries').getAll(); r.onsuccess = () => resolve(r.result); });
          database.close();
          return all.map((e) => ({ state: e.state, label: e.draft.label, id: e.id, kind: e.draft.kind, receipt: Number(e.answer?.receiptId ?? 0), madeAt: e.madeAt }));
        }
        """);

    /// <summary>Waits until the service worker has all files and serves this page.</summary>
    public Task InstalledAsync() => Page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");

    /// <summary>Forgets the cookie, as if it had run out.</summary>
    public Task ForgetSessionAsync() => context.ClearCookiesAsync();

    /// <summary>Clears what pages have stored, as a browser does that needs the room; cookies stay.</summary>
    public Task ClearStorageAsync(Uri address) => keys.SendAsync(
        "Storage.clearDataForOrigin", new Dictionary<string, object> { ["origin"] = address.GetLeftPart(UriPartial.Authority), ["storageTypes"] = "indexeddb,cache_storage,service_workers,local_storage" });

    /// <summary>Leaves pages no room on the disk, or as much as there is.</summary>
    public Task FillStorageAsync(Uri address, bool isFull)
    {
        Dictionary<string, object> args = new() { ["origin"] = address.GetLeftPart(UriPartial.Authority) };
        if (isFull)
        {
            args["quotaSize"] = 1;
        }

        return keys.SendAsync("Storage.overrideQuotaForOrigin", args);
    }

    /// <summary>A second tab of the same browser.</summary>
    public async Task<IPage> NewTabAsync()
    {
        IPage tab = await context.NewPageAsync();
        Watch(tab);
        return tab;
    }

    /// <summary>What the person sees of the last scan.</summary>
    public ILocator Result => Page.Locator("#result");

    /// <summary>Waits until the camera's picture stands so.</summary>
    public Task CameraAsync(string state) => Assertions.Expect(Page.Locator("#camera-view")).ToHaveAttributeAsync("data-state", state, new() { Timeout = PatienceMs });

    /// <summary>Waits until the last scan stands there with this outcome.</summary>
    public Task SignAsync(string sign) => Assertions.Expect(Result).ToHaveAttributeAsync("data-sign", sign, new() { Timeout = PatienceMs });

    /// <summary>Waits until a place shows a text.</summary>
    public Task SeeAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = PatienceMs });

    /// <summary>Waits until so many are waiting in the outbox.</summary>
    public Task WaitingAsync(int count) => Assertions.Expect(Page.Locator("#waiting")).ToHaveTextAsync($"{count} waiting", new() { Timeout = PatienceMs });

    /// <summary>Opens the dock, logs in, and goes to a door and a truck.</summary>
    public async Task StartAtDoorAsync(Uri address, string key, string? notice = null)
    {
        await Page.GotoAsync(new Uri(address, "/dock").ToString());
        await LogInAsync(key);
        await Page.ClickAsync("[data-door=D1]");
        await Page.ClickAsync(notice is null ? "#no-truck" : $"[data-notice='{notice}']");
        await AtDoorAsync();
    }

    /// <summary>Opens the station's page, logs in, and says which station it is.</summary>
    public async Task StartAtStationAsync(Uri address, string key, string station = "P1")
    {
        await Page.GotoAsync(new Uri(address, "/station").ToString());
        await LogInAsync(key);
        await Page.FillAsync("#station", station);
        await Page.PressAsync("#station", "Enter");
        await Page.Locator("#task, #trouble").First.WaitForAsync();
    }

    /// <summary>Waits until the task on the screen stands so.</summary>
    public Task TaskAsync(string state) => Assertions.Expect(Page.Locator("#task")).ToHaveAttributeAsync("data-state", state, new() { Timeout = PatienceMs });

    /// <summary>Waits until the last report on the screen is of this kind and has this outcome.</summary>
    public Task ReportedAsync(string kind, string sign) =>
        Assertions.Expect(Page.Locator($"#result[data-kind='{kind}'][data-sign={sign}]")).ToBeVisibleAsync(new() { Timeout = PatienceMs });

    /// <summary>Presses a key as a person does, outside of any field.</summary>
    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>How often a call was made, by any tab.</summary>
    public int Calls(string call) => Requests.Count(url => url.EndsWith("/backorders.v1." + call, StringComparison.Ordinal));

    /// <summary>How often the browser's stream was opened, by any tab.</summary>
    public int Streams => Requests.Count(IsStream);

    /// <summary>How many are open now.</summary>
    public int OpenStreams => openStreams.Count;

    /// <summary>Waits until the page takes scans.</summary>
    public Task AtDoorAsync() => Assertions.Expect(Page.Locator("#typed")).ToBeVisibleAsync(new() { Timeout = PatienceMs });

    public async Task LogInAsync(string key)
    {
        await Page.FillAsync("#key", key);
        await Page.ClickAsync("button[type=submit]");
    }

    /// <summary>A browser writes a cookie to the disk within half a minute: one that was killed before does not know it any more, and asks.</summary>
    public async Task LogInIfAskedAsync(string key)
    {
        await Page.Locator("#key, #waiting:text-is('0 waiting')").First.WaitForAsync();
        if (await Page.Locator("#key").IsVisibleAsync())
        {
            await LogInAsync(key);
        }
    }

    /// <summary>Ends the processes of a browser of its own without a word to them, as an empty battery does.</summary>
    public async Task KillAsync()
    {
        Assert.NotNull(profile);
        foreach (Process process in Process.GetProcesses())
        {
            using (process)
            {
                if (Owns(process))
                {
                    process.Kill();
                    await process.WaitForExitAsync();
                }
            }
        }
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();

    /// <summary>A browser's processes name its profile on their command lines: none of another test's, nor of anybody else's.</summary>
    private bool Owns(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"--user-data-dir={profile}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsStream(string url) => url.EndsWith("/web/live", StringComparison.Ordinal);

    private void NoteStream(IRequest request)
    {
        if (IsStream(request.Url))
        {
            openStreams[request] = request.Frame.Page;
        }
    }

    /// <summary>A tab that is gone does not say that its streams have ended.</summary>
    private void EndStreamsOf(IPage page)
    {
        foreach ((IRequest request, _) in openStreams.Where(each => each.Value == page))
        {
            openStreams.TryRemove(request, out IPage? _);
        }
    }

    private void Watch(IPage page)
    {
        page.Close += (_, _) => EndStreamsOf(page);
        page.FrameNavigated += (_, _) => EndStreamsOf(page);
        page.Crash += (_, _) => EndStreamsOf(page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Errors.Add(error);
    }

    /// <summary>An entry of the outbox.</summary>
    internal sealed record Entry
    {
        public string State { get; init; } = string.Empty;

        public string Label { get; init; } = string.Empty;

        public string Id { get; init; } = string.Empty;

        public string Kind { get; init; } = string.Empty;

        public long Receipt { get; init; }

        public double MadeAt { get; init; }
    }

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000d;

    /// <summary>A scanner's keys are pressed 2 ms apart, however late a busy machine hands them over.</summary>
    private Task Typed(string text, double began, int before) => Task.WhenAll(text.SelectMany((c, i) => Key(c, c == Enter ? "Enter" : c.ToString(), began + (before + i) * 0.002)));

    private IEnumerable<Task> Key(char text, string key, double pressed)
    {
        yield return keys.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object> { ["type"] = "keyDown", ["text"] = text.ToString(), ["key"] = key, ["timestamp"] = pressed });
        yield return keys.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object> { ["type"] = "keyUp", ["key"] = key, ["timestamp"] = pressed });
    }
}
