using Backorders.EndToEnd.Tests.Screens.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>Why there is no picture, and what a person is told to do about it.</summary>
[Collection(nameof(CameraBrowser))]
public sealed class CameraTroubleTests(CameraBrowser camera, ITestOutputHelper output) : IAsyncLifetime
{
    private Dock dock = null!;

    public async Task InitializeAsync() => dock = await Dock.OpenAsync();

    public async Task DisposeAsync() => await dock.DisposeAsync();

    [ScreenFact(Tools.Axe)]
    public async Task Camera_ThatIsRefused_SaysWhereItIsAllowed_AndScansGoOn()
    {
        await using Handheld handheld = await dock.StartHandheldAsync(camera.Lens.Arguments(isAllowed: false));
        await OpenAsync(handheld, "refused", "Allow the camera for this address");
        await Looks.NobodyIsShutOutAsync(handheld.Page, "camera: refused", output);
        await handheld.ScanAsync(Dock.MugGtin);
        await handheld.SignAsync("done");
        await handheld.Page.ClickAsync("#camera-close");
        await Assertions.Expect(handheld.Page.Locator("#camera-view")).ToHaveCountAsync(0);
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Device_WithoutACamera_SaysSo()
    {
        await using Handheld handheld = await dock.StartHandheldAsync("--use-fake-ui-for-media-stream");
        await OpenAsync(handheld, "none", "has no camera");
    }

    [ScreenFact]
    public async Task Camera_ThatAnotherProgramHas_SaysSo_AndIsTriedAgain()
    {
        await using Handheld handheld = await camera.OpenAsync();
        await handheld.Page.AddInitScriptAsync("""
            const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            window.isBusy = true;
            navigator.mediaDevices.getUserMedia = (wanted) => window.isBusy ? Promise.reject(new DOMException('in use', 'NotReadableError')) : ask(wanted);
            """);
        await OpenAsync(handheld, "busy", "Close that program");
        await handheld.Page.EvaluateAsync("() => { window.isBusy = false; }");
        await handheld.Page.ClickAsync("#camera-again");
        await handheld.CameraAsync("looking");
    }

    [ScreenFact]
    public async Task Camera_ThatIsTakenAway_SaysSo_AndLetsGoOfItself()
    {
        await using Handheld handheld = await camera.OpenAsync();
        await StartAsync(handheld);
        await handheld.PressAsync("c");
        await handheld.CameraAsync("looking");
        await handheld.Page.EvaluateAsync("() => document.querySelector('#camera-view video').srcObject.getTracks().forEach((track) => track.stop())");
        await ToldAsync(handheld, "ended", "taken away");
        Assert.True(await handheld.Page.EvaluateAsync<bool>("() => document.querySelector('#camera-view video').srcObject === null"));
    }

    [ScreenFact]
    public async Task Camera_WithoutAPicture_SaysSo_AfterAWhile()
    {
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.resolve(document.createElement('canvas').captureStream(0));");
        await OpenAsync(handheld, "noPicture", "gives no picture");
    }

    [ScreenFact]
    public async Task Browser_WithoutCameras_SaysThatTheAddressIsWhy()
    {
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined });");
        await OpenAsync(handheld, "insecure", "it wants https");
    }

    [ScreenFact]
    public async Task Camera_OfAPageThatNobodySees_IsClosed_AndOpensAgain()
    {
        await using Handheld handheld = await camera.OpenAsync();
        await StartAsync(handheld);
        await handheld.PressAsync("c");
        await handheld.CameraAsync("looking");
        await HideAsync(handheld, isHidden: true);
        await handheld.Page.WaitForFunctionAsync("() => document.querySelector('#camera-view video').srcObject === null");
        await HideAsync(handheld, isHidden: false);
        await handheld.Page.WaitForFunctionAsync("() => document.querySelector('#camera-view video').srcObject?.active");
        await handheld.CameraAsync("looking");

        static Task HideAsync(Handheld handheld, bool isHidden) => handheld.Page.EvaluateAsync(
            "(isHidden) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden }); document.dispatchEvent(new Event('visibilitychange')); }", isHidden);
    }

    [ScreenFact]
    public async Task Light_OfACameraThatHasOne_IsSwitched()
    {
        await using Handheld handheld = await camera.OpenAsync();
        await handheld.Page.AddInitScriptAsync("""
            window.lights = [];
            MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
            MediaStreamTrack.prototype.applyConstraints = async (wanted) => { window.lights.push(wanted.advanced[0].torch); };
            """);
        await StartAsync(handheld);
        await handheld.PressAsync("c");
        await handheld.CameraAsync("looking");
        await handheld.Page.ClickAsync("#light");
        await Assertions.Expect(handheld.Page.Locator("#light")).ToHaveAttributeAsync("aria-pressed", "true");
        await handheld.Page.ClickAsync("#light");
        await Assertions.Expect(handheld.Page.Locator("#light")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Equal("[true,false]", await handheld.Page.EvaluateAsync<string>("() => JSON.stringify(window.lights)"));
    }

    private Task StartAsync(Handheld handheld) => handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);

    private async Task OpenAsync(Handheld handheld, string reason, string words)
    {
        await StartAsync(handheld);
        await handheld.Page.ClickAsync("#camera");
        await ToldAsync(handheld, reason, words);
    }

    private static async Task ToldAsync(Handheld handheld, string reason, string words)
    {
        await handheld.CameraAsync("trouble");
        Assert.Equal(reason, await handheld.Page.GetAttributeAsync("#camera-view", "data-reason"));
        await handheld.SeeAsync("#camera-view [role=alert]", words);
    }
}
