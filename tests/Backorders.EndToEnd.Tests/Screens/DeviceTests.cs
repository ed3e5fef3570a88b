using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Security;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>A fixed station in a browser, from the code that it shows to the day it is logged out.</summary>
public sealed class DeviceTests(ITestOutputHelper output)
{
    [ScreenFact(Tools.Axe)]
    public async Task Station_LetInByItsCode_StaysSoOverARestart_AndSaysByWhomItWasLoggedOut()
    {
        await using Dock dock = await Dock.OpenAsync();
        string keys = Path.Combine(dock.Node.Folder, "keys.json");
        await using (Handheld station = await dock.StartHandheldAsync())
        {
            await station.Page.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
            await station.Page.ClickAsync("#set-up");
            string code = await station.Page.InnerTextAsync("#device-code");
            await Looks.NobodyIsShutOutAsync(station.Page, "a device's code", output);
            await ApiKeys.AddDeviceAsync(keys, "Station 7", code, "ACME", Role.Station, ["MAIN"], "P7");
            dock.Node.Time.Advance(TimeSpan.FromSeconds(1));

            await station.TaskAsync("idle");
            await station.SeeAsync("h1", "Station P7");
            await station.SeeAsync("#device", "Station 7");
            Assert.Equal(0, await station.Page.Locator(".bar .quiet, #leave").CountAsync());
            await Looks.NobodyIsShutOutAsync(station.Page, "a device's station", output);
            await station.Page.ReloadAsync();
            await station.TaskAsync("idle");
            Assert.Empty(station.Errors);
        }

        await using Handheld again = await dock.StartHandheldAsync();
        await again.Page.GotoAsync(new Uri(dock.Network.Address, "/station").ToString());
        await again.TaskAsync("idle");
        await dock.ReceiveMugsAsync();
        await again.TaskAsync("take");

        Assert.True(await ApiKeys.RevokeAsync(keys, "Station 7", dock.Node.Time.GetUtcNow(), "Jo Smith"));
        dock.Node.Time.Advance(TimeSpan.FromSeconds(1));

        await again.SeeAsync("#device-ended", "This device (Station 7) was logged out by Jo Smith on");
        await again.SeeAsync("#device-code", "-");
        await Looks.NobodyIsShutOutAsync(again.Page, "a device that was logged out", output);
    }
}
