using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Tests;
using Backorders.V1;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>What an item needs is asked before its scan is sent: nothing here is ever refused.</summary>
public sealed class QuestionTests : IAsyncLifetime
{
    private const string Receive = "Receiving/Receive";

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
    public async Task Unit_ChosenBeforeTheScan_CountsAtTheFirstAnswer_AndHoldsForItsItem()
    {
        await StartAsync();
        await handheld.Page.ClickAsync("#units [data-unit=case]");
        await handheld.SeeAsync("#units", "for the next scan");
        await handheld.ScanAsync("MUG");
        await handheld.SignAsync("done");
        await handheld.SeeAsync("#units", "for MUG");
        Assert.Equal(12, (await dock.ReceivedAsync())["MUG"]);

        await handheld.ScanAsync("MUG");
        await DoneAsync(2);
        await handheld.ScanAsync("BOWL");
        await DoneAsync(3);
        await Assertions.Expect(handheld.Page.Locator("#unit-for")).ToHaveCountAsync(0);
        Assert.Equal(["1 case (12) × MUG", "1 case (12) × MUG", "1 × BOWL"], (await handheld.EntriesAsync()).Select(e => e.Label));
        Assert.Equal((24L, 1L), await dock.ReceivedAsync() is var received ? (received["MUG"], received["BOWL"]) : default);

        await handheld.ScanAsync("MUG");
        await AskedAsync("unit");
        Assert.Equal(3, handheld.Calls(Receive));
    }

