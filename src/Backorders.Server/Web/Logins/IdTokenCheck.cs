using Backorders.Server.Options;
using Backorders.Server.Security.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Web.Logins;

/// <summary>Checks an ID token by the rule for the issuer's other tokens: its keys, its algorithms and the node's clock. The library adds the nonce and whom the token was given to.</summary>
internal sealed class IdTokenCheck(TokenIssuer issuer, IssuerLoginOptions login) : TokenHandler
{
    /// <inheritdoc/>
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        JsonWebToken read;
        try
        {
            read = new JsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException)
        {
            return new TokenValidationResult { IsValid = false, Exception = new SecurityTokenMalformedException("The issuer gave no ID token.") };
        }

        return await issuer.ValidateAsync(read, login.ClientId).ConfigureAwait(false);
    }
}
