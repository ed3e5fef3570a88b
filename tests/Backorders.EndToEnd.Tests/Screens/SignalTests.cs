using System.Text;
using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>What a person hears and feels, and that the screen stays on: the browser's own parts are replaced by ones that note what the page asks of them.</summary>
public sealed class SignalTests : IAsyncLifetime
{
    private const string Fakes = """
        window.told = { shakes: [], tones: [], locks: 0, released: 0, state: 'suspended' };
        navigator.vibrate = (pattern) => { window.told.shakes.push(pattern.join(' ')); return true; };
        window.AudioContext = class {
          currentTime = 0; destination = {};
          get state() { return window.told.state; }
          async resume() { window.told.state = 'running'; }
          createOscillator() {
            const tone = { frequency: { value: 0 }, connect() {}, stop() {}, start() { window.told.tones.push(tone.frequency.value); } };
            return tone;
          }
        };
        Object.defineProperty(navigator, 'wakeLock', { value: { async request(kind) {
          window.told.locks += kind === 'screen' ? 1 : 0;
          return { async release() { window.told.released++; } };
        } } });
        """;

    private Dock dock = null!;
    private Handheld handheld = null!;

    public async Task InitializeAsync()
    {
        dock = await Dock.OpenAsync();
        handheld = await Handheld.OpenAsync();
        await handheld.Page.AddInitScriptAsync(Fakes);
    }

    public async Task DisposeAsync()
    {
        await handheld.DisposeAsync();
        await dock.DisposeAsync();
    }

    [ScreenFact]
    public async Task EveryOutcome_SoundsAndShakesLikeNoOther()
    {
        await StartAsync();
        Dictionary<string, (string Shake, string Tones)> told = [];
        await handheld.ScanAsync(Dock.MugGtin);
        told["done"] = await ToldAsync();
        await handheld.ScanAsync("4006381333932");
        told["refused"] = await ToldAsync();
        await handheld.ScanAsync("MUG");
        told["asked"] = await ToldAsync();
        await handheld.Page.ClickAsync("#not-booked");

        using ManualResetEventSlim lets = new();
        dock.Network.Rewrite = (bytes, isNode) =>
        {
            if (!isNode && Encoding.Latin1.GetString(bytes).Contains("POST /backorders.v1.Receiving/Receive", StringComparison.Ordinal))
            {
                lets.Wait();
            }

            return bytes;
        };
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("unsure");
        told["unsure"] = await ToldAsync();
        lets.Set();
        Assert.Equal(told["done"], await ToldAsync());

        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        told["offline"] = await ToldAsync();
        Assert.Equal(5, told.Values.Select(t => t.Shake).Distinct().Count());
        Assert.Equal(5, told.Values.Select(t => t.Tones).Distinct().Count());
    }

    [ScreenFact]
    public async Task Refusal_OfTheEngine_SoundsAsOneOfThePageItself()
    {
        await StartAsync();
        await handheld.ScanAsync("4006381333932");
        (string, string) page = await ToldAsync();
        await handheld.ScanAsync("NOBODYS");
        await handheld.SignAsync("refused");
        Assert.Equal(page, await ToldAsync());
    }

    [ScreenFact]
    public async Task Sound_AfterAReload_ComesWithTheFirstTouch()
    {
        await StartAsync();
        await handheld.Page.ReloadAsync();
        await handheld.AtDoorAsync();
        Assert.Equal("suspended", await handheld.Page.EvaluateAsync<string>("() => window.told.state"));
        await handheld.ScanAsync(Dock.MugGtin);
        Assert.NotEmpty((await ToldAsync()).Tones);
    }

    [ScreenFact]
    public async Task Screen_StaysOn_WhileSomebodyScans_AndIsLetGoWhenTheyLeave()
    {
        await StartAsync();
        await ScreenAsync(locks: 1, released: 0);
        await handheld.Page.EvaluateAsync("() => document.dispatchEvent(new Event('visibilitychange'))");
        await ScreenAsync(locks: 2, released: 0); // a browser took the first away while nobody saw the page
        await handheld.Page.ClickAsync("main > .row button:text-is('Another door')");
        await handheld.Page.WaitForSelectorAsync("[data-door=D1]");
        await ScreenAsync(locks: 2, released: 1);
    }

    private async Task StartAsync()
    {
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await Assertions.Expect(handheld.Page.Locator("#units")).ToBeVisibleAsync();
    }

    private Task ScreenAsync(int locks, int released) => handheld.Page.WaitForFunctionAsync($"() => window.told.locks === {locks} && window.told.released === {released}");

    /// <summary>The one signal that was given since the last.</summary>
    private async Task<(string Shake, string Tones)> ToldAsync()
    {
        await handheld.Page.WaitForFunctionAsync("() => window.told.shakes.length > 0");
        string[] told = await handheld.Page.EvaluateAsync<string[]>("() => [...window.told.shakes.splice(0), window.told.tones.splice(0).join(' ')]");
        Assert.Equal(2, told.Length);
        return (told[0], told[1]);
    }
}
