using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backorders.Server.Options;
using Backorders.Server.Tests.Access;
using Backorders.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace Backorders.Server.Tests.Web;

/// <summary>Logins through an issuer that runs on loopback, and every way in which one is refused. The browser is played: it keeps and sends cookies as RFC 6265bis says.</summary>
public sealed class IssuerLoginTests : IAsyncLifetime
{
    private const string Places = """{"warehouse":"MAIN"}""";
    private const string Begin = "/web/session/oidc/login";

    private TestIssuer issuer = null!;

    public async Task InitializeAsync() => issuer = await TestIssuer.StartAsync();

    public async Task DisposeAsync() => await issuer.DisposeAsync();

    [Fact]
    public async Task Login_ThroughTheIssuer_HasTheRightsOfItsClaims_AndIsOnRecord()
    {
        await using TestNode node = await StartAsync(o => o.WarehousesClaim = "places");
        issuer.SpoilClaims = c => (c["roles"], c["places"]) = ("Scanner", "MAIN");
        using TestBrowser browser = new(node.Node.HttpAddress);

        using HttpResponseMessage landed = await LogInAsync(browser);

        Assert.Equal(HttpStatusCode.OK, landed.StatusCode);
        Assert.Contains("content=\"0;url=/dock\"", await landed.Content.ReadAsStringAsync());
        JsonElement who = await browser.WhoAsync();
        Assert.Equal(("login:alice", "Alice Example", "ACME"), (Text(who, "person"), Text(who, "called"), Text(who, "owner")));
        Assert.Equal(["MAIN"], who.GetProperty("warehouses").EnumerateArray().Select(w => w.GetString()!));
        using HttpResponseMessage allowed = await browser.CallAsync("Operations/GetPlaces", Places);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using HttpResponseMessage denied = await browser.CallAsync("Orders/GetOrder", """{"warehouse":"MAIN","orderNo":"A"}""");
        Assert.Equal("ROLE_MISSING", await TestBrowser.ReasonAsync(denied));
        Assert.Contains(node.Log.Entries, e => e.EventId == 4125 && e.Text.StartsWith("login:alice has logged in at the pages by issuer login", StringComparison.Ordinal));
        Assert.Equal(["backorders-session"], browser.Cookies);
    }

    [Fact]
    public async Task SessionCookie_IsStrictAndReadByNoScript_AndHoldsNoToken()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage landed = await LogInAsync(browser);
        string set = Assert.Single(landed.Headers.GetValues("Set-Cookie"), c => c.StartsWith("backorders-session=", StringComparison.Ordinal));
        Assert.Contains("samesite=strict", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.True(set.Length < 2000, $"{set.Length} bytes; a browser takes 4096 of all that a cookie is.");
    }

    [Fact]
    public async Task StaffOfTheBuilding_ActForTheOwnerTheyNamed_AndABoundPersonForNoOther()
    {
        await using TestNode node = await StartAsync(o => (o.BuildingClaim, o.BuildingValue) = ("groups", "staff"));
        await node.DefineItemsAsync();
        issuer.SpoilClaims = c => (c["owner"], c["groups"]) = (null, "staff");
        using TestBrowser staff = new(node.Node.HttpAddress);
        using (await LogInAsync(staff, "ACME"))
        {
            Assert.Equal("ACME", Text(await staff.WhoAsync(), "chosenOwner"));
        }

        using HttpResponseMessage received = await staff.CallAsync("Receiving/Receive", """{"warehouse":"MAIN","deviceId":"D","scanId":"1","sku":"MUG","quantity":1,"door":"D1"}""");
        Assert.Equal(HttpStatusCode.OK, received.StatusCode);
        issuer.SpoilClaims = null;
        await RefusedAsync(node, "OWNER_NOT_ALLOWED", HttpStatusCode.Forbidden, owner: "RIVAL");
    }

