using Backorders.Server.Common;
using Backorders.Server.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Security.Tokens;

/// <summary>Tokens of the issuers that the settings name.</summary>
internal static class TokenSetup
{
    private const int AnswerBytesMax = 1024 * 1024;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <exception cref="NodeStartException">What claims mean makes no sense.</exception>
    public static IServiceCollection AddTokens(this IServiceCollection services, NodeOptions options, NodeClock clock)
    {
        TokenMapping[] mappings = [.. options.Tokens.Select((issuer, i) => new TokenMapping(issuer, $"Tokens:{i}"))];
        return services.AddSingleton(provider =>
        {
            HttpClient http = NewClient();
            ILogger<IssuerKeys> logger = provider.GetRequiredService<ILogger<IssuerKeys>>();
            return new TokenRing(
                [.. options.Tokens.Zip(mappings, (issuer, mapping) => new TokenIssuer(
                    issuer, mapping, new IssuerKeys(issuer.Name, TokenIssuer.Reader(issuer, http), clock.Keys, logger), clock.Keys))], clock);
        });
    }

    /// <summary>What issuers are asked by: no answer leads elsewhere, and none is waited for long.</summary>
    internal static HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = IssuerKeys.ReadEvery })
    {
        Timeout = AnswerWithin, MaxResponseContentBufferSize = AnswerBytesMax,
    };
}
