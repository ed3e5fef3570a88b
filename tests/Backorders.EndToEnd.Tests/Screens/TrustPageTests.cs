using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Server.Options;
using Backorders.Server.Security.Authority;
using Backorders.Server.Tests;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>A handheld that meets a node with an authority of its own: first by an address that its browser does not trust, then by one that it does.</summary>
public sealed class TrustPageTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo profiles = Directory.CreateTempSubdirectory("backorders-trust-screens-");

    private string Profile => Path.Combine(profiles.FullName, "handheld");

    public void Dispose() => profiles.Delete(recursive: true);

    [ScreenFact(Tools.Axe)]
    public async Task Handheld_AtTheInsecureAddress_IsLedToTheAuthorityAndToTheSecureOne()
    {
        await using TestNode node = await StartAsync();
        node.Time.Advance(TimeProvider.System.GetUtcNow() - node.Time.GetUtcNow()); // a browser goes by its machine's clock; the node renews what it shows
        Uri trust = node.Node.TrustAddress!;
        output.WriteLine($"the device is told {trust}");
        string secure = $"https://{trust.Host}:{node.Node.HttpAddress.Port}";
        await using (Handheld stranger = await Handheld.StartAsync(Profile, home: profiles.FullName))
        {
            IPage page = stranger.Page;
            await page.GotoAsync(new Uri(trust, "/dock").ToString());
            await stranger.SeeAsync("main", "This address is not secure");
            Assert.False(await page.EvaluateAsync<bool>("() => isSecureContext"));
            await Assertions.Expect(page.Locator("#missing li")).ToHaveCountAsync(5);
            await stranger.SeeAsync("#secure", $"{secure}/dock");
            await IsFineAsync(page, "insecure, with a local authority");

            await page.ClickAsync("#trust");
            await stranger.SeeAsync("#fingerprint", string.Join(' ', trust.Fragment[1..].Chunk(4).Select(c => new string(c))));
            await Assertions.Expect(page.Locator("details[open] summary")).ToHaveTextAsync("Linux with Chromium or Chrome");
            Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('#code').decode().then(() => true)"));
            await IsFineAsync(page, "trust");
            IDownload file = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#file"));
            Assert.Equal("local-ca.crt", file.SuggestedFilename);
            string path = (await file.PathAsync())!;
            Assert.Equal(trust.Fragment[1..], Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path))));
            await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync($"{secure}/"));
            await ImportAsync(path);
        }

        await using Handheld handheld = await Handheld.StartAsync(Profile, home: profiles.FullName);
        await handheld.Page.GotoAsync(trust.ToString());
        await handheld.Page.ClickAsync("#pages");
        await handheld.Page.WaitForSelectorAsync("#key");
        Assert.Equal($"{secure}/", handheld.Page.Url);
        await handheld.LogInAsync(node.Keys["scanner"]);
        await handheld.InstalledAsync();
        Assert.True(await handheld.Page.EvaluateAsync<bool>("() => isSecureContext && !!navigator.wakeLock && !!navigator.locks && !!navigator.mediaDevices && !!crypto.randomUUID"));
        Assert.Equal(["h2"], await handheld.Page.EvaluateAsync<string[]>("() => [...new Set(performance.getEntriesByType('navigation').map((e) => e.nextHopProtocol))]"));
        await Assertions.Expect(handheld.Page.Locator("#untrusted")).ToHaveCountAsync(0);
        Assert.Empty(handheld.Errors);
    }

    [ScreenFact]
    public async Task Code_OfAnotherAuthority_IsToldBeforeAnythingIsInstalled()
    {
        await using TestNode node = await StartAsync();
        await using Handheld handheld = await Handheld.OpenAsync("de-DE");
        await handheld.Page.GotoAsync(node.Node.TrustAddress!.ToString());
        await handheld.SeeAsync("h1", "Diesem Knoten vertrauen");
        await handheld.Page.WaitForSelectorAsync("#fingerprint");
        await Assertions.Expect(handheld.Page.Locator("#other")).ToHaveCountAsync(0);
        await handheld.Page.GotoAsync("about:blank");
        await handheld.Page.GotoAsync(new Uri(node.Node.TrustAddress, "#" + new string('0', 64)).ToString());
        await handheld.SeeAsync("#other", "anderen Zertifizierungsstelle");
        Assert.Empty(handheld.Errors);
    }

    /// <summary>A browser that was led past its warning calls the address secure, and keeps no page of it.</summary>
    [ScreenFact(Tools.Axe)]
    public async Task Handheld_PastTheBrowsersWarning_IsToldThatNothingOutlastsAnOutage()
    {
        await using TestNode node = await StartAsync();
        await using Handheld handheld = await Handheld.StartAsync(Profile, goesPast: true);
        await handheld.Page.GotoAsync($"https://{node.Node.TrustAddress!.Host}:{node.Node.HttpAddress.Port}/dock");
        await handheld.SeeAsync("#untrusted", "does not trust the node’s certificate");
        await handheld.SeeAsync("#untrusted a", "Trust this node");
        await IsFineAsync(handheld.Page, "past the warning");
    }

    [ScreenFact(Tools.Axe)]
    public async Task TrustPage_OfANodeWithoutALocalAuthority_SaysThatItHasNone()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Handheld handheld = await Handheld.OpenAsync();
        await handheld.Page.GotoAsync(new Uri(node.Node.HttpAddress, "/trust").ToString());
        await handheld.SeeAsync("main", "This node has no authority of its own");
        await IsFineAsync(handheld.Page, "trust, without a local authority");
        Assert.Empty(handheld.Errors);
    }

    /// <summary>A node on all addresses, as a warehouse has it; one without a network is known by a name that the browser maps to this machine.</summary>
    private static Task<TestNode> StartAsync() => TestNode.StartAsync(o =>
    {
        (o.Listen.AllowRemote, o.Listen.Tls, o.Listen.Http) = (true, "0.0.0.0:0", "0.0.0.0:0");
        o.Listen.LocalAuthority = new LocalAuthorityOptions { Use = true, Names = HasNetwork() ? [] : [Handheld.StrangeHost] };
    });

    private static bool HasNetwork() => NodeNames.OfThisMachine().Any(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));

    /// <summary>Has the person's browsers trust an authority, as its import of certificates does.</summary>
    private async Task ImportAsync(string file)
    {
        string store = "sql:" + Directory.CreateDirectory(Path.Combine(profiles.FullName, ".pki", "nssdb")).FullName;
        foreach (string[] arguments in new string[][] { ["-N", "-d", store, "--empty-password"], ["-A", "-d", store, "-t", "C,,", "-n", "local-ca", "-i", file] })
        {
            using Process program = Process.Start("certutil", arguments);
            await program.WaitForExitAsync();
            Assert.Equal(0, program.ExitCode);
        }
    }

    private Task IsFineAsync(IPage page, string view) => Looks.IsReachableAsync(page, view, output);
}
