using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Postgres;
using Backorders.Server.Common;
using Backorders.Server.Security.Secrets;
using Backorders.Server.Stores;
using Backorders.Server.Web.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Backorders.Server.Hosting;

/// <summary>At the start, before anybody is served: the secrets in the store can be read, and those that stand in the clear or under an older key are encrypted anew.</summary>
internal sealed partial class SecretKeeper(SecretBox box, IServiceProvider services, ILogger<SecretKeeper> logger) : IHostedService
{
    /// <summary>Looks at them.</summary>
    /// <exception cref="NodeStartException">A key is missing, or the store cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<IWebhookStore>() is not SealedWebhookStore webhooks)
        {
            return; // in memory nothing is put away
        }

        string what = "The secrets of the webhooks";
        try
        {
            int endpoints = await webhooks.SealAllAsync().ConfigureAwait(false);
            what = "The keys that protect the pages' cookies";
            int cookies = services.GetRequiredService<CookieKeys>().SealAll();
            if (endpoints + cookies > 0)
            {
                LogSealed(endpoints, cookies, box.Fingerprint);
            }
        }
        catch (SecretKeyException e)
        {
            throw new NodeStartException($"{what} cannot be read. {e.Message}", e);
        }
        catch (Exception e) when (e is WebhookStoreException or IOException or UnauthorizedAccessException or NpgsqlException)
        {
            throw new NodeStartException($"{what} cannot be read: {e.Message}", e);
        }

        if (!box.HasKeys)
        {
            LogInTheClear();
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
