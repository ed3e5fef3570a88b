using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Scans while the network is slow, away or lying, while the browser dies, and while people change.</summary>
public sealed class OutboxTests(ITestOutputHelper output)
{
    [ScreenFact]
    public async Task TwentyScans_TypedWithoutAPauseBehindASlowNetwork_ArriveInOrder()
    {
        await using Dock dock = await Dock.OpenAsync();
        dock.Network.Delay = TimeSpan.FromMilliseconds(200);
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"]);

        await handheld.ScanAsync([.. Enumerable.Range(1, 20).Select(n => $"01{Dock.MugGtin.PadLeft(14, '0')}37{n}")]);

        await Assertions.Expect(handheld.Page.Locator(".recent li[data-state=done]")).ToHaveCountAsync(12, new() { Timeout = 40_000 });
        await handheld.WaitingAsync(0);
        Handheld.Entry[] entries = await handheld.EntriesAsync();
        output.WriteLine($"20 scans typed in {entries[^1].MadeAt - entries[0].MadeAt:0} ms, behind 200 ms");
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"{n} × {Dock.MugGtin.PadLeft(14, '0')}"), entries.Select(e => e.Label));
        Assert.All(entries, e => Assert.Equal("done", e.State));
        Assert.Equal(entries.Select(e => e.Receipt).Order(), entries.Select(e => e.Receipt));
        Assert.Equal(210, (await dock.StockAsync("MUG")).All);
    }

    [ScreenFact]
    public async Task KeysThatAreHandedOverLate_AreOneScan()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"]);

        await handheld.ScanLateAsync($"01{Dock.MugGtin.PadLeft(14, '0')}377", keysInTime: 2);
        await Assertions.Expect(handheld.Page.Locator(".recent li[data-state=done]")).ToHaveCountAsync(1);
        await handheld.ScanLateAsync($"01{Dock.MugGtin.PadLeft(14, '0')}378", keysInTime: 9);
        await Assertions.Expect(handheld.Page.Locator(".recent li[data-state=done]")).ToHaveCountAsync(2);

        Assert.Equal(15, (await dock.StockAsync("MUG")).All);
    }

    [ScreenFact]
    public async Task Scans_WhileTheNetworkIsAway_SurviveAReload_AndAreAnsweredByTheirTags()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.InstalledAsync();

        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin, Dock.MugGtin, Dock.MugGtin);
        await handheld.SignAsync("offline");
        await handheld.SeeAsync("#result", "Mark the carton 3");
        await handheld.WaitingAsync(3);
        await handheld.Page.ReloadAsync();
        await handheld.AtDoorAsync();
        await handheld.WaitingAsync(3);
        await handheld.ScanAsync(Dock.MugGtin, Dock.MugGtin);
        await handheld.WaitingAsync(5);
        Assert.Equal(0, (await dock.ReceivedAsync())["MUG"]);

        dock.Network.Mend();
        await handheld.WaitingAsync(0);
        await handheld.SeeAsync("[data-tag='1']", "1 → lane L2");
        await Assertions.Expect(handheld.Page.Locator(".answered li")).ToHaveCountAsync(5);
        Assert.Equal(5, (await dock.ReceivedAsync())["MUG"]);
        await handheld.Page.ClickAsync("[data-tag='1'] button");
        await Assertions.Expect(handheld.Page.Locator(".answered li")).ToHaveCountAsync(4);
    }

    [ScreenFact]
    public async Task Browser_KilledWithTenScansWaiting_LosesNoneAndBooksNoneTwice()
    {
        await using Dock dock = await Dock.OpenAsync();
        Handheld first = await dock.StartHandheldAsync();
        await first.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await first.InstalledAsync();
        dock.Network.Cut();
        await first.ScanAsync([.. Enumerable.Repeat(Dock.MugGtin, 10)]);
        await first.WaitingAsync(10);
        await first.KillAsync();

        await using Handheld second = await dock.StartHandheldAsync();
        await second.Page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await second.WaitingAsync(10);
        dock.Network.Mend();
        await second.LogInIfAskedAsync(dock.Node.Keys["scanner"]);
        await second.WaitingAsync(0);
        Assert.Equal(10, (await dock.ReceivedAsync())["MUG"]);
        Assert.Equal(10, (await second.EntriesAsync()).Select(e => e.Receipt).Distinct().Count());
    }

    [ScreenFact]
    public async Task Scan_WhoseAnswerIsLost_IsShownAsNotDone_AndBookedOnce()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        dock.Network.LosesAnswers = true;
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);

        dock.Network.LosesAnswers = false;
        await handheld.SignAsync("done");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task TwoTabs_SendEachScanOnce()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        IPage tab = await handheld.NewTabAsync();
        await tab.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await Assertions.Expect(tab.Locator("#typed")).ToBeVisibleAsync();
        await tab.FillAsync("#typed", Dock.MugGtin);
        await tab.PressAsync("#typed", "Enter");
        await Assertions.Expect(tab.Locator("#result")).ToHaveAttributeAsync("data-sign", "done");
        await handheld.Page.BringToFrontAsync();
        await handheld.ScanAsync(Dock.MugGtin, Dock.MugGtin);
        await Assertions.Expect(handheld.Page.Locator(".recent li[data-state=done]")).ToHaveCountAsync(3);
        Assert.Equal(3, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task Undo_WaitsForItsScan_AndDiesWithIt()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        dock.Network.Cut();
        foreach (string code in new[] { "NOBODYS", Dock.MugGtin })
        {
            await handheld.ScanAsync(code);
            await handheld.SeeAsync("#undo", code);
            await handheld.Page.ClickAsync("#undo");
        }

        await handheld.WaitingAsync(4);
        dock.Network.Mend();
        await handheld.WaitingAsync(0);
        Assert.Equal(
            [("receive", "refused"), ("reverse", "void"), ("receive", "done"), ("reverse", "done")], (await handheld.EntriesAsync()).Select(e => (e.Kind, e.State)));
        Assert.Equal(0, (await dock.StockAsync("MUG")).All);
    }

    [ScreenFact]
    public async Task Session_ThatRanOut_AsksForALogin_AndTheScanGoesOn()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        dock.Network.Cut(); // or whatever asks next may hear of the end before the scan is made
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        await handheld.ForgetSessionAsync();
        dock.Network.Mend();
        await handheld.SeeAsync("main", "The session of scanner has ended");
        Assert.Equal("waiting", (await handheld.EntriesAsync()).Single().State);

        await handheld.LogInAsync(dock.Node.Keys["scanner"]);
        await handheld.SignAsync("done");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task Scans_OfOnePerson_AreNeverSentByAnother()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("offline");
        await handheld.ForgetSessionAsync();
        dock.Network.Mend();
        await handheld.LogInAsync(dock.Node.Keys["rival"]);
        await handheld.SeeAsync("#page", "1 scans of scanner (ACME) wait");
        Assert.Equal(0, (await dock.ReceivedAsync())["MUG"]);

        await handheld.ForgetSessionAsync();
        await handheld.Page.ReloadAsync();
        await handheld.LogInAsync(dock.Node.Keys["scanner"]);
        await handheld.WaitingAsync(0);
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task Scan_OlderThanSixDays_IsNotSentByItself()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin, Dock.MugGtin);
        await handheld.WaitingAsync(2);
        await handheld.Page.EvaluateAsync("""
            async () => {
              const database = await new Promise((resolve) => { const r = indexedDB.open('backorders'); r.onsuccess = () => resolve(r.result); });
              const store = database.transaction('entries', 'readwrite').objectStore('entries');
              const [first] = await new Promise((resolve) => { const r = store.getAll(); r.onsuccess = () => resolve(r.result); });
              await new Promise((resolve) => { const r = store.put({ ...first, madeAt: first.madeAt - 6.1 * 24 * 3600 * 1000 }); r.onsuccess = resolve; });
              database.close();
            }
            """);
        dock.Network.Mend();
        await handheld.WaitingAsync(0);
        await handheld.SeeAsync(".tray", "Older than six days");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);

        string[] ids = [.. (await handheld.EntriesAsync()).Select(e => e.Id)];
        await handheld.Page.ClickAsync(".tray button:has-text('book it now')");
        await Assertions.Expect(handheld.Page.Locator(".tray")).ToHaveCountAsync(0);
        await handheld.WaitingAsync(0);
        Assert.Equal(2, (await dock.ReceivedAsync())["MUG"]);
        Assert.DoesNotContain((await handheld.EntriesAsync())[^1].Id, ids);
    }

    [ScreenFact]
    public async Task Clock_OfTheDevice_ThatIsOff_IsTold()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.Clock.InstallAsync(new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-12) });
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"]);
        await handheld.SeeAsync("#skew", "12 minutes");
    }
}
