using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>One driver and one browser for all tests of a run. Both end with the process of the tests: the driver when its input is closed, the browser when its driver ends.</summary>
internal static class SharedBrowser
{
    private static readonly Lazy<Task<IPlaywright>> driver = new(Playwright.CreateAsync);
    private static readonly Lazy<Task<IBrowser>> browser = new(() => LaunchAsync());

    /// <summary>What starts browsers.</summary>
    public static Task<IPlaywright> DriverAsync() => driver.Value;

    /// <summary>The browser, started when it is asked for first.</summary>
    public static Task<IBrowser> GetAsync() => browser.Value;

    /// <summary>Starts another browser, for tests that share one with more arguments.</summary>
    /// <param name="more">Arguments beside those that every browser is started with.</param>
    public static async Task<IBrowser> LaunchAsync(params string[] more) => await (await DriverAsync()).Chromium.LaunchAsync(
        new BrowserTypeLaunchOptions { Args = [.. Handheld.Arguments, .. more], ExecutablePath = Handheld.Chromium, Headless = true });
}
