using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backorders.Server.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Backorders.Server.Tests.Access;

/// <summary>Its logins for people: a page where somebody says who he is, codes that are good once and to whom they were given, and ID tokens. A test may have it do any of that wrong.</summary>
public sealed partial class TestIssuer
{
    public const string ClientId = "backorders-pages";
    public const string ClientSecret = "client-secret-of-the-tests";

    private readonly ConcurrentDictionary<string, Given> codes = new();

    /// <summary>Changes the claims of ID tokens.</summary>
    public Action<JsonObject>? SpoilClaims { get; set; }

    /// <summary>Changes an ID token that was signed.</summary>
    public Func<string, string>? SpoilIdToken { get; set; }

    /// <summary>Changes where a browser is sent back to.</summary>
    public Func<string, string>? SpoilAnswer { get; set; }

    /// <summary>Whether it says in its answers who it is (RFC 9207), and says that it does.</summary>
    public bool NamesItself { get; set; } = true;

    /// <summary>Whether it has an end_session_endpoint.</summary>
    public bool EndsSessions { get; set; }

    /// <summary>Where its login page is; null for the usual place.</summary>
    public string? Authorize { get; set; }

    /// <summary>Whether it answers at its token endpoint.</summary>
    public bool GivesNoTokens { get; set; }

    /// <summary>What it was asked with to end a session; null when it was not.</summary>
    public string? EndedWith { get; private set; }

    /// <summary>What it was sent in the place of a code's redemption.</summary>
    public string? Redeemed { get; private set; }

    /// <summary>Lets people log in.</summary>
    public static void Login(TokenIssuerOptions options) => options.Login = new IssuerLoginOptions { ClientId = ClientId, ClientSecret = ClientSecret, Title = "Example Corp" };

    /// <summary>Makes all codes older than they may be.</summary>
    public void AgeCodes() => codes.Clear();

    /// <summary>Says who one is at its page, which asks for nothing else, and names where the browser is sent.</summary>
    public async Task<Uri> SignInAsync(string address)
    {
        using HttpClientHandler stays = new() { AllowAutoRedirect = false, UseCookies = false };
        using HttpClient http = new(stays);
        using HttpResponseMessage page = await http.GetAsync(address);
        Assert.True(page.IsSuccessStatusCode, $"The issuer's page: {await page.Content.ReadAsStringAsync()}");
        using HttpResponseMessage sent = await http.PostAsync(address, null);
        return sent.Headers.Location!;
    }

    private async Task AuthorizeAsync(HttpContext http)
    {
        IQueryCollection asked = http.Request.Query;
        string wrong = asked["client_id"] != ClientId ? "client_id"
            : asked["response_type"] != "code" ? "response_type"
            : asked["code_challenge_method"] != "S256" || asked["code_challenge"].ToString().Length != 43 ? "code_challenge"
            : asked["nonce"].ToString().Length < 20 ? "nonce"
            : asked["state"].ToString().Length == 0 ? "state"
            : !asked["scope"].ToString().Split(' ').Contains("openid") ? "scope"
            : string.Empty;
        if (wrong.Length > 0)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync($"{wrong} is missing or wrong");
            return;
        }

        if (HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<!doctype html><html lang=en><title>Example Corp</title><h1>Who are you?</h1><form method=post><button id=alice>Alice</button></form></html>");
            return;
        }

        string code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        codes[code] = new Given(asked["redirect_uri"]!, asked["code_challenge"]!, asked["nonce"]!);
        Dictionary<string, string?> answer = new() { ["code"] = code, ["state"] = asked["state"] };
        if (NamesItself)
        {
            answer["iss"] = Address;
        }

        string back = QueryHelpers.AddQueryString(asked["redirect_uri"]!, answer);
        http.Response.Redirect(SpoilAnswer?.Invoke(back) ?? back);
    }

    private async Task GiveTokenAsync(HttpContext http)
    {
        IFormCollection asked = await http.Request.ReadFormAsync();
        Redeemed = string.Join('&', asked.Select(f => $"{f.Key}={f.Value}"));
        if (GivesNoTokens)
        {
            http.Response.StatusCode = 503;
            return;
        }

        Given? given = null;
        string error = asked["client_id"] != ClientId || asked["client_secret"] != ClientSecret ? "invalid_client"
            : asked["grant_type"] != "authorization_code" ? "unsupported_grant_type"
            : !codes.TryRemove(asked["code"].ToString(), out given) || asked["redirect_uri"] != given.RedirectUri || Hash(asked["code_verifier"].ToString()) != given.Challenge ? "invalid_grant"
            : string.Empty;
        if (error.Length > 0)
        {
            http.Response.StatusCode = error == "invalid_client" ? 401 : 400;
            await http.Response.WriteAsJsonAsync(new { error, error_description = "A text of the issuer's that nobody here repeats." });
            return;
        }

        string idToken = Token(claims =>
        {
            (claims["aud"], claims["nonce"], claims["iat"], claims["name"]) = (ClientId, given!.Nonce, Start.ToUnixTimeSeconds(), "Alice Example");
            SpoilClaims?.Invoke(claims);
        });
        idToken = SpoilIdToken?.Invoke(idToken) ?? idToken;
        await http.Response.WriteAsJsonAsync(new { id_token = idToken, access_token = "opaque", token_type = "Bearer", expires_in = 300 });
    }

    private Task LogOutAsync(HttpContext http)
    {
        EndedWith = http.Request.QueryString.Value;
        http.Response.Redirect(http.Request.Query["post_logout_redirect_uri"]!);
        return Task.CompletedTask;
    }

    private static string Hash(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>For whom a code is good.</summary>
    private sealed record Given(string RedirectUri, string Challenge, string Nonce);
}
