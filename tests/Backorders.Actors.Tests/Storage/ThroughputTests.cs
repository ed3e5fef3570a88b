using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Storage;

/// <summary>Figures for whoever changes the plugins' settings: nothing is asserted about them.</summary>
public sealed class ThroughputTests
{
    private const int warehouses = 16;
    private const int rowsEach = 150;
    private const string packagesOwn = "class = \"Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql\", buffer-size = 5000";

    [Fact]
    public async Task Figure_RowsOfManyWarehouses_OnSqlite()
    {
        foreach (string settings in new[] { string.Empty, packagesOwn })
        {
            using TemporaryFolder folder = new();
            await using SqliteTurnStore store = SqliteTurnStore.Open(new() { Path = folder.Journal }, TimeProvider.System);
            await MeasureAsync("SQLite", store, settings);
        }
    }

    [PostgresFact]
    public async Task Figure_RowsOfManyWarehouses_OnPostgres()
    {
        foreach (string settings in new[] { string.Empty, packagesOwn })
        {
            await using ITurnStore store = await TurnDatabase.OpenAsync(await TurnDatabase.NewSchemaAsync());
            await MeasureAsync("PostgreSQL", store, settings);
        }
    }

    /// <summary>Each warehouse has one row of 8 turns under way.</summary>
    private static async Task MeasureAsync(string name, ITurnStore store, string settings)
    {
        LedgerSystem system = LedgerSystem.On(store, $"akka.persistence.journal.sql {{ {settings} }}\nakka.actor.serialize-messages = off");
        Dictionary<string, IActorRef> actors = [];
        for (int i = 0; i < warehouses; i++)
        {
            (actors[$"W{i}"], _) = await system.StartAsync($"W{i}");
            await system.AddAsync(actors[$"W{i}"]);
        }

        long begin = Stopwatch.GetTimestamp();
        foreach (IActorRef actor in actors.Values)
        {
            actor.Tell(new Ledger.Add(8, BodyBytes: 200));
        }

        for (int left = warehouses * rowsEach; left > 0; left--)
        {
            Ledger.Stored stored = await system.ExpectMsgAsync<Ledger.Stored>();
            if (stored.Row <= rowsEach)
            {
                actors[stored.Warehouse].Tell(new Ledger.Add(8, BodyBytes: 200));
            }
        }

        Figures.Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}{(settings.Length == 0 ? string.Empty : ", the package's own way")}: "
            + $"{warehouses * rowsEach / Stopwatch.GetElapsedTime(begin).TotalSeconds:0} rows a second of {warehouses} warehouses."));
        await system.EndAsync();
    }
}
