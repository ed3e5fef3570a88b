using Backorders.Server.Refusals;
using Backorders.Server.Security.Tokens;
using Grpc.Core;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Web.Logins;

/// <summary>Why a login through an issuer came to nothing: what a person can do about it, and for programs a reason.</summary>
internal static class LoginFailure
{
    private const int ErrorLengthMax = 40;

    /// <summary>The refusal for what went wrong.</summary>
    /// <param name="why">As the library threw it, or a refusal.</param>
    /// <param name="issuer">The issuer.</param>
    public static RpcException Of(Exception why, TokenIssuer issuer) => why switch
    {
        RpcException refused => refused,
        IssuerUnavailableException or HttpRequestException or OperationCanceledException => Unavailable(issuer.Name),
        SecurityTokenMalformedException => TokenRefusals.Wrong("TOKEN_MALFORMED", "The issuer's answer holds no ID token: the scope 'openid' must be allowed for this client.", issuer),
        OpenIdConnectProtocolInvalidNonceException => Because("LOGIN_NONCE", "The issuer's answer belongs to another login, or was used before. Begin again.", issuer),
        SecurityTokenException => TokenRefusals.WhyOf(why, issuer),
        OpenIdConnectProtocolException protocol => OfProtocol(protocol, issuer),
        _ => State(issuer),
    };

    /// <summary>A login that this browser did not begin, or began too long ago.</summary>
    public static RpcException State(TokenIssuer issuer) =>
        Because("LOGIN_STATE", "This login was not begun in this browser, or more than 15 minutes ago, or it was ended before. Begin again from the pages of this node.", issuer);

    /// <summary>An answer that another issuer gave. Source: RFC 9207, 2.4.</summary>
    public static RpcException MixedUp(TokenIssuer issuer) =>
        Because("LOGIN_ISSUER", "The answer does not come from the issuer that was asked ('iss'). Nothing of it was used. Begin again; if it comes again, tell whoever runs this node.", issuer);

    private static RpcException OfProtocol(OpenIdConnectProtocolException why, TokenIssuer issuer)
    {
        string error = why.Data["error"] as string ?? string.Empty;
        return error switch
        {
            "" when why.InnerException is not null => Unavailable(issuer.Name),
            "" => Because("LOGIN_PROTOCOL", "The issuer's ID token lacks what OpenID Connect asks for: 'iat', 'exp', 'iss', 'aud' with this client, and 'azp' where there are several.", issuer),
            "access_denied" => Because("LOGIN_DENIED", "The issuer let nobody in: the login was cancelled, or this person may not use this client.", issuer),
            "invalid_grant" => Because("LOGIN_CODE", "The issuer does not take its own code: it is too old, was used before, or was made for another browser's login. Begin again.", issuer),
            "invalid_client" or "unauthorized_client" => Because(
                "LOGIN_CLIENT", "The issuer does not know this client or its secret: compare Login:ClientId and Login:ClientSecret with the issuer's settings.", issuer),
            "server_error" or "temporarily_unavailable" => Unavailable(issuer.Name),
            _ => RefusalStatus.Create(
                StatusCode.Unauthenticated, $"The issuer '{issuer.Name}' refused the login: {Plain(error)}.", "LOGIN_REFUSED", ("issuer", issuer.Name), ("error", Plain(error))),
        };
    }

    private static RpcException Unavailable(string issuer) => RefusalStatus.Create(
        StatusCode.Unavailable, $"The issuer '{issuer}' does not answer, so nobody can log in through it now. Keys are good meanwhile, and so are logins that were begun before.", "ISSUER_UNAVAILABLE",
        TimeSpan.FromSeconds(1), ("issuer", issuer));

    private static RpcException Because(string reason, string message, TokenIssuer issuer) => RefusalStatus.Create(StatusCode.Unauthenticated, message, reason, ("issuer", issuer.Name));

    /// <summary>An error's name as RFC 6749, 4.1.2.1, allows it; the address of an answer is anybody's to write.</summary>
    private static string Plain(string error) => new([.. error.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-').Take(ErrorLengthMax)]);
}
