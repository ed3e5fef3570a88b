using Backorders.Actors.Storage.Postgres;
using Backorders.Postgres;
using Backorders.Server.Audit;
using Backorders.Server.Audit.Stores;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Stores;

/// <summary>The audit of a node: what it is written to, where the journal is.</summary>
internal static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services, NodeOptions options) => services
        .AddSingleton(options.Audit).AddSingleton<AuditInstruments>().AddSingleton(provider => Open(options, provider)).AddSingleton<AuditTrail>();

    private static IAuditStore Open(NodeOptions options, IServiceProvider provider)
    {
        try
        {
            return options.Journal switch
            {
                JournalKind.Memory => SqliteAuditStore.InMemory(),
                JournalKind.Postgres => new PostgresAuditStore(options.Postgres, provider.GetRequiredService<PostgresTurnStoreOptions>().Sessions),
                _ => SqliteAuditStore.Open(Path.Combine(options.DataDirectory, SqliteAuditStore.FileName)),
            };
        }
        catch (Exception e) when (e is AuditStoreException or PostgresStartException)
        {
            throw new NodeStartException(e.Message, e);
        }
    }
}
