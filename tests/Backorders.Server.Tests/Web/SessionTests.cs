using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Tests.Web;

/// <summary>A login by key, and what its cookie is good for.</summary>
public sealed class SessionTests
{
    private const string Places = """{"warehouse":"MAIN"}""";

    [Fact]
    public async Task Login_WithAKey_SetsACookieThatNoScriptReads_AndTellsWhoItIs()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpResponseMessage answer = await LogInAsync(node, node.Keys["elsewhere"]);
        string cookie = answer.Headers.GetValues("Set-Cookie").Single();

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(node.Keys["elsewhere"], cookie);
        JsonElement who = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("elsewhere", "ACME"), (who.GetProperty("person").GetString(), who.GetProperty("owner").GetString()));
        Assert.Equal(["NORTH"], who.GetProperty("warehouses").EnumerateArray().Select(w => w.GetString()!));
    }

    [Fact]
    public async Task Login_WithAWrongKey_IsRefusedAndOnRecord()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpResponseMessage answer = await LogInAsync(node, "bko_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("KEY_UNKNOWN", await ReasonAsync(answer));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains(node.Log.Entries, e => e.EventId == 4100);
    }

    [Fact]
    public async Task Call_ByCookie_HasTheRightsOfItsKey()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Browser scanner = await Browser.LogInAsync(node, node.Keys["scanner"]);
        using HttpResponseMessage allowed = await scanner.PostAsync("Operations/GetPlaces", Places);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using HttpResponseMessage denied = await scanner.PostAsync("Orders/GetOrder", """{"warehouse":"MAIN","orderNo":"A"}""");
        Assert.Equal("ROLE_MISSING", await ReasonAsync(denied));
    }

    [Fact]
    public async Task StaffSession_ActsForTheOwnerOfItsLogin()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        using Browser staff = await Browser.LogInAsync(node, node.Keys["staff"], "ACME");
        using HttpResponseMessage received = await staff.PostAsync(
            "Receiving/Receive", """{"warehouse":"MAIN","deviceId":"D","scanId":"1","sku":"MUG","quantity":1,"door":"D1"}""");
        Assert.Equal(HttpStatusCode.OK, received.StatusCode);
        using HttpResponseMessage refused = await LogInAsync(node, node.Keys["acme"], "RIVAL");
        Assert.Equal("OWNER_NOT_ALLOWED", await ReasonAsync(refused));
    }

    [Theory]
    [InlineData("https://evil.example", "own", HttpStatusCode.Forbidden, "ORIGIN_NOT_ALLOWED")]
    [InlineData("null", "own", HttpStatusCode.Forbidden, "ORIGIN_NOT_ALLOWED")]
    [InlineData(null, "own", HttpStatusCode.Forbidden, "ORIGIN_MISSING")]
    [InlineData("own", null, HttpStatusCode.Unauthorized, "SESSION_CHANGED")]
    [InlineData("own", "0123", HttpStatusCode.Unauthorized, "SESSION_CHANGED")]
    public async Task Call_ByCookie_ThatAnotherSiteMayHaveMade_IsRefused(string? origin, string? session, HttpStatusCode status, string reason)
    {
        await using TestNode node = await TestNode.StartAsync();
        using Browser browser = await Browser.LogInAsync(node, node.Keys["acme"]);
        using HttpResponseMessage refused = await browser.PostAsync("Operations/GetPlaces", Places, origin == "own" ? browser.Origin : origin, session == "own" ? browser.Session : session);
        Assert.Equal((status, reason), (refused.StatusCode, await ReasonAsync(refused)));
    }

    [Fact]
    public async Task Login_FromAnotherSite_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpResponseMessage refused = await LogInAsync(node, node.Keys["acme"], origin: "https://evil.example");
        Assert.Equal("ORIGIN_NOT_ALLOWED", await ReasonAsync(refused));
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Logout_EndsTheSessionInTheBrowser()
    {
        await using TestNode node = await TestNode.StartAsync();
        using Browser browser = await Browser.LogInAsync(node, node.Keys["acme"]);
        using HttpResponseMessage ended = await browser.SendAsync(HttpMethod.Delete, "/web/session", null, browser.Origin, browser.Session);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        using HttpResponseMessage call = await browser.PostAsync("Operations/GetPlaces", Places);
        Assert.Equal("KEY_MISSING", await ReasonAsync(call));
    }

    [Fact]
    public async Task Session_AfterARestart_IsGoodAsLongAsItsKeyIs()
    {
        await using TestNode first = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);
        using Browser browser = await Browser.LogInAsync(first, first.Keys["acme"]);
        await first.Node.StopAsync();

        await using TestNode second = await StartOnAsync(first.Folder);
        using (HttpResponseMessage call = await browser.MovedTo(second).PostAsync("Operations/GetPlaces", Places))
        {
            Assert.Equal(HttpStatusCode.OK, call.StatusCode);
        }

        await second.Node.StopAsync();
        Assert.True(await ApiKeys.RevokeAsync(Path.Combine(first.Folder, "keys.json"), "acme", DateTimeOffset.UtcNow));
        await using TestNode third = await StartOnAsync(first.Folder);
        using HttpResponseMessage gone = await browser.MovedTo(third).PostAsync("Operations/GetPlaces", Places);
        Assert.Equal("KEY_UNKNOWN", await ReasonAsync(gone));
    }

    [Fact]
    public void Session_InUse_IsRenewed_AndEndsTwelveHoursAfterItsLastUse()
    {
        ManualTimeProvider time = new();
        SessionCookie cookie = new(new EphemeralDataProtectionProvider(), new NodeClock(time, time));
        DefaultHttpContext first = new();
        PageSession session = cookie.Begin(first, "0102", null);
        time.Advance(TimeSpan.FromHours(7));
        DefaultHttpContext second = With(first);
        PageSession renewed = cookie.Renew(second, cookie.Read(second)!);
        Assert.Equal((session.Id, TimeSpan.FromHours(7)), (renewed.Id, renewed.Ends - session.Ends));

        time.Advance(TimeSpan.FromHours(11));
        Assert.NotNull(cookie.Read(With(second)));
        Assert.Null(cookie.Read(With(first)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(cookie.Read(With(second)));
    }

    [Theory]
    [InlineData("https", "__Host-backorders-session", true)]
    [InlineData("http", "backorders-session", false)]
    public void Cookie_WithTls_IsSecureAndOfThisHostAlone(string scheme, string name, bool isSecure)
    {
        DefaultHttpContext http = new();
        http.Request.Scheme = scheme;
        new SessionCookie(new EphemeralDataProtectionProvider(), new NodeClock(new ManualTimeProvider(), new ManualTimeProvider())).Begin(http, "01", null);
        string set = http.Response.Headers.SetCookie.ToString();
        Assert.StartsWith(name + "=", set);
        Assert.Equal(isSecure, set.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Cookie_ThatWasChanged_IsNobodys()
    {
        ManualTimeProvider time = new();
        SessionCookie cookie = new(new EphemeralDataProtectionProvider(), new NodeClock(time, time));
        DefaultHttpContext http = new();
        http.Request.Headers.Cookie = "backorders-session=CfDJ8";
        Assert.Null(cookie.Read(http));
    }

    /// <summary>A node on the store and the keys of an earlier one.</summary>
    private static Task<TestNode> StartOnAsync(string folder) =>
        TestNode.StartAsync(options => (options.Journal, options.DataDirectory, options.KeyFile) = (JournalKind.Sqlite, folder, Path.Combine(folder, "keys.json")));

    /// <summary>A request with the cookie that an answer set.</summary>
    private static DefaultHttpContext With(DefaultHttpContext answered)
    {
        DefaultHttpContext next = new();
        next.Request.Headers.Cookie = answered.Response.Headers.SetCookie.ToString().Split(';')[0];
        return next;
    }

    private static async Task<HttpResponseMessage> LogInAsync(TestNode node, string key, string? owner = null, string? origin = null)
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        using HttpRequestMessage request = new(HttpMethod.Post, "/web/session") { Content = JsonContent.Create(new { key, owner }) };
        request.Headers.Add("origin", origin ?? node.Node.HttpAddress.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("backorders-page", "login");
        return await http.SendAsync(request);
    }

    private static async Task<string?> ReasonAsync(HttpResponseMessage refused) =>
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details")[0].GetProperty("debug").GetProperty("reason").GetString();

    /// <summary>Sends what a page in a browser sends: the cookie, its origin and its session.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly HttpClient http;
        private readonly string cookie;
        private bool isLoggedOut;

        private Browser(Uri address, string cookie, string session) => (http, this.cookie, Session) = (new HttpClient { BaseAddress = address }, cookie, session);

        public string Session { get; }

        public string Origin => http.BaseAddress!.GetLeftPart(UriPartial.Authority);

        public static async Task<Browser> LogInAsync(TestNode node, string key, string? owner = null)
        {
            using HttpResponseMessage answer = await SessionTests.LogInAsync(node, key, owner);
            JsonElement who = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return new Browser(node.Node.HttpAddress, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0], who.GetProperty("id").GetString()!);
        }

        public Browser MovedTo(TestNode node) => new(node.Node.HttpAddress, cookie, Session);

        public Task<HttpResponseMessage> PostAsync(string method, string json) => PostAsync(method, json, Origin, Session);

        public Task<HttpResponseMessage> PostAsync(string method, string json, string? origin, string? session) => SendAsync(HttpMethod.Post, "/backorders.v1." + method, json, origin, session);

        public async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, string? json, string? origin, string? session)
        {
            using HttpRequestMessage request = new(verb, path);
            request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            if (!isLoggedOut)
            {
                request.Headers.Add("cookie", cookie);
            }

            if (origin is not null)
            {
                request.Headers.Add("origin", origin);
            }

            if (session is not null)
            {
                request.Headers.Add("backorders-page", session);
            }

            HttpResponseMessage answer = await http.SendAsync(request);
            isLoggedOut |= answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) && set.Any(c => c.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal));
            return answer;
        }

        public void Dispose() => http.Dispose();
    }
}