    [ScreenFact]
    public async Task Unit_ThatACodeCarries_IsTakenAndShown_AndTheOnlyOneIsNotAskedFor()
    {
        await StartAsync();
        await handheld.ScanAsync(Dock.CaseGtin, Dock.MugGtin, "BOWL");
        await DoneAsync(3);
        Assert.Equal([$"1 case (12) × {Dock.CaseGtin}", $"1 × {Dock.MugGtin}", "1 × BOWL"], (await handheld.EntriesAsync()).Select(e => e.Label));
        Assert.Equal(13, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task Unit_ThatNothingSays_IsAskedFor_AndAKeyAnswers()
    {
        await StartAsync();
        await handheld.ScanAsync("MUG");
        await AskedAsync("unit");
        Assert.Equal(["1 × piece", "1 × case of 12"], (await handheld.Page.Locator("#question strong").AllTextContentsAsync()).Select(t => t.Trim()));
        Assert.Equal(0, handheld.Calls(Receive));

        await handheld.PressAsync("2");
        await handheld.SignAsync("done");
        Assert.Equal(12, (await dock.ReceivedAsync())["MUG"]);
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Unit_ThatItemOrCodeContradicts_IsAskedFor_AndNeverSent()
    {
        await StartAsync();
        await handheld.PressAsync("u");
        await handheld.PressAsync("u");
        await Assertions.Expect(handheld.Page.Locator("#units [data-unit=case]")).ToHaveAttributeAsync("aria-pressed", "true");
        await handheld.ScanAsync("BOWL");
        await AskedAsync("unit");
        await Assertions.Expect(handheld.Page.Locator("#question [data-unit]")).ToHaveCountAsync(1);
        await handheld.Page.ClickAsync("#question [data-unit=each]");
        await DoneAsync(1);

        await handheld.Page.ClickAsync("#units [data-unit=case]");
        await handheld.ScanAsync(Dock.MugGtin);
        await AskedAsync("unit");
        await handheld.Page.ClickAsync("#question [data-unit=case]");
        await DoneAsync(2);
        Assert.Equal((12L, 1L), await dock.ReceivedAsync() is var received ? (received["MUG"], received["BOWL"]) : default);
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task LotAndDay_AreAskedForBeforeTheScanIsSent_AndOfferedForTheNextCarton()
    {
        await StartAsync();
        await handheld.ScanAsync("PILL");
        await AskedAsync("lot");
        await handheld.ScanAsync("A7");
        await handheld.Page.FillAsync("#ask-expiry", "2029-12-31");
        await handheld.PressAsync("Enter");
        await DoneAsync(1);

        await handheld.ScanAsync(Dock.PillGtin);
        await AskedAsync("lot");
        await Assertions.Expect(handheld.Page.Locator("#ask-lot")).ToHaveValueAsync("A7");
        await Assertions.Expect(handheld.Page.Locator("#ask-expiry")).ToHaveValueAsync("2029-12-31");
        await handheld.PressAsync("Enter");
        await DoneAsync(2);
        Assert.Equal((2L, 2), ((await dock.ReceivedAsync())["PILL"], handheld.Calls(Receive)));
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task SecondCodeOfACarton_SaysWhatIsAsked_AndTheNextCartonsCodeIsNoLot()
    {
        await StartAsync();
        await handheld.ScanAsync(Dock.PillGtin);
        await AskedAsync("lot");
        await handheld.ScanAsync(Dock.CaseGtin);
        await DoneAsync(1);
        await Assertions.Expect(handheld.Page.Locator("#ask-lot")).ToHaveValueAsync(string.Empty);

        await handheld.Page.EvaluateAsync("() => document.activeElement.blur()");
        await handheld.ScanAsync("]C1" + "17291231" + "10A7");
        await DoneAsync(2);
        Assert.Equal((1L, 12L), await dock.ReceivedAsync() is var received ? (received["PILL"], received["MUG"]) : default);
    }

    [ScreenFact]
    public async Task Serials_OfABlindReceipt_AreAskedForBeforeItIsSent_AsManyAsTheUnitHolds()
    {
        await dock.Node.Acme.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(),
            Items = { new Item { Sku = "RADIO", Description = "A radio", IsGoods = true, SerialControlled = true, Units = { new UnitOfMeasure { Name = "pair", BaseUnits = 2 } } } },
        });
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"]);
        await handheld.ScanAsync("RADIO");
        await AskedAsync("unit");
        await handheld.PressAsync("2");
        await AskedAsync("serials");
        await handheld.ScanAsync("SN-0001", "RADIO", "SN-0001");
        await handheld.SeeAsync("#serials-count", "1 of 2");
        await handheld.Page.ClickAsync("#question button.main");
        await handheld.SeeAsync("#question [role=alert]", "1 of 2");
        Assert.Equal(0, handheld.Calls(Receive));

        await handheld.Page.FocusAsync("#ask-serials");
        await handheld.PressAsync("Control+End");
        await handheld.ScanAsync("SN-0002");
        await handheld.SeeAsync("#serials-count", "2 of 2");
        await handheld.Page.ClickAsync("#question button.main");
        await DoneAsync(1);
        Assert.Equal(2, (await dock.StockAsync("RADIO")).All);
        Assert.Equal(["1 pair (2) × RADIO"], (await handheld.EntriesAsync()).Select(e => e.Label));
    }

    [ScreenFact]
    public async Task Questions_WithoutANetwork_AreAskedAfterAReload_AndAllIsBookedAtTheFirstAnswer()
    {
        await StartAsync();
        await handheld.InstalledAsync();
        await Assertions.Expect(handheld.Page.Locator("#units")).ToBeVisibleAsync();
        dock.Network.Cut();
        await handheld.Page.ReloadAsync();
        await handheld.AtDoorAsync();
        await handheld.ScanAsync("MUG");
        await AskedAsync("unit");
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.WaitingAsync(1);
        await handheld.Page.ReloadAsync();
        await AskedAsync("unit");
        await handheld.PressAsync("2");
        await handheld.WaitingAsync(2);
        await handheld.ScanAsync("PILL");
        await AskedAsync("lot");
        await handheld.Page.FillAsync("#ask-lot", "A7");
        await handheld.Page.FillAsync("#ask-expiry", "2029-12-31");
        await handheld.Page.ClickAsync("#question button.main");
        await handheld.WaitingAsync(3);

        dock.Network.Mend();
        await handheld.WaitingAsync(0);
        Assert.Equal(["done", "done", "done"], (await handheld.EntriesAsync()).Select(e => e.State));
        Assert.Equal((13L, 1L), await dock.ReceivedAsync() is var received ? (received["MUG"], received["PILL"]) : default);
    }

    [ScreenFact]
    public async Task Question_ThatIsNotAnswered_HoldsUpNoScan_AndMayBeDropped()
    {
        await StartAsync();
        await handheld.ScanAsync("MUG");
        await AskedAsync("unit");
        await handheld.ScanAsync("MUG", "BOWL");
        await DoneAsync(1);
        await handheld.SeeAsync("#question", "1 more");
        await handheld.Page.ClickAsync("#not-booked");
        await Assertions.Expect(handheld.Page.Locator("#question")).Not.ToContainTextAsync("more");
        await handheld.PressAsync("1");
        await DoneAsync(2);
        Assert.Equal((1L, 1L), await dock.ReceivedAsync() is var received ? (received["MUG"], received["BOWL"]) : default);
    }

    [ScreenFact]
    public async Task Questions_AreAskedInTheBrowsersLanguage()
    {
        await handheld.DisposeAsync();
        handheld = await Handheld.OpenAsync("de-DE");
        await StartAsync();
        await handheld.ScanAsync("MUG");
        await handheld.SeeAsync("#question", "In welcher Einheit kommt es?");
        await handheld.SeeAsync("#question [data-unit=case]", "case zu 12");
    }

    private async Task StartAsync()
    {
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await Assertions.Expect(handheld.Page.Locator("#units")).ToBeVisibleAsync();
    }

    private async Task AskedAsync(string field)
    {
        await Assertions.Expect(handheld.Page.Locator("#question")).ToHaveAttributeAsync("data-asks", field);
        Assert.DoesNotContain("refused", (await handheld.EntriesAsync()).Select(e => e.State));
    }

    private Task DoneAsync(int count) => Assertions.Expect(handheld.Page.Locator(".recent li[data-state=done]")).ToHaveCountAsync(count);
}
