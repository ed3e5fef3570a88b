using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Security;
using Backorders.Server.Tests;
using Backorders.V1;
using Grpc.Core;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>One stream for all tabs of a browser: whoever holds it may be closed, killed or frozen, and the network may go, and each tab still hears everything once.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    /// <summary>A machine that does much else is slow, and a test of order must not fail for it.</summary>
    private static readonly LocatorAssertionsToHaveAttributeOptions Patiently = new() { Timeout = 20_000 };

    private Dock dock = null!;
    private Handheld handheld = null!;
    private int orders;

    public async Task InitializeAsync()
    {
        dock = await Dock.OpenAsync();
        handheld = await Handheld.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await handheld.DisposeAsync();
        await dock.DisposeAsync();
    }

    [ScreenFact]
    public async Task DockAndStation_HearOverOneStream_AndTheStationGoesOnWhenTheDockIsClosed()
    {
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["acme"], Dock.Notice);
        await Poll.UntilAsync(() => handheld.Streams > 0);
        IPage station = await StationAsync();
        Assert.True(await Ears.LeadsAsync(handheld.Page));
        await dock.ReceiveMugsAsync();
        await Assertions.Expect(station.Locator("#task")).ToHaveAttributeAsync("data-state", "take", Patiently);
        await dock.Node.Acme.Receiving.ReceiveAsync(new() { Warehouse = "MAIN", DeviceId = "OTHER", ScanId = "1", Sku = "MUG", Quantity = 7, Door = "D1", AsnNo = Dock.Notice });
        await handheld.SeeAsync("#lines [data-sku=MUG]", "40733");
        Assert.Equal(1, handheld.OpenStreams);

        await handheld.Page.CloseAsync();
        Assert.Same(station, await Ears.LeaderAsync([station]));
        await station.Keyboard.PressAsync("5");
        await Assertions.Expect(station.Locator("#result")).ToHaveAttributeAsync("data-sign", "done", Patiently);
        await Assertions.Expect(station.Locator("#task")).ToHaveAttributeAsync("data-state", "take", Patiently);
        await Poll.UntilAsync(() => handheld.OpenStreams == 1);
    }

    [ScreenFact]
    public async Task TabThatHoldsTheStream_KilledClosedOrNavigatedAway_LeavesNoGapAndNoDouble()
    {
        List<IPage> tabs = await TabsAsync(4);
        foreach (Func<IPage, Task> fate in new Func<IPage, Task>[] { CrashAsync, tab => tab.CloseAsync(), tab => tab.GotoAsync("about:blank") })
        {
            IPage leader = await Ears.LeaderAsync(tabs);
            tabs.Remove(leader);
            await OrderAsync();
            await fate(leader);
            await OrderAsync();
            Assert.NotSame(leader, await Ears.LeaderAsync(tabs));
            await OrderAsync();
            await Task.WhenAll(tabs.Select(tab => Ears.HearsAllAsync(tab, dock.Node.Acme)));
        }

        await Poll.UntilAsync(() => handheld.OpenStreams == 1);
    }

    [ScreenFact]
    public async Task TabThatHoldsTheStream_FrozenByTheBrowser_HandsItOver_AndCatchesUpWhenItThaws()
    {
        List<IPage> tabs = await TabsAsync(2);
        IPage leader = await Ears.LeaderAsync(tabs);
        IPage other = tabs.Single(tab => tab != leader);
        ICDPSession control = await leader.Context.NewCDPSessionAsync(leader);

        // The page is told as a browser tells it that freezes a page by itself; then it is stopped.
        await leader.EvaluateAsync("() => { document.dispatchEvent(new Event('freeze')); }");
        await control.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "frozen" });
        await OrderAsync();
        Assert.Same(other, await Ears.LeaderAsync([other]));
        await Ears.HearsAllAsync(other, dock.Node.Acme);
        await control.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "active" });
        await leader.EvaluateAsync("() => { document.dispatchEvent(new Event('resume')); }");
        await Ears.HearsAllAsync(leader, dock.Node.Acme);
        Assert.True(await Ears.LeadsAsync(other));
    }

    /// <summary>A system that stops a program says nothing to it before: such a tab is there, and nobody hears it.</summary>
    [ScreenFact]
    public async Task TabThatHoldsTheStream_AndAnswersNobody_IsRobbedOfIt()
    {
        List<IPage> tabs = await TabsAsync(2);
        IPage leader = await Ears.LeaderAsync(tabs);
        IPage other = tabs.Single(tab => tab != leader);
        await leader.EvaluateAsync("() => { window.speak = BroadcastChannel.prototype.postMessage; BroadcastChannel.prototype.postMessage = () => {}; }");
        await OrderAsync();
        await Ears.RobsAsync(other);
        await Ears.HearsAllAsync(other, dock.Node.Acme);
        await leader.EvaluateAsync("() => { BroadcastChannel.prototype.postMessage = window.speak; }");
        await OrderAsync();
        await Task.WhenAll(tabs.Select(tab => Ears.HearsAllAsync(tab, dock.Node.Acme)));
        await Poll.UntilAsync(() => handheld.OpenStreams == 1);
    }

    [ScreenFact]
    public async Task LaterTab_ThatKnowsLess_HearsWhatTheOthersHaveHeard_AndTheyHearNothingTwice()
    {
        List<IPage> tabs = await TabsAsync(1);
        await OrderAsync();
        await Ears.HearsAllAsync(tabs[0], dock.Node.Acme);
        IPage late = await StationAsync();
        await Ears.OpenAsync(late);
        await Ears.HearsAllAsync(late, dock.Node.Acme);
        await OrderAsync();
        await Ears.HearsAllAsync(late, dock.Node.Acme);
        await Ears.HearsAllAsync(tabs[0], dock.Node.Acme);
        Assert.Equal(1, handheld.OpenStreams);
    }

    [ScreenFact]
    public async Task NetworkThatWasCut_IsSaid_AndNothingIsMissedOrToldTwice()
    {
        List<IPage> tabs = await TabsAsync(2);
        dock.Network.Cut();
        await OrderAsync();
        foreach (IPage tab in tabs)
        {
            await Assertions.Expect(tab.Locator("#not-live")).ToContainTextAsync("What others do has not been shown here since", new() { Timeout = 20_000 });
        }

        dock.Network.Mend();
        await Task.WhenAll(tabs.Select(tab => Ears.HearsAllAsync(tab, dock.Node.Acme)));
        await OrderAsync();
        foreach (IPage tab in tabs)
        {
            await Ears.HearsAllAsync(tab, dock.Node.Acme);
            await Assertions.Expect(tab.Locator("#not-live")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        }
    }

    [ScreenFact]
    public async Task CursorThatTheNodeDoesNotKnow_IsTold_AndWhatHappensFromThenOnIsHeard()
    {
        // The one tab that listens, and then one beside another whose cursor is good.
        IPage alone = await StartAsync();
        await Ears.OpenAsync(alone, from: 999_999);
        await alone.WaitForFunctionAsync("() => window.lost === 1");
        IPage good = await StationAsync();
        await Ears.OpenAsync(good);
        await Ears.HearsAllAsync(good, dock.Node.Acme);
        IPage strange = await StationAsync();
        await Ears.OpenAsync(strange, from: 999_999);
        await Poll.UntilAsync(() =>
        {
            dock.Node.Time.Advance(TimeSpan.FromSeconds(5)); // the stream tells how far it is
            return strange.EvaluateAsync<bool>("() => window.lost === 1");
        });

        long[] before = await good.EvaluateAsync<long[]>("() => window.heard");
        await OrderAsync();
        await Ears.HearsAllAsync(good, dock.Node.Acme);
        long[] since = [.. (await good.EvaluateAsync<long[]>("() => window.heard")).Except(before)];
        foreach (IPage tab in new[] { alone, strange })
        {
            await tab.WaitForFunctionAsync("(last) => window.heard.at(-1) >= last", since[^1]);
            Assert.Equal(since, (await tab.EvaluateAsync<long[]>("() => window.heard")).Except(before));
            Assert.Equal((1, 0), (await tab.EvaluateAsync<int>("() => window.lost"), await tab.EvaluateAsync<int>("() => window.ends.length")));
        }
    }

    [ScreenFact]
    public async Task KeyThatIsRevoked_HasEveryTabAskForALogin_AndNobodyTriesOn()
    {
        List<IPage> tabs = await TabsAsync(2);
        int opened = handheld.Streams;
        Assert.True(await ApiKeys.RevokeAsync(Path.Combine(dock.Node.Folder, "keys.json"), "acme", dock.Node.Time.GetUtcNow()));
        dock.Node.Time.Advance(TimeSpan.FromSeconds(5));
        foreach (IPage tab in tabs)
        {
            await tab.WaitForSelectorAsync("#key");
        }

        Assert.Equal((opened, 0), (handheld.Streams, handheld.OpenStreams));

        // Somebody else logs in at one tab: the streams are theirs, and the tabs share one again.
        await tabs[0].FillAsync("#key", dock.Node.Keys["station"]);
        await tabs[0].ClickAsync("button[type=submit]");
        await Assertions.Expect(tabs[1].Locator("#task")).ToHaveAttributeAsync("data-state", "idle", Patiently);
        await Poll.UntilAsync(() => handheld.OpenStreams == 1);
    }

    /// <summary>A call that the node has no room for at the moment is made again, and what the browser hears beside it goes on.</summary>
    [ScreenFact]
    public async Task CallThatIsRefusedForNow_IsMadeAgain_AndNothingIsMissed()
    {
        await using Dock tight = await Dock.OpenAsync(options => options.Limits.Calls.StreamsPerKey = 2);
        await using Handheld one = await Handheld.OpenAsync();
        BackordersClient reader = tight.Node.Client("reader");
        await one.StartAtStationAsync(tight.Network.Address, tight.Node.Keys["acme"]);
        await one.TaskAsync("idle");
        await Ears.OpenAsync(one.Page);
        await Ears.HearsAllAsync(one.Page, reader);

        tight.Network.Cut();
        AsyncServerStreamingCall<SubscribeResponse>? other = null;
        await Poll.UntilAsync(() => HasBegunAsync(other = tight.Node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse }))); // once the browser's places are free
        using (other)
        {
            tight.Network.Mend();
            using HttpClient http = new() { BaseAddress = tight.Node.Node.HttpAddress };
            await Poll.UntilAsync(async () => (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("limit=\"streams_of_key\"", StringComparison.Ordinal));
            await tight.Node.Acme.Orders.SubmitOrderAsync(TestNode.Order("L-1", 1));
        }

        await tight.ReceiveMugsAsync();
        await one.TaskAsync("take");
        await Ears.HearsAllAsync(one.Page, reader);
    }

    private static async Task<bool> HasBegunAsync(AsyncServerStreamingCall<SubscribeResponse> call)
    {
        try
        {
            return await call.ResponseStream.MoveNext(default);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    private static async Task CrashAsync(IPage tab)
    {
        TaskCompletionSource crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        tab.Crash += (_, _) => crashed.TrySetResult();
        ICDPSession control = await tab.Context.NewCDPSessionAsync(tab);
        _ = control.SendAsync("Page.crash"); // nobody answers it
        await crashed.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Tabs of one station, each of which hears the warehouse's events too.</summary>
    private async Task<List<IPage>> TabsAsync(int count)
    {
        List<IPage> tabs = [await StartAsync()];
        while (tabs.Count < count)
        {
            tabs.Add(await StationAsync());
        }

        foreach (IPage tab in tabs)
        {
            await Ears.OpenAsync(tab);
            await Ears.HearsAllAsync(tab, dock.Node.Acme);
        }

        Assert.Equal(1, handheld.OpenStreams);
        return tabs;
    }

    private async Task<IPage> StartAsync()
    {
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["acme"]);
        await handheld.TaskAsync("idle");
        return handheld.Page;
    }

    private async Task<IPage> StationAsync()
    {
        IPage tab = await handheld.NewTabAsync();
        await tab.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
        await tab.Locator("#station, #task").First.WaitForAsync();
        if (await tab.Locator("#station").IsVisibleAsync())
        {
            await tab.FillAsync("#station", "P1");
            await tab.PressAsync("#station", "Enter");
        }

        await Assertions.Expect(tab.Locator("#task")).ToHaveAttributeAsync("data-state", "idle", Patiently);
        return tab;
    }

    private async Task OrderAsync() => await dock.Node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"L-{++orders}", 1));
}
