using Akka.Actor;
using Backorders.Actors.Storage.Postgres;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Storage;

/// <summary>One warehouse's lost race must not stop its neighbours: rows that share a transaction fail together.</summary>
public sealed class InnocentTests
{
    private const int innocents = 20;

    [PostgresFact]
    public async Task LostRace_FailsNobodyElse_BecauseEachRowHasATransactionOfItsOwn()
    {
        int few = await FailedInnocentsAsync(string.Empty);
        int many = await FailedInnocentsAsync("akka.persistence.journal.sql { class = \"Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql\", buffer-size = 5000 }");

        Figures.Tell($"Of {innocents} warehouses beside one that lost its race, {few} failed with a statement for each, {many} with the package's own way.");
        Assert.Equal(0, few);
        Assert.True(many > 0, "the test does not show what it is about: nobody failed with the package's own way either");
    }

    /// <summary>All warehouses write at once while another node has overtaken one of them; how many of the others fail.</summary>
    private static async Task<int> FailedInnocentsAsync(string settings)
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options);
        LedgerSystem system = LedgerSystem.On(store, settings);
        LedgerSystem other = LedgerSystem.On(store);
        List<IActorRef> actors = [];
        for (int i = 0; i <= innocents; i++)
        {
            actors.Add((await system.StartAsync($"W{i}")).Actor);
            await system.AddAsync(actors[i]);
        }

        (IActorRef thief, _) = await other.StartAsync($"W{innocents / 2}");
        await other.AddAsync(thief);

        // The first row is under way when the others come, so that these wait together.
        foreach (IActorRef actor in actors)
        {
            actor.Tell(new Ledger.Add(1, BodyBytes: 20_000));
        }

        int failed = 0;
        for (int i = 0; i <= innocents; i++)
        {
            object answer = await system.FishForMessageAsync(m => m is Ledger.Stored or Ledger.Failed, TimeSpan.FromSeconds(20));
            failed += answer is Ledger.Failed { Warehouse: var warehouse } && warehouse != $"W{innocents / 2}" ? 1 : 0;
        }

        await system.EndAsync();
        await other.EndAsync();
        return failed;
    }
}