    [Theory]
    [InlineData("TOKEN_AUDIENCE", "audience is that of calls")]
    [InlineData("TOKEN_ISSUER", "token of another issuer")]
    [InlineData("TOKEN_EXPIRED", "token has run out")]
    [InlineData("TOKEN_MALFORMED", "no token")]
    [InlineData("TOKEN_SIGNATURE", "signed by nobody")]
    [InlineData("LOGIN_NONCE", "nonce of another login")]
    [InlineData("LOGIN_NONCE", "no nonce")]
    [InlineData("LOGIN_PROTOCOL", "given to another client")]
    [InlineData("TOKEN_OWNER_MISSING", "no owner")]
    [InlineData("TOKEN_ROLE_UNKNOWN", "no role")]
    [InlineData("TOKEN_OPERATOR_BOUND", "operator of one owner")]
    [InlineData("TOKEN_CLAIM_INVALID", "subject with a line")]
    public async Task IdToken_ThatIsNotGood_IsRefusedByName_ToldOnceAndOnRecord(string reason, string how)
    {
        await using TestNode node = await StartAsync();
        issuer.SpoilClaims = c => Spoil(c, how);
        bool isDenied = reason is "TOKEN_OWNER_MISSING" or "TOKEN_ROLE_UNKNOWN" or "TOKEN_OPERATOR_BOUND" or "TOKEN_CLAIM_INVALID";
        if (how is "no token" or "signed by nobody")
        {
            issuer.SpoilIdToken = token => how == "no token" ? string.Empty : string.Join('.', token.Split('.')[..2].Append("AAAA"));
        }

        await RefusedAsync(node, reason, isDenied ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("LOGIN_STATE", "state of somebody")]
    [InlineData("LOGIN_STATE", "no state")]
    [InlineData("LOGIN_ISSUER", "another issuer says who it is")]
    [InlineData("LOGIN_ISSUER", "nobody says who it is")]
    [InlineData("LOGIN_CODE", "code of nobody")]
    [InlineData("LOGIN_DENIED", "denied")]
    [InlineData("LOGIN_REFUSED", "error")]
    [InlineData("LOGIN_PROTOCOL", "no code")]
    public async Task Answer_ThatIsNotGood_IsRefusedByName(string reason, string how)
    {
        await using TestNode node = await StartAsync();
        issuer.SpoilAnswer = back =>
        {
            Dictionary<string, string?> query = QueryHelpers.ParseQuery(new Uri(back).Query).ToDictionary(q => q.Key, q => (string?)q.Value.ToString());
            _ = how switch
            {
                "state of somebody" => query["state"] = "CfDJ8" + new string('A', 100),
                "no state" => query.Remove("state").ToString(),
                "another issuer says who it is" => query["iss"] = "https://evil.example",
                "nobody says who it is" => query.Remove("iss").ToString(),
                "code of nobody" => query["code"] = "0123",
                "denied" => query["error"] = "access_denied",
                "error" => query["error"] = "login_required\nKey operator opened shard 1",
                _ => query.Remove("code").ToString(),
            };
            return QueryHelpers.AddQueryString(new Uri(back).GetLeftPart(UriPartial.Path), query);
        };
        await RefusedAsync(node, reason, HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(node.Log.Entries, e => e.Text.Contains('\n', StringComparison.Ordinal) && e.EventId == 4124);
    }

    [Fact]
    public async Task Code_ThatIsTooOldOrUsed_IsRefused()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        Uri back = await issuer.SignInAsync(await BeginAsync(browser));
        issuer.AgeCodes();
        using HttpResponseMessage old = await browser.ComeFromElsewhereAsync(back);
        Assert.Equal("LOGIN_CODE", await ToldAsync(browser));

        using TestBrowser twice = new(node.Node.HttpAddress);
        back = await issuer.SignInAsync(await BeginAsync(twice));
        using HttpResponseMessage first = await twice.ComeFromElsewhereAsync(back);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using HttpResponseMessage second = await twice.ComeFromElsewhereAsync(back);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal("LOGIN_STATE", Text((await twice.WhoAsync()).GetProperty("refused"), "reason"));
    }

    [Fact]
    public async Task Answer_ToALoginOfAnotherBrowser_IsRefused()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser stranger = new(node.Node.HttpAddress);
        using TestBrowser victim = new(node.Node.HttpAddress);
        Uri back = await issuer.SignInAsync(await BeginAsync(stranger));
        using HttpResponseMessage landed = await victim.ComeFromElsewhereAsync(back);
        Assert.Equal("LOGIN_STATE", await ToldAsync(victim));

        // Whoever has a stranger's code, and puts it into an answer to his own login: PKCE binds it to the browser that began it.
        Uri stolen = await issuer.SignInAsync(await BeginAsync(stranger));
        Uri own = await issuer.SignInAsync(await BeginAsync(victim));
        Dictionary<string, string?> query = QueryHelpers.ParseQuery(own.Query).ToDictionary(q => q.Key, q => (string?)q.Value.ToString());
        query["code"] = QueryHelpers.ParseQuery(stolen.Query)["code"];
        using HttpResponseMessage injected = await victim.ComeFromElsewhereAsync(new Uri(QueryHelpers.AddQueryString(own.GetLeftPart(UriPartial.Path), query)));
        Assert.Equal("LOGIN_CODE", await ToldAsync(victim));
    }

