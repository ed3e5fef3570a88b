using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Tests;
using Backorders.V1;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>The jobs of a person at a door, done in a browser.</summary>
public sealed class DockTests : IAsyncLifetime
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
    public async Task Scan_OfMoreThanIsWaitedFor_FillsTheScreenWithWhereUnitsGo()
    {
        await StartAsync();
        await handheld.ScanAsync(Dock.CaseGtin);

        await handheld.SignAsync("done");
        Assert.Equal(["6 → lane L2", "4 → lane L1", "2 → put away"], await handheld.Result.Locator("li").AllTextContentsAsync());
        await handheld.SeeAsync("#lines [data-sku=MUG]", "401228");
        Assert.Empty(handheld.Errors);
        Assert.All(handheld.Requests, url => Assert.StartsWith(dock.Network.Address.ToString(), url));
    }

    [ScreenFact]
    public async Task Scan_OfAContainersNumber_ReceivesAllThatIsInIt()
    {
        await StartAsync();
        await handheld.ScanAsync("00" + Dock.Sscc);
        await handheld.SignAsync("done");
        await handheld.SeeAsync("#result", "10 → put away");
        Assert.Equal(10, (await dock.ReceivedAsync())["BOWL"]);
    }

    [ScreenFact]
    public async Task Scan_OfAnElementString_BringsLotAndDayOfUse()
    {
        await StartAsync();
        await handheld.ScanAsync($"01{Dock.PillGtin.PadLeft(14, '0')}1729123110A7");
        await handheld.SignAsync("done");
        await handheld.SeeAsync("#lines [data-sku=PILL]", "514");
    }

    /// <summary>The item came to need its lot after this device had read what it needs.</summary>
    [ScreenFact]
    public async Task Scan_ThatIsRefusedForItsLot_IsBookedUnderANewId()
    {
        await StartAsync();
        await Assertions.Expect(handheld.Page.Locator("#units")).ToBeVisibleAsync();
        await dock.Node.Acme.Items.DefineItemsAsync(new()
        {
            Warehouse = "MAIN", RequestId = Backorders.Server.Tests.TestNode.Id(), Items = { new V1.Item { Sku = "BOWL", Description = "A bowl", IsGoods = true, LotControlled = true } },
        });
        await handheld.ScanAsync("BOWL");
        await handheld.SignAsync("refused");
        await handheld.SeeAsync(".tray", "This item needs its lot");
        await handheld.Page.FillAsync(".tray [name=lot]", "A7");
        await handheld.Page.ClickAsync(".tray button.main");
        await handheld.SignAsync("done");
        await Assertions.Expect(handheld.Page.Locator(".tray")).ToHaveCountAsync(0);
        Assert.Equal(1, (await dock.ReceivedAsync())["BOWL"]);
    }

    [ScreenFact]
    public async Task Scan_OfACodeThatNobodyKnows_HasAWayOut_AndTheNextGoesOn()
    {
        await StartAsync();
        await handheld.ScanAsync("4006381333948", Dock.MugGtin);
        await handheld.SignAsync("done");
        await handheld.SeeAsync(".tray", "Unknown barcode");
        await handheld.Page.ClickAsync(".tray button:text-is('BOWL')");
        await handheld.SeeAsync("#lines [data-sku=BOWL]", "1019");
        await Assertions.Expect(handheld.Page.Locator(".tray")).ToHaveCountAsync(0);
    }

    [ScreenFact]
    public async Task UnitThatTheOwnerHasChangedMeanwhile_IsRefused_AndTheUnitsThatThereAreNowAreOneTapAway()
    {
        await StartAsync();
        await handheld.Page.ClickAsync("#units [data-unit=case]");
        DefineItemsRequest changed = TestNode.Items();
        changed.Items[0].Units[0].Name = "crate";
        changed.Items[0].Barcodes.Add(new Barcode { Gtin = Dock.MugGtin });
        await dock.Node.Acme.Items.DefineItemsAsync(changed);
        await handheld.ScanAsync("MUG");
        await handheld.SeeAsync(".tray", "The item has no such unit.");
        await Assertions.Expect(handheld.Page.Locator(".tray [data-unit]")).ToHaveCountAsync(2);
        await handheld.SeeAsync(".tray [data-unit=each]", "1 × piece");
        Assert.Equal(0, (await dock.ReceivedAsync())["MUG"]);

        await handheld.Page.ClickAsync(".tray [data-unit=crate]");
        await handheld.SignAsync("done");
        await Assertions.Expect(handheld.Page.Locator(".tray")).ToHaveCountAsync(0);
        Assert.Equal(12, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task Scan_ThatWasMisread_IsNotSent()
    {
        await StartAsync();
        await handheld.ScanAsync("4006381333932");
        await handheld.SignAsync("refused");
        await handheld.SeeAsync("#result", "Misread");
        Assert.Empty(await handheld.EntriesAsync());
    }

    [ScreenFact]
    public async Task OneTap_BeforeAScan_MakesItDamagedOrHeld()
    {
        await StartAsync();
        await handheld.Page.ClickAsync("#damaged");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("#result", "1 → damaged goods");
        await handheld.Page.ClickAsync("#hold");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("#result", "1 → quality hold");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("#result", "1 → lane L2");
        Assert.Equal(new Dock.StockView(0, 1, 1, 1), await dock.StockAsync("MUG"));
    }

    [ScreenFact]
    public async Task OneTap_AfterAScan_TakesItBack()
    {
        await StartAsync();
        await handheld.ScanAsync(Dock.CaseGtin);
        await handheld.SignAsync("done");
        await handheld.Page.ClickAsync("#undo");
        await handheld.SeeAsync("#result", "12 taken back");
        Assert.Equal(0, (await dock.StockAsync("MUG")).All);
    }

    [ScreenFact]
    public async Task Digits_TypedByAPerson_SayHowMany_AndAScannersDoNot()
    {
        await StartAsync();
        await handheld.Page.Keyboard.TypeAsync("13", new() { Delay = 250 });
        await Assertions.Expect(handheld.Page.Locator("#quantity")).ToHaveValueAsync("13");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("#result", "3 → put away");
        await Assertions.Expect(handheld.Page.Locator("#quantity")).ToHaveValueAsync(string.Empty);
    }

    [ScreenFact]
    public async Task Scan_WhileACursorStandsInAField_LeavesTheFieldAsItWas()
    {
        await StartAsync();
        await handheld.Page.FillAsync("#typed", "BO");
        await handheld.Page.FocusAsync("#typed");
        await handheld.ScanAsync("MUG-IS-LONG", "4006381333931");
        await handheld.SignAsync("done");
        await Assertions.Expect(handheld.Page.Locator("#typed")).ToHaveValueAsync("BO");
    }

    [ScreenFact]
    public async Task Truck_ThatIsEmpty_IsClosedWithWhatIsMissing()
    {
        await StartAsync();
        await handheld.ScanAsync(Dock.CaseGtin);
        await handheld.SignAsync("done");
        await handheld.Page.ClickAsync("#close");
        await handheld.SeeAsync(".ask", "MUG: 28 of 40");
        await handheld.Page.ClickAsync("#close-yes");
        await handheld.SeeAsync("#closed", "MUG 12/40");
        Assert.False((await dock.Node.Acme.Inbound.GetShipmentAsync(new() { Warehouse = "MAIN", AsnNo = Dock.Notice })).Open);
    }

    [ScreenFact]
    public async Task Notice_ThatIsClosedElsewhere_IsShownSo_InAllTabsOverOneStream()
    {
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["acme"], Dock.Notice);
        IPage tab = await handheld.NewTabAsync();
        await tab.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await Assertions.Expect(tab.Locator("#close")).ToBeVisibleAsync();
        await dock.Node.Acme.Receiving.ReceiveAsync(new() { Warehouse = "MAIN", DeviceId = "OTHER", ScanId = "1", Sku = "MUG", Quantity = 7, Door = "D1", AsnNo = Dock.Notice });
        await handheld.SeeAsync("#lines [data-sku=MUG]", "40733");
        await Assertions.Expect(tab.Locator("#lines [data-sku=MUG]")).ToContainTextAsync("40733");
        Assert.Equal(1, handheld.OpenStreams);

        // What happens while the stream is cut is told by the next one, from the same cursor.
        dock.Network.Cut();
        await dock.Node.Acme.Inbound.CloseShipmentAsync(new() { Warehouse = "MAIN", RequestId = Backorders.Server.Tests.TestNode.Id(), AsnNo = Dock.Notice });
        dock.Network.Mend();
        await handheld.SeeAsync("#closed", "This notice is closed");
        await Assertions.Expect(tab.Locator("#closed")).ToContainTextAsync("This notice is closed");
    }

    private Task StartAsync() => handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
}
