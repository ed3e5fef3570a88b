using Backorders.Server.Options;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Security.Tokens;

/// <summary>An issuer whose tokens are good here.</summary>
/// <param name="options">Its settings.</param>
/// <param name="mapping">What its claims mean.</param>
/// <param name="keys">Its keys.</param>
/// <param name="time">What tokens run out by.</param>
internal sealed class TokenIssuer(TokenIssuerOptions options, TokenMapping mapping, IssuerKeys keys, TimeProvider time)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly TimeSpan skew = TimeSpan.FromSeconds(options.ClockSkewSeconds);

    /// <summary>Its name in the settings.</summary>
    public string Name => options.Name;

    /// <summary>What stands in its tokens for calls as <c>aud</c>.</summary>
    public string Audience => options.Audience;

    /// <summary>What stands in its tokens as <c>iss</c>.</summary>
    public string Issuer => options.ExpectedIssuer;

    /// <summary>Who its tokens are.</summary>
    public TokenMapping Mapping => mapping;

    /// <summary>How people log in at the pages through it; null when they do not.</summary>
    public IssuerLoginOptions? Login => options.Login;

    /// <summary>Where its pages are, and what it supports.</summary>
    /// <exception cref="IssuerUnavailableException">It cannot be had now.</exception>
    public ValueTask<OpenIdConnectConfiguration> SettingsAsync() => keys.SettingsAsync();

    /// <summary>Until when a token is good.</summary>
    public DateTimeOffset EndOf(JsonWebToken token) => new DateTimeOffset(token.ValidTo, TimeSpan.Zero) is var ends && DateTimeOffset.MaxValue - ends > skew ? ends + skew : DateTimeOffset.MaxValue;

    /// <summary>Checks signature, time, audience and issuer, in this order: who cannot sign learns nothing of the rest.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">Whom it must have been made for: this building's calls, or its login.</param>
    /// <exception cref="IssuerUnavailableException">The issuer's keys cannot be had.</exception>
    public async Task<TokenValidationResult> ValidateAsync(JsonWebToken token, string audience) => await Handler.ValidateTokenAsync(token, new TokenValidationParameters
    {
        IssuerSigningKeys = await keys.ForAsync(token.Kid ?? string.Empty).ConfigureAwait(false),
        ValidAlgorithms = options.AlgorithmsTaken,
        ValidAudience = audience,
        ValidIssuer = options.ExpectedIssuer,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = IsInTime, // by the node's clock; the library's own goes by the system's
    }).ConfigureAwait(false);

    /// <summary>Reads an issuer's settings and keys, over the network or from its file.</summary>
    public static Func<Task<OpenIdConnectConfiguration>> Reader(TokenIssuerOptions options, HttpClient http) => options.Discovery is not { } address
        ? () => ReadFileAsync(options.KeysFile)
        : async () =>
        {
            HttpDocumentRetriever documents = new(http) { RequireHttps = !TokenIssuerOptions.IsLoopback(address) };
            OpenIdConnectConfiguration read = await OpenIdConnectConfigurationRetriever.GetAsync(address.AbsoluteUri, documents, CancellationToken.None).ConfigureAwait(false);

            // OpenID Connect Discovery 1.0, 4.3: what calls itself otherwise is somebody else.
            return read.Issuer == options.ExpectedIssuer ? read : throw new InvalidDataException($"{address} calls its issuer '{read.Issuer}', not '{options.ExpectedIssuer}'.");
        };

    private static async Task<OpenIdConnectConfiguration> ReadFileAsync(string path)
    {
        JsonWebKeySet set = new(await File.ReadAllTextAsync(path).ConfigureAwait(false));
        OpenIdConnectConfiguration read = new() { JsonWebKeySet = set };
        foreach (SecurityKey key in set.GetSigningKeys())
        {
            read.SigningKeys.Add(key);
        }

        return read.SigningKeys.Count > 0 ? read : throw new InvalidDataException($"{path} holds no key for signatures; it must be a JWK Set as RFC 7517 has it.");
    }

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires is not { } end ? throw new SecurityTokenNoExpirationException()
            : notBefore is { } begin && now < begin - skew ? throw new SecurityTokenNotYetValidException()
            : now - skew >= end ? throw new SecurityTokenExpiredException()
            : true;
    }
}
