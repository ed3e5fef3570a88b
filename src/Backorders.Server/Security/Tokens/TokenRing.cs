using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Backorders.Server.Common;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Security.Tokens;

/// <summary>
/// Who comes with a token of an issuer. A token that was found good is remembered by its hash until its end, so that a scanner's next call costs no signature. Thread-safe.
/// </summary>
internal sealed class TokenRing(IReadOnlyList<TokenIssuer> issuers, NodeClock clock)
{
    private const int RememberedMax = 10_000;

    private readonly FrozenDictionary<string, TokenIssuer> byIssuer = issuers.ToFrozenDictionary(i => i.Issuer, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Caller> remembered = new(StringComparer.Ordinal);

    /// <summary>Those of the settings.</summary>
    public IReadOnlyList<TokenIssuer> Issuers => issuers;

    /// <summary>
    /// Whether a text is to be taken for a token, and not for a key: there are issuers, and it has the two dots of a signed token (RFC 7515, 7.1). A key that was made here has none, so no text is
    /// tried as both.
    /// </summary>
    public bool Takes(string text) => byIssuer.Count > 0 && text.AsSpan().Count('.') == 2;

    /// <summary>Who sent a token that was found good before, and still is; null for any other.</summary>
    public Caller? Recall(string text)
    {
        string hash = HashOf(text);
        if (!remembered.TryGetValue(hash, out Caller? known) || known.Life!.WhyOver(clock.Keys.GetUtcNow()) is null)
        {
            return known;
        }

        remembered.TryRemove(hash, out _);
        return null;
    }

    /// <summary>Who sent a token.</summary>
    /// <exception cref="RpcException">It is not good, and why as far as its sender may know; or its issuer's keys cannot be had.</exception>
    public async ValueTask<Caller> FindAsync(string text)
    {
        if (Recall(text) is { } known)
        {
            return known;
        }

        string hash = HashOf(text);
        DateTimeOffset now = clock.Keys.GetUtcNow();
        Caller caller = await ValidateAsync(text).ConfigureAwait(false);
        MakeRoom(now);
        if (remembered.Count < RememberedMax)
        {
            remembered[hash] = caller;
        }

        return caller;
    }

    private static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<Caller> ValidateAsync(string text)
    {
        JsonWebToken token = Read(text);
        if (!byIssuer.TryGetValue(token.Issuer, out TokenIssuer? issuer))
        {
            throw TokenRefusals.Wrong("TOKEN_ISSUER", "The token's issuer is not one that this node takes tokens of.");
        }

        try
        {
            TokenValidationResult result = await issuer.ValidateAsync(token, issuer.Audience).ConfigureAwait(false);
            if (!result.IsValid)
            {
                throw TokenRefusals.WhyOf(result.Exception, issuer);
            }

            return issuer.Mapping.ToCaller(new TokenClaims(token)) with { Life = new TokenLife(issuer.EndOf(token), clock.Keys) };
        }
        catch (IssuerUnavailableException)
        {
            // Not the sender's fault, and not to be answered as if it were: it keeps its token and comes again.
            throw TokenRefusals.Unavailable(issuer.Name);
        }
    }

    private static JsonWebToken Read(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException)
        {
            throw TokenRefusals.Wrong("TOKEN_MALFORMED", "This is no token: it must be a signed JWT, three parts in base64url with dots between them.");
        }
    }

    /// <summary>Forgets tokens that are over when there are too many to remember.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        if (remembered.Count >= RememberedMax)
        {
            foreach ((string hash, Caller caller) in remembered)
            {
                if (caller.Life!.WhyOver(now) is not null)
                {
                    remembered.TryRemove(hash, out _);
                }
            }
        }
    }
}