    [Fact]
    public async Task Answer_WithTheNonceCookieGone_IsRefused()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        Uri back = await issuer.SignInAsync(await BeginAsync(browser));
        browser.Forget("backorders-nonce");
        using HttpResponseMessage landed = await browser.ComeFromElsewhereAsync(back);
        Assert.Equal("LOGIN_NONCE", await ToldAsync(browser));
    }

    [Fact]
    public async Task AnswerOfOneIssuer_AtTheAddressOfAnother_IsRefused()
    {
        await using TestIssuer other = await TestIssuer.StartAsync();
        await using TestNode node = await TestNode.StartAsync(o => o.Tokens = [issuer.Options(TestIssuer.Login), other.Options(t => { TestIssuer.Login(t); t.Name = "other"; })]);
        using TestBrowser browser = new(node.Node.HttpAddress);
        Uri back = await issuer.SignInAsync(await BeginAsync(browser));
        using HttpResponseMessage landed = await browser.ComeFromElsewhereAsync(new Uri(back.ToString().Replace("/session/oidc/login", "/session/oidc/other", StringComparison.Ordinal)));
        Assert.Equal("LOGIN_STATE", await ToldAsync(browser));
        Assert.Null(other.Redeemed);
    }

    [Fact]
    public async Task LoginThatTakesTooLong_IsRefused()
    {
        ManualTimeProvider waiting = new();
        await using TestNode node = await StartAsync(waiting: waiting);
        using TestBrowser browser = new(node.Node.HttpAddress);
        Uri back = await issuer.SignInAsync(await BeginAsync(browser));
        waiting.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        using HttpResponseMessage landed = await browser.ComeFromElsewhereAsync(back);
        Assert.Equal("LOGIN_STATE", await ToldAsync(browser));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/dock\"><script>")]
    [InlineData("/pages/x")]
    public async Task Begin_WithAPageOfSomebodyElse_IsRefused(string page)
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage refused = await browser.PostAsync(Begin, new { page });
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_VALUE"), (refused.StatusCode, await TestBrowser.ReasonAsync(refused)));
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task Begin_OfAnotherSite_OrThroughAnIssuerThatIsNotThere_IsRefused()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage foreign = await browser.SendAsync(HttpMethod.Post, Begin, "{}", "https://evil.example");
        Assert.Equal("ORIGIN_NOT_ALLOWED", await TestBrowser.ReasonAsync(foreign));
        using HttpResponseMessage unknown = await browser.PostAsync("/web/session/oidc/nobody", new { });
        Assert.Equal((HttpStatusCode.NotFound, "ISSUER_UNKNOWN"), (unknown.StatusCode, await TestBrowser.ReasonAsync(unknown)));
    }

    [Fact]
    public async Task IssuerAway_IsSaidAtTheBeginning_AndAtTheEnd_AndKeysAreGood()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        issuer.IsAway = true;
        using HttpResponseMessage away = await browser.PostAsync(Begin, new { page = "/dock" });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ISSUER_UNAVAILABLE"), (away.StatusCode, await TestBrowser.ReasonAsync(away)));
        using HttpResponseMessage byKey = await browser.PostAsync("/web/session", new { key = node.Keys["acme"] });
        Assert.Equal(HttpStatusCode.OK, byKey.StatusCode);

        using TestBrowser late = new(node.Node.HttpAddress);
        issuer.IsAway = false;
        node.Time.Advance(TimeSpan.FromSeconds(1));
        Uri back = await issuer.SignInAsync(await BeginAsync(late));
        issuer.GivesNoTokens = true;
        using HttpResponseMessage landed = await late.ComeFromElsewhereAsync(back);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ISSUER_UNAVAILABLE"), (landed.StatusCode, await ToldAsync(late)));
    }

    [Fact]
    public async Task WrongClientSecret_IsToldToWhoeverRunsTheNode_AndTheSecretIsNot()
    {
        await using TestNode node = await StartAsync(o => o.Login!.ClientSecret = "another-secret-of-the-tests");
        await RefusedAsync(node, "LOGIN_CLIENT", HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(node.Log.Entries, e => e.Text.Contains("another-secret", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Log.Entries, e => e.Text.Contains("nobody here repeats", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IssuerWhoseLoginPageHasNoTls_IsNotUsed()
    {
        issuer.Authorize = "http://login.example.com/authorize";
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage refused = await browser.PostAsync(Begin, new { page = "/dock" });
        Assert.Equal("ISSUER_UNAVAILABLE", await TestBrowser.ReasonAsync(refused));
    }

    internal static string? Text(JsonElement who, string name) => who.GetProperty(name).GetString();

    internal static async Task<string> BeginAsync(TestBrowser browser, string? owner = null)
    {
        using HttpResponseMessage begun = await browser.PostAsync(Begin, new { page = "/dock", owner });
        JsonElement answer = await begun.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(begun.IsSuccessStatusCode, answer.ToString());
        return answer.GetProperty("address").GetString()!;
    }

    private async Task<HttpResponseMessage> LogInAsync(TestBrowser browser, string? owner = null) => await browser.ComeFromElsewhereAsync(await issuer.SignInAsync(await BeginAsync(browser, owner)));

    private async Task<TestNode> StartAsync(Action<TokenIssuerOptions>? change = null, TimeProvider? waiting = null) => await TestNode.StartAsync(
        o => o.Tokens = [issuer.Options(t =>
        {
            TestIssuer.Login(t);
            change?.Invoke(t);
        })],
        waiting: waiting);

    /// <summary>A login comes to nothing: nobody is logged in, the next page is told why once, and it is on record.</summary>
    private async Task RefusedAsync(TestNode node, string reason, HttpStatusCode status, string? owner = null)
    {
        using TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage landed = await LogInAsync(browser, owner);
        Assert.Equal(status, landed.StatusCode);
        Assert.Equal(reason, await ToldAsync(browser));
        Assert.Equal(JsonValueKind.Null, (await browser.WhoAsync()).GetProperty("refused").ValueKind);
        Assert.DoesNotContain("backorders-session", browser.Cookies);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4124 && e.Text.Contains(reason, StringComparison.Ordinal));
    }

    private static async Task<string?> ToldAsync(TestBrowser browser)
    {
        JsonElement who = await browser.WhoAsync();
        Assert.Null(Text(who, "person"));
        return Text(who.GetProperty("refused"), "reason");
    }

    private static void Spoil(JsonObject claims, string how) => _ = how switch
    {
        "audience is that of calls" => claims["aud"] = TestIssuer.Audience,
        "token of another issuer" => claims["iss"] = "https://evil.example",
        "token has run out" => claims["exp"] = TestIssuer.Start.AddMinutes(-1).ToUnixTimeSeconds(),
        "nonce of another login" => claims["nonce"] = "638000000000000000.c29tZWJvZHkgZWxzZSdzIG5vbmNl",
        "no nonce" => claims["nonce"] = null,
        "given to another client" => claims["azp"] = "shop",
        "no owner" => claims["owner"] = null,
        "no role" => claims["roles"] = "Boss",
        "operator of one owner" => claims["roles"] = "Operator",
        "subject with a line" => claims["sub"] = "a\nKey operator opened shard 1",
        _ => null,
    };
}
