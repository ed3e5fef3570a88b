using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Security.Tokens;

/// <summary>Why a token is not good, as far as its sender may know: the same for calls and for logins.</summary>
internal static class TokenRefusals
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>The refusal for what the library found.</summary>
    public static RpcException WhyOf(Exception why, TokenIssuer issuer) => why switch
    {
        SecurityTokenExpiredException => Wrong("TOKEN_EXPIRED", "The token has run out. Get a new one from its issuer.", issuer),
        SecurityTokenNotYetValidException => Wrong("TOKEN_NOT_YET_VALID", "The token is not good yet ('nbf'). If it should be, compare the issuer's clock with this node's.", issuer),
        SecurityTokenNoExpirationException => Wrong("TOKEN_EXPIRED", "The token says no end ('exp'); one that never runs out is not taken.", issuer),
        SecurityTokenInvalidAudienceException => Wrong("TOKEN_AUDIENCE", "The token was made for another service ('aud'). Ask its issuer for one for this building.", issuer),
        SecurityTokenInvalidIssuerException => Wrong("TOKEN_ISSUER", "The token's issuer is not one that this node takes tokens of."),
        _ => Wrong("TOKEN_SIGNATURE", "The token's signature is not one of its issuer's, or not made in a way that is taken.", issuer),
    };

    /// <summary>A token that is not good.</summary>
    public static RpcException Wrong(string reason, string message, TokenIssuer? issuer = null) =>
        issuer is null ? RefusalStatus.Create(StatusCode.Unauthenticated, message, reason) : RefusalStatus.Create(StatusCode.Unauthenticated, message, reason, ("issuer", issuer.Name));

    /// <summary>An issuer that does not answer, so that nobody can tell whether a token is good.</summary>
    public static RpcException Unavailable(string issuer) => RefusalStatus.Create(
        StatusCode.Unavailable, $"The keys of the token's issuer '{issuer}' cannot be had now, so it cannot be checked. Send the same again.", "ISSUER_UNAVAILABLE", AskAgain, ("issuer", issuer));
}
