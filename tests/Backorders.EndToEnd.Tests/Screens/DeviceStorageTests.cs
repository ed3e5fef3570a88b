using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>A handheld whose disk is full, or whose storage was cleared: what that means for the goods in hand is said.</summary>
public sealed class DeviceStorageTests
{
    [ScreenFact]
    public async Task Disk_ThatIsFull_TakesNoScan_AndSaysSo_UntilThereIsRoom()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.FillStorageAsync(dock.Network.Address, isFull: true); // the browser looks at it when a page opens, and then seldom
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SeeAsync("#page", "This device could not store the scan: free some space. The scan was not taken.");
        Assert.Empty(await handheld.EntriesAsync());

        await handheld.FillStorageAsync(dock.Network.Address, isFull: false);
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("done");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
    }

    [ScreenFact]
    public async Task Storage_ClearedUnderThePage_IsSaid_AndScansGoOn()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        dock.Network.Cut();
        await handheld.ScanAsync(Dock.MugGtin, Dock.MugGtin);
        await handheld.WaitingAsync(2);

        await handheld.ClearStorageAsync(dock.Network.Address);
        await handheld.SeeAsync("#cleared", "Scans that still waited here are gone.");
        await handheld.WaitingAsync(0);

        dock.Network.Mend();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("done");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
        await handheld.Page.ReloadAsync();
        await handheld.SeeAsync("#cleared", "Look up each carton that bears a number");
        await handheld.Page.ClickAsync("#cleared button");
        await Assertions.Expect(handheld.Page.Locator("#cleared")).ToHaveCountAsync(0);
        await handheld.Page.ReloadAsync();
        await handheld.Page.Locator("[data-door=D1]").WaitForAsync(); // where it stood was cleared, too
        Assert.Equal(0, await handheld.Page.Locator("#cleared").CountAsync());
    }

    [ScreenFact]
    public async Task Storage_ClearedWhileNoPageWasOpen_IsSaidAtTheNextVisit_AndNotAtTheFirst()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        Assert.Equal(0, await handheld.Page.Locator("#cleared").CountAsync());

        await handheld.Page.GotoAsync("about:blank");
        await handheld.ClearStorageAsync(dock.Network.Address);
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await handheld.SeeAsync("#cleared", "What this device kept was cleared");
    }
}
