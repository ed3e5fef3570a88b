using Backorders.Server.Options;
using Backorders.Server.Security.Tokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Backorders.Server.Web.Logins;

/// <summary>An issuer's settings for the library's login, read where and when those for its tokens are.</summary>
internal sealed class IssuerSettings(TokenIssuer issuer) : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>Its settings.</summary>
    /// <exception cref="IssuerUnavailableException">They cannot be had, or name no place for logins that is safe.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        OpenIdConnectConfiguration settings = await issuer.SettingsAsync().ConfigureAwait(false);

        // The client's secret and codes go there.
        return IsSafe(settings.AuthorizationEndpoint) && IsSafe(settings.TokenEndpoint)
            ? settings
            : throw new IssuerUnavailableException($"'{settings.AuthorizationEndpoint}' and '{settings.TokenEndpoint}' must be https: addresses of logins and tokens.");
    }

    /// <summary>Nothing: it is read again when it is old.</summary>
    public void RequestRefresh()
    {
    }

    private static bool IsSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? place) && (place.Scheme == Uri.UriSchemeHttps || (place.Scheme == Uri.UriSchemeHttp && TokenIssuerOptions.IsLoopback(place)));
}
