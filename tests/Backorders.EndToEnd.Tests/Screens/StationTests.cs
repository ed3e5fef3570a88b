using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Tests;
using Backorders.V1;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>The jobs of a person at a station, done in a browser.</summary>
public sealed class StationTests : IAsyncLifetime
{
    private Dock dock = null!;
    private Handheld handheld = null!;

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
    public async Task Task_IsOffered_PickedByScan_Packed_AndShipped_UntilThereIsNothingToDo()
    {
        await StartAsync();
        await handheld.TaskAsync("idle");
        await handheld.SeeAsync("#task", "Nothing to do");

        await dock.ReceiveMugsAsync();
        await handheld.TaskAsync("take");
        await handheld.SeeAsync("#from", "door D1");
        await handheld.SeeAsync("#what", "6 × MUG A mug");
        await handheld.SeeAsync("#to", "lane L2");
        await handheld.SeeAsync("#lease", "Yours for 4:5");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.ReportedAsync("pick", "done");
        await handheld.TaskAsync("pack");
        await handheld.ScanAsync("PARCEL-7");
        await handheld.ReportedAsync("pack", "done");
        await handheld.Page.ClickAsync("[data-parcel=PARCEL-7] button");
        await handheld.ReportedAsync("ship", "done");
        await Assertions.Expect(handheld.Page.Locator("[data-parcel]")).ToHaveCountAsync(0);
        await handheld.TaskAsync("idle");

        Order order = await dock.Node.Acme.Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-1" });
        Assert.Equal(6, Assert.Single(order.Lines).Shipped);
        Assert.Equal(["pick", "pack", "ship"], (await handheld.EntriesAsync()).Select(e => e.Kind));
        Assert.Empty(handheld.Errors);
        Assert.All(handheld.Requests, url => Assert.StartsWith(dock.Network.Address.ToString(), url));
    }

    [ScreenFact]
    public async Task KeysAlone_DoAllOfIt()
    {
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
        await handheld.Page.Locator("#key").FocusAsync();
        await handheld.Page.Keyboard.InsertTextAsync(dock.Node.Keys["station"]);
        await handheld.PressAsync("Enter");
        await handheld.Page.Locator("#station").FocusAsync();
        await handheld.Page.Keyboard.InsertTextAsync("P1");
        await handheld.PressAsync("Enter");
        await dock.ReceiveMugsAsync(10);
        await handheld.TaskAsync("take");

        await handheld.PressAsync("1");
        await handheld.ReportedAsync("start", "done");
        await handheld.PressAsync("0");
        await handheld.Page.WaitForFunctionAsync("() => document.activeElement.id === 'typed'");
        await handheld.Page.Keyboard.InsertTextAsync("MUG");
        await handheld.PressAsync("Enter");
        await handheld.TaskAsync("pack");
        await handheld.PressAsync("8");
        await handheld.ReportedAsync("pack", "done");
        await handheld.TaskAsync("take");
        await handheld.PressAsync("2");
        await handheld.Page.WaitForFunctionAsync("() => document.activeElement.id === 'short-form-n'");
        await handheld.PressAsync("Escape");
        await Assertions.Expect(handheld.Page.Locator("#short-form")).ToHaveCountAsync(0);
        await handheld.PressAsync("6");
        await handheld.ReportedAsync("ship", "done");
        await Assertions.Expect(handheld.Page.Locator("[data-parcel]")).ToHaveCountAsync(0);
        await handheld.PressAsync("5");
        await handheld.ReportedAsync("return", "done");
        await handheld.TaskAsync("take");
        await handheld.PressAsync("7");
        await handheld.TaskAsync("paused");
        Assert.Equal("", Assert.Single(await dock.TasksAsync()).Station);
        await handheld.PressAsync("7");
        await handheld.TaskAsync("take");
    }

    [ScreenFact]
    public async Task TooFew_AreReportedByTheirNumber_AndACountIsAskedFor()
    {
        await StartWithATaskAsync();
        await handheld.PressAsync("2");
        await handheld.Page.FillAsync("#short-form-n", "4");
        await handheld.PressAsync("Enter");
        await handheld.ReportedAsync("short", "done");
        await handheld.TaskAsync("pack");
        await handheld.SeeAsync("#what", "4 × MUG");
        await handheld.ScanAsync("PARCEL-1");

        await handheld.Page.FillAsync("#count-form-n", "0");
        await handheld.PressAsync("Enter");
        await handheld.ReportedAsync("pick", "done");
        await handheld.TaskAsync("idle");
        Assert.Equal((TaskState.Packed, 4L), Assert.Single(await dock.TasksAsync()) is var left ? (left.State, left.Quantity) : default);
    }

