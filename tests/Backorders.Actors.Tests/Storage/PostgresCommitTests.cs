using Akka.Actor;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Storage;

/// <summary>
/// A commit whose wait for a synchronous standby is cancelled ends as a success with a warning. Proves: it is not taken for one, and what is read of it is not answered by
/// before the standby has it.
/// </summary>
public sealed class PostgresCommitTests
{
    /// <summary>Whatever a database says its sessions want to be told: a warning is told.</summary>
    [PostgresTheory]
    [InlineData("warning")]
    [InlineData("error")]
    public async Task CommitWhoseWaitForTheStandbyIsCancelled_IsAnUnknownOutcome(string messages)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        PostgresOptions options = await TurnDatabase.NewAsync(server);
        await server.ExecuteAsync($"ALTER DATABASE {TurnDatabase.DatabaseOf(options)} SET client_min_messages = {messages}");
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options);
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor);
        await server.SetAsync("synchronous_standby_names", "nobody");

        actor.Tell(new Ledger.Add(1));
        await CancelWaitAsync(server, "turns");

        StoreFailure failure = store.Explain((await system.ExpectMsgAsync<Ledger.Failed>()).Cause);
        Assert.Equal(StoreFailureKind.Unknown, failure.Kind);
        Assert.Contains("not confirmed by the standby", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await store.Rows.ReadLastAsync(new("MAIN"), default))!.Value.Number);
        await system.ExpectTerminatedAsync(actor);
        await server.SetAsync("synchronous_standby_names", string.Empty);
        (actor, Ledger.Recovered again) = await system.StartAsync("MAIN");
        Assert.Equal(2, again.Row);
        Assert.Equal(3, (await system.AddAsync(actor)).Row);
        await system.EndAsync();
    }

    [PostgresFact]
    public async Task Confirm_WaitsForTheStandby_AndACancelledWaitConfirmsNothing()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(await TurnDatabase.NewAsync(server));
        await store.ConfirmAsync(default);
        await server.SetAsync("synchronous_standby_names", "nobody");

        Task first = store.ConfirmAsync(default).AsTask();
        await CancelWaitAsync(server, "confirms");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => first);

        Task second = store.ConfirmAsync(default).AsTask();
        await WaitsAsync(server, "confirms");
        Assert.False(second.IsCompleted);
        await server.SetAsync("synchronous_standby_names", string.Empty);
        await second;
    }

    /// <summary>The row can be read at once, and would be lost in a failover: whoever waits for it is told when the standby has it.</summary>
    [PostgresFact]
    public async Task Caller_WhoseRowTheStandbyDoesNotHave_IsAnsweredWhenItDoes()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(await TurnDatabase.NewAsync(server));
        await using Yard yard = await Yard.StartAsync(store);
        await server.SetAsync("synchronous_standby_names", "nobody");

        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await CancelWaitAsync(server, "turns");
        await CancelWaitAsync(server, "confirms");
        await WaitsAsync(server, "confirms");

        Assert.Contains("not confirmed by the standby", yard.Place.Trouble, StringComparison.Ordinal);
        Assert.False(scan.IsCompleted);
        await server.SetAsync("synchronous_standby_names", string.Empty);
        Assert.True(await scan is { Refused: null, Repeated: false });
        Assert.Equal(5, await yard.OnHand());
    }

    private static async Task WaitsAsync(PostgresServer server, string sessions) => await Poll.UntilAsync(
        async () => await server.QueryAsync($"SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE '% {sessions}'") is not null,
        $"a session of {sessions} waits for the standby");

    private static async Task CancelWaitAsync(PostgresServer server, string sessions) => await Poll.UntilAsync(
        async () => await server.QueryAsync(
            $"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE '% {sessions}'") is true,
        $"the wait of {sessions} is cancelled");
}
