using Backorders.Actors.Storage.Postgres;
using Backorders.Postgres;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Printing.Jobs;
using Backorders.Server.Printing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Stores;

/// <summary>Printers and print jobs of a node: kept where the journal is.</summary>
internal static class PrintStoreSetup
{
    public static IServiceCollection AddPrintStore(this IServiceCollection services, NodeOptions options) => services.AddSingleton(provider => Open(options, provider));

    private static IPrintStore Open(NodeOptions options, IServiceProvider provider)
    {
        try
        {
            return options.Journal switch
            {
                JournalKind.Memory => SqlitePrintStore.InMemory(),
                JournalKind.Postgres => new PostgresPrintStore(options.Postgres, provider.GetRequiredService<PostgresTurnStoreOptions>().Sessions),
                _ => SqlitePrintStore.Open(Path.Combine(options.DataDirectory, SqlitePrintStore.FileName)),
            };
        }
        catch (Exception e) when (e is PrintStoreException or PostgresStartException)
        {
            throw new NodeStartException(e.Message, e);
        }
    }
}
