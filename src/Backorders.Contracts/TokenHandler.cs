using System.Net.Http.Headers;

namespace Backorders.V1;

/// <summary>Sends each call with the token that is good now.</summary>
/// <param name="inner">What carries the call.</param>
/// <param name="token">Gives the token.</param>
internal sealed class TokenHandler(HttpMessageHandler inner, Func<CancellationToken, ValueTask<string>> token) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken).ConfigureAwait(false));
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
