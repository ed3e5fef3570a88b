using System.Diagnostics;
using System.Globalization;
using System.Text;
using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Tests;
using Backorders.V1;
using Microsoft.Playwright;
using Measured = Backorders.Testing.Postgres.Figures;
using Poll = Backorders.Testing.Postgres.Poll;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Stations while the network is away, while browsers die, and while somebody else has the task, the name or the place.</summary>
public sealed class StationOutageTests
{
    [ScreenFact]
    public async Task Reload_TakesTheLeaseBack_UnderTheSameToken()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, handheld);
        (string? task, string? token) = await ShownAsync(handheld);
        await handheld.InstalledAsync();
        await ForgetDeskAsync(handheld); // what is shown then was told by the engine

        long began = Stopwatch.GetTimestamp();
        await handheld.Page.ReloadAsync();
        await handheld.TaskAsync("take");
        TimeSpan took = Stopwatch.GetElapsedTime(began);

        Measured.Tell(string.Create(CultureInfo.InvariantCulture, $"a station's lease is taken back {took.TotalMilliseconds:0} ms after a reload"));
        Assert.Equal((task, token), await ShownAsync(handheld));
    }

    [ScreenFact]
    public async Task PickInAnOutage_ThatAnotherStationHasDone_LeadsToAPutBack_AndNotToAnError()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld first = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, first);
        dock.Network.Cut();
        await first.ScanAsync(Dock.MugGtin);
        await first.ReportedAsync("pick", "offline");
        await first.SeeAsync("#result", "Keep the goods with you");
        await first.WaitingAsync(1);

        dock.EndLeases();
        await using Network other = new(dock.Node.Node.HttpAddress);
        await using Handheld second = await Handheld.OpenAsync();
        await second.StartAtStationAsync(other.Address, dock.Node.Keys["station"], "P2");
        await second.TaskAsync("take");
        await second.ScanAsync(Dock.MugGtin);
        await second.TaskAsync("pack");

        dock.Network.Mend();
        await first.SeeAsync("#put-back", "Put 6 × MUG back");
        await first.SeeAsync("#put-back", "Station P2 has it now");
        await first.SeeAsync("#put-back", "Back to where you took them: door D1");
        await first.WaitingAsync(0);
        await first.PressAsync("9");
        await Assertions.Expect(first.Page.Locator("#put-back")).ToHaveCountAsync(0);
        await first.TaskAsync("idle");
        await second.ScanAsync("PARCEL-1");
        await second.ReportedAsync("pack", "done");
        Assert.Equal((1, 6L), ((await dock.TasksAsync()).Count, (await dock.TasksAsync())[0].Quantity));
    }

    [ScreenFact]
    public async Task PackAfterALostPick_IsNotSent_AndGoodsThatCannotGoBackGetATask()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, handheld);
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin, "PARCEL-1");
        await handheld.WaitingAsync(2);
        await handheld.TaskAsync("packing");
        await dock.Node.Acme.Orders.CancelOrderAsync(new CancelOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "SO-1", Reason = ReasonCode.CustomerRequest });

        dock.Network.Mend();
        await handheld.SeeAsync("#put-back", "Nobody needs these units for it now");
        Assert.Equal([("pick", "refused"), ("pack", "void")], (await handheld.EntriesAsync()).Select(e => (e.Kind, e.State)));
        await handheld.PressAsync("8");
        await handheld.ReportedAsync("stray", "done");
        await Assertions.Expect(handheld.Page.Locator("#put-back")).ToHaveCountAsync(0);
        Assert.Contains(await dock.TasksAsync(), t => t is { Kind: TaskKind.PutBack, Sku: "MUG", Quantity: 6 });
    }

    [ScreenFact]
    public async Task PackedTooLate_GoodsGoToTheStationThatGoesOn()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, handheld);
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.TaskAsync("pack");
        dock.Network.Cut();
        await handheld.ScanAsync("PARCEL-1");
        await handheld.ReportedAsync("pack", "offline");
        dock.EndLeases();
        Assert.Single((await dock.Node.Acme.Stations.PullTasksAsync(new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "P9", Max = 1 })).Offers);

        dock.Network.Mend();
        await handheld.SeeAsync("#put-back", "Take them to station P9");
    }

    [ScreenFact]
    public async Task BrowserThatDied_LosesItsTaskWithItsLease_AndAnotherStationGetsIt()
    {
        await using Dock dock = await Dock.OpenAsync();
        Handheld first = await dock.StartHandheldAsync();
        await StartWithATaskAsync(dock, first);
        await using Handheld second = await Handheld.OpenAsync();
        await second.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"], "P2");
        await second.TaskAsync("idle");
        await first.KillAsync();
        Assert.Equal("P1", Assert.Single(await dock.TasksAsync()).Station);

        dock.EndLeases();
        await second.TaskAsync("take");
        await second.ScanAsync(Dock.MugGtin);
        await second.TaskAsync("pack");
    }

    /// <summary>A browser slows the timers of a page that nobody sees, after a while to one a minute: a worker's clock goes on.</summary>
    [ScreenFact]
    public async Task Heartbeats_OfATabThatNobodySees_KeepItsLease()
    {
        await using Dock dock = await Dock.OpenAsync();
        V1.Policy policy = (await dock.Node.Acme.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        policy.LeaseSeconds = 12; // a heartbeat every three
        await dock.Node.Operator.Operations.SetPolicyAsync(new SetPolicyRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = policy });
        (string? Task, string? Token) held;
        await using (Handheld handheld = await dock.StartHandheldAsync())
        {
            await StartWithATaskAsync(dock, handheld);
            held = await ShownAsync(handheld);
        }

        int beats = 0;
        dock.Network.Rewrite = (bytes, isNode) =>
        {
            bool isBeat = !isNode && Encoding.Latin1.GetString(bytes).Contains("POST /backorders.v1.Stations/Heartbeat", StringComparison.Ordinal);
            beats += isBeat ? 1 : 0;
            return bytes;
        };
        await using PlainBrowser browser = await PlainBrowser.OpenAsync(dock.Profile, new Uri(dock.Network.Address, "/station"), "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10");
        await Poll.UntilAsync(async () => await browser.AskAsync("document.querySelector('#task')?.dataset.state") == "take", "the station has its task");
        await browser.HideAsync();
        await browser.AskAsync("window.ticks = 0; window.began = performance.now(); setInterval(() => { window.ticks++; }, 100)");
        for (int i = 0; i < 10; i++)
        {
            // Without a heartbeat between them, two of these end the lease.
            dock.Node.Time.Advance(TimeSpan.FromSeconds(6));
            DateTimeOffset renewed = dock.Node.Time.GetUtcNow().AddSeconds(policy.LeaseSeconds);
            await Poll.UntilAsync(
                async () => Assert.Single(await dock.TasksAsync()).LeaseExpiresAt?.ToDateTimeOffset() >= renewed, "a heartbeat renews the lease");
        }

        int ticks = int.Parse(await browser.AskAsync("window.ticks"), CultureInfo.InvariantCulture);
        int due = int.Parse(await browser.AskAsync("Math.round((performance.now() - window.began) / 100)"), CultureInfo.InvariantCulture);
        Measured.Tell(string.Create(CultureInfo.InvariantCulture, $"a station's hidden tab: {beats} heartbeats in {due / 10} s, and {ticks} of {due} ticks of the page's own timer"));
        Assert.True(ticks < due / 2, "the browser did not slow the page's own timers, so this shows nothing");
        Assert.Equal(("P1", 0), Assert.Single(await dock.TasksAsync()) is var task ? (task.Station, task.Attempts) : default);
        Assert.Equal(held, (await browser.AskAsync("document.querySelector('#task').dataset.task"), await browser.AskAsync("document.querySelector('#task').dataset.token")));
    }

    [ScreenFact]
    public async Task NetworkThatWasCut_BringsWorkAgainWhenItIsMended()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await handheld.TaskAsync("idle");
        dock.Network.Cut();
        await handheld.SeeAsync("#trouble", "The node does not answer");
        await dock.ReceiveMugsAsync();
        dock.Network.Mend();
        await handheld.TaskAsync("take");
        await Assertions.Expect(handheld.Page.Locator("#trouble")).ToHaveCountAsync(0);
    }

    [ScreenFact]
    public async Task SecondDeviceWithTheSameName_TakesThePlace_AndTheFirstIsToldSo()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld first = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, first);
        (string?, string?) task = await ShownAsync(first);
        await using Handheld second = await Handheld.OpenAsync();
        await second.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await second.TaskAsync("take");
        Assert.Equal(task, await ShownAsync(second));
        await first.SeeAsync("#trouble", "Another device works as this station now");
        Assert.Equal(1, first.Streams);

        await first.Page.ClickAsync("#work-here");
        await second.SeeAsync("#trouble", "Another device works as this station now");
        await Assertions.Expect(first.Page.Locator("#trouble")).ToHaveCountAsync(0);
    }

    [ScreenFact]
    public async Task StationOfAnotherOwner_WithTheSameName_IsToldToTakeAnother()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld first = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, first);
        await using Handheld rival = await Handheld.OpenAsync();
        await rival.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["rival"]);
        await rival.SeeAsync("#trouble", "A station of this name works for another owner");
        await first.ScanAsync(Dock.MugGtin);
        await first.TaskAsync("pack");

        await rival.Page.ClickAsync("#leave");
        await rival.Page.FillAsync("#station", "R1");
        await rival.Page.PressAsync("#station", "Enter");
        await rival.TaskAsync("idle");
    }

    [ScreenFact]
    public async Task TwoTabs_ShareOneStream_AndTheSecondGoesOnAlone()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await handheld.TaskAsync("idle");
        IPage tab = await handheld.NewTabAsync();
        await tab.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
        await dock.ReceiveMugsAsync();
        await Assertions.Expect(tab.Locator("#task")).ToHaveAttributeAsync("data-state", "take");
        await handheld.TaskAsync("take");
        Assert.Equal(1, handheld.Streams);

        await handheld.Page.CloseAsync();
        await dock.ReceiveMugsAsync(4);
        await tab.Keyboard.PressAsync("5");
        await Assertions.Expect(tab.Locator("#result")).ToHaveAttributeAsync("data-sign", "done");
        await Assertions.Expect(tab.Locator("#task")).ToHaveAttributeAsync("data-state", "take");
        Assert.Equal(2, handheld.Streams);
    }

    [ScreenFact]
    public async Task LoginThatRanOut_IsAskedFor_AndTheTaskIsStillThere()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await StartWithATaskAsync(dock, handheld);
        (string?, string?) task = await ShownAsync(handheld);
        await handheld.ForgetSessionAsync();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("main", "The session of station has ended");
        Assert.Equal("waiting", (await handheld.EntriesAsync()).Single().State);

        await handheld.LogInAsync(dock.Node.Keys["station"]);
        await handheld.TaskAsync("pack");
        Assert.Equal(task, await ShownAsync(handheld));
    }

    [ScreenFact]
    public async Task Station_ThatNobodyTouches_GivesItsTaskBack_AndPauses()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.Clock.InstallAsync();
        await StartWithATaskAsync(dock, handheld);

        await handheld.Page.Clock.FastForwardAsync("14:00");
        await handheld.PressAsync("Shift"); // somebody is there
        await handheld.Page.Clock.FastForwardAsync("14:00");
        await handheld.TaskAsync("take");
        await handheld.Page.Clock.FastForwardAsync("01:31");
        await handheld.TaskAsync("paused");

        await using Handheld second = await Handheld.OpenAsync();
        await second.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"], "P2");
        await second.TaskAsync("take");
    }

    private static async Task StartWithATaskAsync(Dock dock, Handheld handheld)
    {
        await dock.ReceiveMugsAsync();
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await handheld.TaskAsync("take");
    }

    private static async Task<(string? Task, string? Token)> ShownAsync(Handheld handheld) =>
        (await handheld.Page.GetAttributeAsync("#task", "data-task"), await handheld.Page.GetAttributeAsync("#task", "data-token"));

    /// <summary>Takes away what the device has noted of its tasks.</summary>
    private static Task ForgetDeskAsync(Handheld handheld) => handheld.Page.EvaluateAsync("""
        async () => {
          const database = await new Promise((resolve) => { const r = indexedDB.open('backorders'); r.onsuccess = () => resolve(r.result); });
          const store = database.transaction('facts', 'readwrite').objectStore('facts');
          await new Promise((resolve) => { const r = store.delete('desk'); r.onsuccess = resolve; });
          database.close();
        }
        """);
}
