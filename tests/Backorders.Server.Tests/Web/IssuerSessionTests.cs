using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backorders.Server.Options;
using Backorders.Server.Tests.Access;
using Backorders.Testing;
using static Backorders.Server.Tests.Web.IssuerLoginTests;

namespace Backorders.Server.Tests.Web;

/// <summary>How long a login through an issuer is good, at which nodes, and how it ends.</summary>
public sealed class IssuerSessionTests : IAsyncLifetime
{
    private const string Places = """{"warehouse":"MAIN"}""";

    private readonly ManualTimeProvider waiting = new();
    private TestIssuer issuer = null!;

    public async Task InitializeAsync() => issuer = await TestIssuer.StartAsync();

    public async Task DisposeAsync() => await issuer.DisposeAsync();

    [Fact]
    public async Task Session_EndsWithItsIdToken_AndSoDoItsStreams()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = await LogInAsync(node);
        await using ToldEvents told = await browser.OpenAsync("Stations/OfferTasks", """{"warehouse":"MAIN","station":"P1"}""");
        await told.NextAsync();
        Advance(node, TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29)); // five minutes, and as much as the issuer's clock may differ
        Assert.Equal("login:alice", Text(await browser.WhoAsync(), "person"));

        Advance(node, TimeSpan.FromSeconds(1));

        Assert.Equal(("unauthenticated", "SESSION_ENDED"), await told.EndAsync());
        using HttpResponseMessage call = await browser.CallAsync("Operations/GetPlaces", Places);
        Assert.Equal(HttpStatusCode.Unauthorized, call.StatusCode);
        Assert.Null(Text(await browser.WhoAsync(), "person"));
    }

    [Fact]
    public async Task Session_OfSoManyHours_OutlastsItsToken_AndIsNotLengthened()
    {
        await using TestNode node = await StartAsync(t => t.Login!.SessionHours = 10);
        using TestBrowser browser = await LogInAsync(node);
        Advance(node, TimeSpan.FromHours(9));
        Assert.Equal("login:alice", Text(await browser.WhoAsync(), "person"));
        Advance(node, TimeSpan.FromHours(1));
        Assert.Null(Text(await browser.WhoAsync(), "person"));
    }

    [Fact]
    public async Task Session_AtAnotherNodeOfTheStore_IsGood_UntilItsIssuerIsTakenOutOfTheSettings()
    {
        await using TestNode first = await StartAsync(folder: string.Empty);
        using TestBrowser began = new(first.Node.HttpAddress);
        Uri back = await issuer.SignInAsync(await BeginAsync(began));
        await first.Node.StopAsync();

        // The answer comes to a node that has not begun the login.
        await using TestNode second = await StartAsync(folder: first.Folder);
        using TestBrowser moved = began.MovedTo(second.Node.HttpAddress);
        using (HttpResponseMessage landed = await moved.ComeFromElsewhereAsync(new Uri(moved.Origin + back.PathAndQuery)))
        {
            Assert.Equal(HttpStatusCode.OK, landed.StatusCode);
        }

        Assert.Equal("login:alice", Text(await moved.WhoAsync(), "person"));
        await second.Node.StopAsync();
        await using TestNode third = await StartAsync(t => t.Login = null, folder: first.Folder);
        using TestBrowser late = moved.MovedTo(third.Node.HttpAddress);
        using HttpResponseMessage call = await late.CallAsync("Operations/GetPlaces", Places);
        Assert.Equal((HttpStatusCode.Unauthorized, "KEY_UNKNOWN"), (call.StatusCode, await TestBrowser.ReasonAsync(call)));
    }

    [Fact]
    public async Task Logout_EndsTheSessionHere_AndSaysWhereAnotherGoesOn()
    {
        issuer.EndsSessions = true;
        await using TestNode node = await StartAsync();
        using TestBrowser browser = await LogInAsync(node);
        JsonElement told = await LogOutAsync(browser);
        Assert.Equal(("Example Corp", JsonValueKind.Null), (Text(told, "issuer"), told.GetProperty("address").ValueKind));
        using HttpResponseMessage call = await browser.CallAsync("Operations/GetPlaces", Places);
        Assert.Equal("KEY_MISSING", await TestBrowser.ReasonAsync(call));
    }

    [Fact]
    public async Task Logout_WhereTheSettingsAskForIt_LeadsToTheIssuersLogout_AndBackHere()
    {
        issuer.EndsSessions = true;
        await using TestNode node = await StartAsync(t => t.Login!.EndsIssuerSession = true);
        using TestBrowser browser = await LogInAsync(node);
        Uri address = new(Text(await LogOutAsync(browser), "address")!);
        Assert.StartsWith(issuer.Address + "/logout?", address.ToString(), StringComparison.Ordinal);
        Assert.Contains("client_id=" + TestIssuer.ClientId, address.Query);
        Assert.Contains(Uri.EscapeDataString(browser.Origin + "/"), address.Query);
    }

    [Theory]
    [InlineData("has no such place")]
    [InlineData("does not answer")]
    public async Task Logout_WhereTheIssuerCannotBeAsked_EndsTheSessionHereAllTheSame(string how)
    {
        issuer.EndsSessions = how == "does not answer";
        await using TestNode node = await StartAsync(t => (t.Login!.EndsIssuerSession, t.Login.SessionHours) = (true, 720));
        using TestBrowser browser = await LogInAsync(node);
        issuer.IsAway = how == "does not answer";
        node.Time.Advance(TimeSpan.FromHours(25)); // what is known of an issuer is kept for a day
        JsonElement told = await LogOutAsync(browser);
        Assert.Equal(("Example Corp", JsonValueKind.Null), (Text(told, "issuer"), told.GetProperty("address").ValueKind));
        Assert.Null(Text(await browser.WhoAsync(), "person"));
    }

    private static async Task<JsonElement> LogOutAsync(TestBrowser browser)
    {
        using HttpResponseMessage answer = await browser.SendAsync(HttpMethod.Delete, "/web/session", null, browser.Origin);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private void Advance(TestNode node, TimeSpan by)
    {
        waiting.Advance(by);
        node.Time.Advance(by);
    }

    private async Task<TestBrowser> LogInAsync(TestNode node)
    {
        TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage landed = await browser.ComeFromElsewhereAsync(await issuer.SignInAsync(await BeginAsync(browser)));
        Assert.Equal(HttpStatusCode.OK, landed.StatusCode);
        await browser.WhoAsync();
        return browser;
    }

    /// <param name="change">Changes the issuer's settings.</param>
    /// <param name="folder">Where a store on disk is; empty for a new one, null for one in memory.</param>
    private Task<TestNode> StartAsync(Action<TokenIssuerOptions>? change = null, string? folder = null) => TestNode.StartAsync(
        o =>
        {
            o.Tokens = [issuer.Options(t =>
            {
                TestIssuer.Login(t);
                change?.Invoke(t);
            })];
            o.Journal = folder is null ? JournalKind.Memory : JournalKind.Sqlite;
            if (folder is { Length: > 0 })
            {
                (o.DataDirectory, o.KeyFile) = (folder, Path.Combine(folder, "keys.json"));
            }
        },
        waiting: waiting);
}