    [ScreenFact]
    public async Task Damage_BeforeAndAfterThePick_TakesUnitsAway()
    {
        await StartWithATaskAsync();
        await handheld.PressAsync("3");
        await handheld.Page.FillAsync("#damage-form-n", "1");
        await handheld.PressAsync("Enter");
        await handheld.ReportedAsync("short", "done");
        await handheld.SeeAsync("#what", "5 × MUG");
        await handheld.TaskAsync("pack");
        await handheld.PressAsync("3");
        await handheld.Page.FillAsync("#damage-form-n", "2");
        await handheld.PressAsync("Enter");
        await handheld.ReportedAsync("damage", "done");
        await handheld.SeeAsync("#what", "3 × MUG");
        Assert.Equal(2, (await dock.StockAsync("MUG")).Damaged);
    }

    [ScreenFact]
    public async Task WrongItem_IsTold_AndIsBroughtBackByWhoeverGetsTheTask()
    {
        await StartWithATaskAsync();
        await handheld.ScanAsync("BOWL");
        await handheld.SeeAsync(".tray", "MUG is asked for, BOWL was scanned");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("#result", "Answer the question on the screen first");
        await handheld.PressAsync("4");
        await handheld.ReportedAsync("stray", "done");
        await Assertions.Expect(handheld.Page.Locator(".tray")).ToHaveCountAsync(0);
        Assert.Contains(await dock.TasksAsync(), t => t is { Kind: TaskKind.PutBack, Sku: "BOWL", Quantity: 1 });

        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.TaskAsync("pack");
    }

    [ScreenFact]
    public async Task StrayGoods_AreScanned_AndTheirTaskIsDoneHere()
    {
        await StartAsync();
        await handheld.TaskAsync("idle");
        await handheld.PressAsync("4");
        await handheld.Page.WaitForSelectorAsync("#stray-form");
        await handheld.ScanAsync("BOWL");
        await Assertions.Expect(handheld.Page.Locator("#stray-code")).ToHaveValueAsync("BOWL");
        await handheld.Page.FillAsync("#stray-n", "3");
        await handheld.PressAsync("Enter");
        await handheld.TaskAsync("take");
        await handheld.SeeAsync("#task", "Put back");
        await handheld.SeeAsync("#what", "3 × BOWL");
        await handheld.PressAsync("8");
        await handheld.TaskAsync("idle");
        Assert.Empty(await dock.TasksAsync());
    }

    [ScreenFact]
    public async Task ItemScannedTwice_IsNoParcel()
    {
        await StartWithATaskAsync();
        await handheld.ScanAsync(Dock.MugGtin, Dock.MugGtin);
        await handheld.SeeAsync("#result", "Scan the label of the parcel");
        await handheld.TaskAsync("pack");
        Assert.Equal(["pick"], (await handheld.EntriesAsync()).Select(e => e.Kind));
    }

    [ScreenFact]
    public async Task ItemAndParcel_TypedWithoutAPauseBehindASlowNetwork_AreBothBooked()
    {
        dock.Network.Delay = TimeSpan.FromMilliseconds(200);
        await StartWithATaskAsync();
        await handheld.ScanAsync(Dock.MugGtin, "PARCEL-1");
        await handheld.ReportedAsync("pack", "done");
        Assert.Equal([("pick", "done"), ("pack", "done")], (await handheld.EntriesAsync()).Select(e => (e.Kind, e.State)));
        Assert.Equal("PARCEL-1", Assert.Single(await dock.TasksAsync()).Parcel);
    }

    [ScreenFact]
    public async Task KeyWithoutTheRole_IsToldWhichItNeeds()
    {
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["scanner"]);
        await handheld.SeeAsync("#trouble", "Ask for the role Station");
    }

    private Task StartAsync() => handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);

    private async Task StartWithATaskAsync()
    {
        await dock.ReceiveMugsAsync();
        await StartAsync();
        await handheld.TaskAsync("take");
    }
}
