using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Sqlite;
using Backorders.ReadModel.Sqlite;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.ReadModel;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Stores;

/// <summary>Where turns and rows are kept, as the options say.</summary>
internal static class StoreSetup
{
    /// <summary>Adds the store of turns. One that is a file is opened at once.</summary>
    /// <exception cref="NodeStartException">It cannot be opened.</exception>
    public static IServiceCollection AddTurnStore(this IServiceCollection services, NodeOptions options, NodeClock clock, ITurnStore? store)
    {
        services.AddSingleton<TurnStore>();
        return store is null && options.Journal == JournalKind.Postgres
            ? services.AddSingleton(_ => NodeDatabase.TurnsOf(options))
                .AddSingleton<ITurnStore>(provider => NodeDatabase.OpenTurns(provider.GetRequiredService<PostgresTurnStoreOptions>(), clock))
            : services.AddSingleton(store ?? OpenTurns(options, clock));
    }

    /// <summary>Adds the rows of reports, and what feeds them.</summary>
    public static IServiceCollection AddReadModel(this IServiceCollection services, NodeOptions options) =>
        services.AddSingleton(provider => OpenRows(options, provider)).AddSingleton(provider => provider.GetRequiredService<ReadModelParts>().Queries)
            .AddSingleton<ReadModelInstruments>().AddSingleton<ReadModelHost>();

    private static ITurnStore OpenTurns(NodeOptions options, NodeClock clock)
    {
        if (options.Journal == JournalKind.Memory)
        {
            return new MemoryTurnStore(clock.Waiting);
        }

        try
        {
            return SqliteTurnStore.Open(new SqliteStoreOptions { Path = Path.Combine(options.DataDirectory, "turns.db") }, clock.Waiting);
        }
        catch (JournalException e)
        {
            throw new NodeStartException($"The store in '{options.DataDirectory}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The rows stand in a file of their own: the journal's is nobody else's. A node without a store keeps them in a temporary folder.</summary>
    private static ReadModelParts OpenRows(NodeOptions options, IServiceProvider provider)
    {
        if (options.Journal == JournalKind.Postgres)
        {
            return NodeDatabase.OpenReadModel(options, provider.GetRequiredService<PostgresTurnStoreOptions>());
        }

        SqliteReadModel rows = options.Journal == JournalKind.Memory
            ? SqliteReadModel.Temporary()
            : new SqliteReadModel(Path.Combine(options.DataDirectory, "read.db"));
        return new ReadModelParts(rows, rows);
    }
}
