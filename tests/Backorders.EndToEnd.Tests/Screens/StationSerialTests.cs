using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Tests;
using Backorders.V1;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Goods whose serial numbers are known, in the hands of a person at a station.</summary>
public sealed class StationSerialTests(ITestOutputHelper output) : IAsyncLifetime
{
    private Dock dock = null!;
    private Handheld handheld = null!;

    public async Task InitializeAsync()
    {
        dock = await Dock.OpenAsync();
        handheld = await Handheld.OpenAsync();
        await dock.Node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-9", 2, "PHONE"));
        await ReceiveAsync("SN-0001", "SN-0002");
        await handheld.StartAtStationAsync(dock.Network.Address, dock.Node.Keys["station"]);
        await handheld.TaskAsync("take");
        await handheld.SeeAsync("#what", "2 × PHONE");
    }

    public async Task DisposeAsync()
    {
        await handheld.DisposeAsync();
        await dock.DisposeAsync();
    }

    [ScreenFact]
    public async Task Pick_AsksForSerials_AndIsReportedWithTheLastOfThem()
    {
        await handheld.ScanAsync("PHONE");
        await Assertions.Expect(handheld.Page.Locator("#serials-field")).ToBeFocusedAsync();
        Assert.Equal(0, handheld.Calls("Stations/ConfirmPick"));
        await handheld.ScanAsync("SN-0002", "PHONE", "SN-0002");
        await handheld.SeeAsync("#serials-count", "1 of 2");
        await handheld.ScanAsync("SN-0001");
        await handheld.ReportedAsync("pick", "done");
        await handheld.TaskAsync("pack");
        Assert.Equal(["SN-0001", "SN-0002"], Assert.Single(await dock.TasksAsync()).Serials.Order());

        await handheld.ScanAsync("PARCEL-1");
        await handheld.ReportedAsync("pack", "done");
        Assert.Equal(["pick", "pack"], (await handheld.EntriesAsync()).Select(e => e.Kind));
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Serial_ThatIsNotHere_IsRefused_AndTheRightOneIsTaken()
    {
        await handheld.ScanAsync("PHONE");
        await Assertions.Expect(handheld.Page.Locator("#serials-field")).ToBeFocusedAsync();
        await handheld.ScanAsync("SN-0001", "SN-0009");
        await handheld.SeeAsync(".tray", "A serial number is not one of those here");
        await handheld.Page.FocusAsync("#serials");
        await handheld.ScanAsync("SN-0001", "SN-0002");
        await handheld.Page.ClickAsync(".tray form button.main");
        await handheld.TaskAsync("pack");
        await Assertions.Expect(handheld.Page.Locator(".tray")).ToHaveCountAsync(0);
    }

    [ScreenFact]
    public async Task TooFew_AreReportedWithTheSerialsInHand_AndTheQuestionCanBeClosed()
    {
        await handheld.PressAsync("2");
        await handheld.Page.FillAsync("#short-form-n", "1");
        await handheld.PressAsync("Enter");
        await Assertions.Expect(handheld.Page.Locator("#serials-field")).ToBeFocusedAsync();
        await handheld.PressAsync("Escape");
        await Assertions.Expect(handheld.Page.Locator("#serials-form")).ToHaveCountAsync(0);
        Assert.Empty(await handheld.EntriesAsync());

        await handheld.PressAsync("2");
        await handheld.Page.FillAsync("#short-form-n", "1");
        await handheld.PressAsync("Enter");
        await Assertions.Expect(handheld.Page.Locator("#serials-field")).ToBeFocusedAsync();
        await handheld.ScanAsync("SN-0002");
        await handheld.ReportedAsync("short", "done");
        await handheld.SeeAsync("#what", "1 × PHONE");
        Assert.Contains(await dock.TasksAsync(), t => t is { Kind: TaskKind.CrossDock, Quantity: 1 } && t.Serials.SequenceEqual(["SN-0002"]));
    }

    [ScreenFact(Tools.Axe)]
    public async Task Question_ShutsNobodyOut()
    {
        await handheld.ScanAsync("PHONE");
        await Assertions.Expect(handheld.Page.Locator("#serials-field")).ToBeFocusedAsync();
        await Looks.IsReachableAsync(handheld.Page, "station: serials", output);
    }

    private async Task ReceiveAsync(params string[] serials)
    {
        ReceiveRequest scan = TestNode.Scan(TestNode.Id(), serials.Length, "PHONE");
        scan.Serials.Add(serials);
        await dock.Node.Acme.Receiving.ReceiveAsync(scan);
    }
}
