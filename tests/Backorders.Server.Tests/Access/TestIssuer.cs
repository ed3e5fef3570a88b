using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backorders.Server.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Tests.Access;

/// <summary>An issuer of tokens on loopback, with keys of its own. Tokens are put together by hand, so that they may be wrong in any way.</summary>
public sealed partial class TestIssuer : IAsyncDisposable
{
    public const string Audience = "backorders";

    private readonly WebApplication app;

    private TestIssuer(WebApplication app) => this.app = app;

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public string Address { get; private set; } = string.Empty;

    /// <summary>The key that it signs with, by its id.</summary>
    public (string Id, RSA Key) Current { get; private set; } = ("key-1", RSA.Create(2048));

    public (string Id, ECDsa Key) Curve { get; } = ("curve-1", ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Whether it answers.</summary>
    public bool IsAway { get; set; }

    /// <summary>What it calls itself; null for its address.</summary>
    public string? Calls { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Asked { get; private set; }

    public static async Task<TestIssuer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        TestIssuer issuer = new(app);
        app.Run(issuer.ServeAsync);
        await app.StartAsync();
        issuer.Address = app.Urls.Single();
        return issuer;
    }

    public TokenIssuerOptions Options(Action<TokenIssuerOptions>? change = null)
    {
        TokenIssuerOptions options = new() { Name = "login", Authority = Address, Audience = Audience };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Signs with a new key from now on, and publishes only that one.</summary>
    public void Roll() => Current = ($"key-{int.Parse(Current.Id[4..], System.Globalization.CultureInfo.InvariantCulture) + 1}", RSA.Create(2048));

    /// <summary>A good token of owner ACME with all roles of an owner, but for what is changed.</summary>
    public string Token(Action<JsonObject>? change = null, Action<JsonObject>? header = null, Func<byte[], byte[]>? sign = null)
    {
        JsonObject head = new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Current.Id };
        JsonObject claims = new()
        {
            ["iss"] = Address, ["aud"] = Audience, ["sub"] = "alice", ["owner"] = "ACME", ["roles"] = new JsonArray("Scanner", "OrderSystem", "Reader", "Station"),
            ["nbf"] = Start.ToUnixTimeSeconds(), ["exp"] = Start.AddMinutes(5).ToUnixTimeSeconds(),
        };
        header?.Invoke(head);
        change?.Invoke(claims);
        string signed = $"{Encode(head)}.{Encode(claims)}";
        byte[] signature = (sign ?? (data => Current.Key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))(Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A good token that is signed by elliptic curve.</summary>
    public string CurveToken() => Token(header: h => (h["alg"], h["kid"]) = ("ES256", Curve.Id), sign: data => Curve.Key.SignData(data, HashAlgorithmName.SHA256));

    /// <summary>Its public keys, as RFC 7517 writes them.</summary>
    public string Keys()
    {
        RSAParameters rsa = Current.Key.ExportParameters(includePrivateParameters: false);
        ECParameters curve = Curve.Key.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", use = "sig", kid = Current.Id, n = Base64Url.EncodeToString(rsa.Modulus), e = Base64Url.EncodeToString(rsa.Exponent) },
                new { kty = "EC", use = "sig", kid = Curve.Id, crv = "P-256", x = Base64Url.EncodeToString(curve.Q.X), y = Base64Url.EncodeToString(curve.Q.Y) },
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        Current.Key.Dispose();
        Curve.Key.Dispose();
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private Task ServeAsync(HttpContext http)
    {
        if (IsAway)
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        }

        if (http.Request.Path == "/keys")
        {
            Asked++;
            return http.Response.WriteAsync(Keys());
        }

        return http.Request.Path.Value switch
        {
            "/authorize" => AuthorizeAsync(http),
            "/token" => GiveTokenAsync(http),
            "/logout" => LogOutAsync(http),
            _ => http.Response.WriteAsync(JsonSerializer.Serialize(Settings())),
        };
    }

    private Dictionary<string, object> Settings()
    {
        Dictionary<string, object> settings = new()
        {
            ["issuer"] = Calls ?? Address, ["jwks_uri"] = Address + "/keys", ["authorization_endpoint"] = Authorize ?? Address + "/authorize", ["token_endpoint"] = Address + "/token",
            ["authorization_response_iss_parameter_supported"] = NamesItself,
        };
        if (EndsSessions)
        {
            settings["end_session_endpoint"] = Address + "/logout";
        }

        return settings;
    }
}
