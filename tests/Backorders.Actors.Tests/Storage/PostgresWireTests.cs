using Akka.Actor;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What becomes of a row when the way to the server, or the server, fails in the middle of its write.</summary>
public sealed class PostgresWireTests
{
    [PostgresFact]
    public async Task AnswerLost_AfterTheRowWasStored_IsAnUnknownOutcome_AndTheRowIsThere()
    {
        await using Wire wire = await Wire.NewAsync();
        IActorRef actor = await wire.StartAsync("MAIN");
        wire.Proxy.CutAtNextAnswer();

        actor.Tell(new Ledger.Add(4));

        Assert.Equal(StoreFailureKind.Unknown, (await wire.FailedAsync(actor)).Kind);
        (actor, Ledger.Recovered again) = await wire.System.StartAsync("MAIN");
        Assert.Equal((2, 5), (again.Row, again.Turn));
        Assert.Equal(3, (await wire.System.AddAsync(actor)).Row);
    }

    [PostgresFact]
    public async Task RequestLost_OnTheWay_IsAnUnknownOutcome_AndTheRowIsNotThere()
    {
        await using Wire wire = await Wire.NewAsync();
        IActorRef actor = await wire.StartAsync("MAIN");
        wire.Proxy.CutAtNextRequest();

        actor.Tell(new Ledger.Add(4));

        Assert.Equal(StoreFailureKind.Unknown, (await wire.FailedAsync(actor)).Kind);
        (actor, Ledger.Recovered again) = await wire.System.StartAsync("MAIN");
        Assert.Equal((1, 1), (again.Row, again.Turn));
        Assert.Equal(2, (await wire.System.AddAsync(actor)).Row);
    }

    [PostgresFact]
    public async Task NoAnswer_UntilTheDeadline_IsAnUnknownOutcome_AndTheLateRowIsFenced()
    {
        const string warehouse = "LATE-ROW";
        await using Wire wire = await Wire.NewAsync(deadlineSeconds: 1);
        IActorRef actor = await wire.StartAsync(warehouse);
        wire.Proxy.Freeze();

        actor.Tell(new Ledger.Add(4));

        Assert.Equal(StoreFailureKind.Unknown, (await wire.FailedAsync(actor)).Kind);
        await using PostgresTurnStore direct = await TurnDatabase.OpenAsync(wire.Direct, "node-2");
        LedgerSystem next = LedgerSystem.On(direct);
        (IActorRef owner, _) = await next.StartAsync(warehouse);
        await next.AddAsync(owner, turns: 2);
        wire.Proxy.Thaw();
        PostgresServer server = await PostgresServer.SharedAsync();
        await Poll.UntilAsync(() => Task.FromResult(server.Log.Contains($"({warehouse}, 2) already exists", StringComparison.Ordinal)), "the late row is refused");
        Assert.Equal((3, 4), await next.AddAsync(owner) is var stored ? (stored.Row, stored.Turn) : default);
        await next.EndAsync();
    }

    /// <summary>A full disk cannot be had without filling one: the server's answer to an insert that finds none is raised by a trigger.</summary>
    [PostgresTheory]
    [InlineData("53100", "disk is full")]
    [InlineData("25006", "is read-only")]
    public async Task ServerThatCanStoreNothing_RefusesTheRowAndSaysWhy_AndTakesItLater(string code, string said)
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options);
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor);
        await server.ExecuteAsync(
            $"""
            CREATE FUNCTION {options.Schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now' USING ERRCODE = '{code}'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON {options.Schema}.turn_batch FOR EACH ROW EXECUTE FUNCTION {options.Schema}.refuse();
            """,
            TurnDatabase.DatabaseOf(options));

        actor.Tell(new Ledger.Add(4));

        StoreFailure why = store.Explain((await system.ExpectMsgAsync<Ledger.Failed>()).Cause);
        Assert.Equal(StoreFailureKind.Refused, why.Kind);
        Assert.Contains(said, why.Message, StringComparison.Ordinal);
        await system.ExpectTerminatedAsync(actor);
        await server.ExecuteAsync($"DROP TRIGGER refuse ON {options.Schema}.turn_batch", TurnDatabase.DatabaseOf(options));
        (actor, Ledger.Recovered again) = await system.StartAsync("MAIN");
        Assert.Equal(1, again.Row);
        Assert.Equal(2, (await system.AddAsync(actor)).Row);
        await system.EndAsync();
    }

    [PostgresFact]
    public async Task ServerThatIsAway_EveryCallIsUnavailable_AndWorksAgainAfterwards()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(await TurnDatabase.NewAsync(server));
        LedgerSystem system = LedgerSystem.On(store);
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor, turns: 4);
        await server.StopAsync(PostgresStop.Immediate);

        actor.Tell(new Ledger.Add(1));
        await system.ExpectMsgAsync<Ledger.Failed>();
        await system.ExpectTerminatedAsync(actor);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.Rows.ReadLastAsync(new("MAIN"), default).AsTask());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.Seals.SealAsync(3, "why", default).AsTask());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.ConfirmAsync(default).AsTask());

        await server.StartAgainAsync();
        (actor, Ledger.Recovered again) = await system.StartAsync("MAIN");
        Assert.Equal((1, 4), (again.Row, again.Turn));
        Assert.Equal(2, (await system.AddAsync(actor)).Row);
        await store.ConfirmAsync(default);
        Assert.Equal(2, (await store.Rows.ReadLastAsync(new("MAIN"), default))!.Value.Number);
        Assert.Empty(await store.Seals.ListAsync(default));
        await system.EndAsync();
    }

    /// <summary>A store whose connections all go through a proxy. Nothing looks at the server but what a test does, so that the next request is the row.</summary>
    private sealed class Wire : IAsyncDisposable
    {
        private Wire(PostgresOptions direct, TcpProxy proxy, PostgresTurnStore store) => (Direct, Proxy, Store, System) = (direct, proxy, store, LedgerSystem.On(store));

        public PostgresOptions Direct { get; }

        public TcpProxy Proxy { get; }

        public PostgresTurnStore Store { get; }

        public LedgerSystem System { get; }

        public static async Task<Wire> NewAsync(int deadlineSeconds = 30)
        {
            PostgresServer server = await PostgresServer.SharedAsync();
            PostgresOptions direct = await TurnDatabase.NewSchemaAsync();
            TcpProxy proxy = new(server.Port);
            PostgresOptions through = new()
            {
                ConnectionString = direct.ConnectionString.Replace($"Port={server.Port}", $"Port={proxy.Port}"), Schema = direct.Schema, AppendDeadlineSeconds = deadlineSeconds,
            };
            PostgresTurnStoreOptions options = new(through, TurnDatabase.Cluster, "node-1", TimeSpan.FromSeconds(10));
            return new(direct, proxy, await PostgresTurnStore.OpenAsync(options, TimeProvider.System, default, new ManualTimeProvider()));
        }

        /// <summary>A warehouse with one row, so that a connection is open.</summary>
        public async Task<IActorRef> StartAsync(string warehouse)
        {
            (IActorRef actor, _) = await System.StartAsync(warehouse);
            await System.AddAsync(actor);
            return actor;
        }

        /// <summary>What became of the row, and the actor's end.</summary>
        public async Task<StoreFailure> FailedAsync(IActorRef actor)
        {
            Ledger.Failed failed = await System.ExpectMsgAsync<Ledger.Failed>();
            await System.ExpectTerminatedAsync(actor);
            return Store.Explain(failed.Cause);
        }

        public async ValueTask DisposeAsync()
        {
            Proxy.Thaw();
            await System.EndAsync();
            await Store.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }
}
