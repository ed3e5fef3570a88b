using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Tests;
using Backorders.Server.Tests.Access;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>A person who logs in through an issuer's page, in a browser: what its cookies do on the way there and back is not played here.</summary>
public sealed class IssuerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestIssuer issuer = null!;

    public async Task InitializeAsync() => issuer = await TestIssuer.StartAsync();

    public async Task DisposeAsync() => await issuer.DisposeAsync();

    [ScreenFact(Tools.Axe)]
    public async Task Dock_AfterALoginAtTheIssuersPage_Works_AndALogoutSaysWhatGoesOn()
    {
        await using Dock dock = await OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        IPage page = handheld.Page;
        await page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await page.WaitForSelectorAsync("[data-issuer=login]");
        await Looks.NobodyIsShutOutAsync(page, "login with an issuer", output);

        await page.ClickAsync("[data-issuer=login]");
        await page.ClickAsync("#alice");
        await page.ClickAsync("[data-door=D1]");
        await page.ClickAsync($"[data-notice='{Dock.Notice}']");
        await handheld.AtDoorAsync();
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("done");
        await handheld.SeeAsync(".bar", "Log out Alice Example");
        Assert.Equal(1, (await dock.ReceivedAsync())["MUG"]);
        Assert.Equal("/dock", new Uri(page.Url).AbsolutePath);
        Assert.Empty(handheld.Errors);

        await page.ClickAsync(".bar .quiet");
        await handheld.SeeAsync("#goes-on", "At Example Corp you are still logged in");
        await Looks.NobodyIsShutOutAsync(page, "logged out of an issuer", output);
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("[data-issuer=login]");
        Assert.Equal(0, await page.Locator("#goes-on").CountAsync());
    }

    [ScreenFact(Tools.Axe)]
    public async Task Login_ThatIsRefused_OrWhoseIssuerIsAway_SaysWhy_AndAKeyIsStillTaken()
    {
        await using Dock dock = await OpenAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        IPage page = handheld.Page;
        issuer.SpoilClaims = claims => claims["owner"] = null;
        await page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
        await page.ClickAsync("[data-issuer=login]");
        await page.ClickAsync("#alice");
        await handheld.SeeAsync("#login-refused", "Example Corp does not say whose goods you may see (claim owner)");
        await Looks.NobodyIsShutOutAsync(page, "login refused", output);

        issuer.IsAway = true;
        dock.Node.Time.Advance(TimeSpan.FromHours(25));
        await page.ClickAsync("[data-issuer=login]");
        await handheld.SeeAsync("#login-refused", "Example Corp does not answer");
        await Assertions.Expect(page.Locator("[data-issuer=login]")).ToBeEnabledAsync();
        await handheld.LogInAsync(dock.Node.Keys["scanner"]);
        await page.WaitForSelectorAsync("[data-door=D1]");
    }

    private Task<Dock> OpenAsync() => Dock.OpenAsync(options => options.Tokens = [issuer.Options(TestIssuer.Login)]);
}
