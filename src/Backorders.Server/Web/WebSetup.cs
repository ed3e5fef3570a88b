using Backorders.Actors.Storage.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Security.Secrets;
using Backorders.Server.Stores;
using Backorders.Server.Web.Files;
using Backorders.Server.Web.Live;
using Backorders.Server.Web.Logins;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Web;

/// <summary>The pages, and the keys that protect their cookies: beside the store, where all nodes that share it find them.</summary>
internal static class WebSetup
{
    /// <summary>One name for all nodes, so that a cookie of one is good at the others.</summary>
    private const string ApplicationName = "Backorders";

    /// <summary>Adds them.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton<PageFiles>().AddSingleton<PageKeeper>().AddSingleton<IssuerLogins>().AddSingleton<ToldRefusal>().AddSingleton<SessionDesk>()
            .AddSingleton<DevicePairing>().AddSingleton<DeviceDesk>().AddSingleton<LiveDesk>();
        IDataProtectionBuilder protection = services.AddDataProtection().SetApplicationName(ApplicationName);
        switch (options.Journal)
        {
            case JournalKind.Memory:
                protection.UseEphemeralDataProtectionProvider();
                return services.AddSingleton<IPageShelf>(new FolderShelf(null));
            case JournalKind.Postgres:
                services.AddSingleton(provider =>
                {
                    PostgresPages pages = provider.GetRequiredService<PostgresPages>();
                    return new CookieKeys(pages, pages.Replace, provider.GetRequiredService<SecretBox>());
                });
                services.AddSingleton(provider => NodeDatabase.OpenPages(options, provider.GetRequiredService<PostgresTurnStoreOptions>()))
                    .AddSingleton<IPageShelf>(provider => provider.GetRequiredService<PostgresPages>());
                break;
            default:
                services.AddSingleton(provider =>
                {
                    DirectoryInfo folder = new(Path.Combine(options.DataDirectory, "cookie-keys"));
                    FileSystemXmlRepository files = new(folder, provider.GetRequiredService<ILoggerFactory>());
                    return new CookieKeys(files, (key, name) => CookieKeys.Replace(folder, key, name), provider.GetRequiredService<SecretBox>());
                });
                services.AddSingleton<IPageShelf>(new FolderShelf(Path.Combine(options.DataDirectory, "pages")));
                break;
        }

        services.AddOptions<KeyManagementOptions>().Configure<CookieKeys>((keys, kept) => keys.XmlRepository = kept);
        return services;
    }
}
