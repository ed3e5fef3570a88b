using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>A browser with a profile of its own, as large as a handheld's, and a wedge scanner before it.</summary>
internal sealed class Handheld : IAsyncDisposable
{
    /// <summary>Debian's.</summary>
    public const string Chromium = "/usr/bin/chromium";

    /// <summary>A name of this machine that is no loopback name to a browser: an address that it does not trust.</summary>
    public const string StrangeHost = "dock.test";

    private const float PatienceMs = 20_000;

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--force-prefers-reduced-motion", $"--host-resolver-rules=MAP {StrangeHost} 127.0.0.1",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowserContext context;
    private readonly string profile;
    private readonly ICDPSession keys;

    private Handheld(IPlaywright playwright, IBrowserContext context, IPage page, ICDPSession keys, string profile)
    {
        (this.playwright, this.context, Page, this.keys, this.profile) = (playwright, context, page, keys, profile);
        Watch(page);
        context.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Addresses that were asked for.</summary>
    public ConcurrentBag<string> Requests { get; } = [];

    /// <summary>Errors on the console and exceptions that nobody caught.</summary>
    public ConcurrentBag<string> Errors { get; } = [];

    /// <summary>Opens a browser.</summary>
    /// <param name="profile">A folder; that of an earlier one to go on with what it kept.</param>
    /// <param name="language">What the person reads.</param>
    public static async Task<Handheld> OpenAsync(string profile, string language = "en-GB")
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowserContext context = await playwright.Chromium.LaunchPersistentContextAsync(profile, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Chromium, Args = Arguments, Headless = true, Locale = language, ViewportSize = new ViewportSize { Width = 360, Height = 740 }, TimezoneId = "Europe/London",
        });
        context.SetDefaultTimeout(PatienceMs);
        IPage page = context.Pages.Count > 0 ? context.Pages[0] : await context.NewPageAsync();
        return new Handheld(playwright, context, page, await context.NewCDPSessionAsync(page), profile);
    }

    /// <summary>Types as a wedge scanner does: key upon key without a pause, then Enter. Returns when all keys are with the browser.</summary>
    public Task ScanAsync(params string[] codes) => Task.WhenAll(codes.SelectMany(Keys));

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

    /// <summary>A second tab of the same browser.</summary>
    public async Task<IPage> NewTabAsync()
    {
        IPage tab = await context.NewPageAsync();
        Watch(tab);
        return tab;
    }

    /// <summary>What the person sees of the last scan.</summary>
    public ILocator Result => Page.Locator("#result");

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

    /// <summary>Ends the browser's processes without a word to them, as an empty battery does.</summary>
    public async Task KillAsync()
    {
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

        playwright.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        playwright.Dispose();
    }

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

    private void Watch(IPage page)
    {
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

    private IEnumerable<Task> Keys(string code) => code.Select(c => Key(c, c.ToString())).Append(Key('\r', "Enter")).SelectMany(t => t);

    private IEnumerable<Task> Key(char text, string key)
    {
        yield return keys.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object> { ["type"] = "keyDown", ["text"] = text.ToString(), ["key"] = key });
        yield return keys.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object> { ["type"] = "keyUp", ["key"] = key });
    }
}
