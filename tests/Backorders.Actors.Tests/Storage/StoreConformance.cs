using Akka.Actor;
using Akka.Persistence;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What the real plugins of Akka do on each store: the same tests for all.</summary>
public abstract partial class StoreConformance : IAsyncLifetime
{
    private readonly List<LedgerSystem> systems = [];

    protected ITurnStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (LedgerSystem system in systems)
        {
            await system.EndAsync();
        }

        await Store.DisposeAsync();
        Close();
    }

    [Fact]
    public async Task Batches_Persisted_AreRecoveredInOrder()
    {
        LedgerSystem first = On();
        (IActorRef actor, Ledger.Recovered fresh) = await first.StartAsync("MAIN");
        Assert.Equal((0, 0), (fresh.Row, fresh.Turn));
        await first.AddAsync(actor, turns: 3);
        await first.AddAsync(actor, turns: 40, bodyBytes: 5_000);
        for (int i = 0; i < 70; i++)
        {
            await first.AddAsync(actor);
        }

        (_, Ledger.Recovered again) = await On().StartAsync("MAIN");

        Assert.Equal((72, 113), (again.Row, again.Turn));
    }

    [Fact]
    public async Task SecondWriterOfARow_IsFenced_AndTheFirstOnesRowStays()
    {
        (LedgerSystem a, LedgerSystem b) = (On(), On());
        (IActorRef first, _) = await a.StartAsync("MAIN");
        (IActorRef second, _) = await b.StartAsync("MAIN");
        await a.AddAsync(first, turns: 2);

        second.Tell(new Ledger.Add(5));

        Ledger.Failed failed = await b.ExpectMsgAsync<Ledger.Failed>();
        StoreFailure why = Store.Explain(failed.Cause);
        Assert.True(why.Kind == StoreFailureKind.Overtaken, why + " " + failed.Cause);
        await b.ExpectTerminatedAsync(second);
        Assert.Equal(2, (await Store.Rows.ReadLastAsync(new("MAIN"), default))!.Value.Batch.LastSeq);
        await a.AddAsync(first);
    }

    [Fact]
    public async Task OwnershipThatComesBack_LosesNothing()
    {
        await AddOnThreeStaysAsync();

        (_, Ledger.Recovered at) = await On().StartAsync("MAIN");

        Assert.Equal((6, 6), (at.Row, at.Turn));
    }

    /// <summary>Akka's default takes the second stay on a node for an old writer's, and drops its rows, where they name the node's journal. Ours name each start of an actor, and the filter is off.</summary>
    [Fact]
    public async Task OwnershipThatComesBack_LosesNothing_EvenWithTheDefaultReplayFilter()
    {
        await AddOnThreeStaysAsync();

        (_, Ledger.Recovered at) = await On("akka.persistence.journal-plugin-fallback.replay-filter.mode = repair-by-discard-old").StartAsync("MAIN");

        Assert.Equal((6, 6), (at.Row, at.Turn));
    }

    [Fact]
    public async Task RejectedBatch_AdvancesTheNumberWithoutARow_SoThatTheActorMustStop()
    {
        LedgerSystem system = On();
        IActorRef actor = system.Sys.ActorOf(Ledger.Of("MAIN", system.TestActor, stopsWhenRejected: false));
        await system.ExpectMsgAsync<Ledger.Recovered>();
        await system.AddAsync(actor);

        actor.Tell(new Ledger.AddForeign());
        Assert.Equal(2, (await system.ExpectMsgAsync<Ledger.Rejected>()).Row);
        actor.Tell(new Ledger.Add(1));

        Ledger.Failed failed = await system.ExpectMsgAsync<Ledger.Failed>();
        Assert.Equal(3, failed.Row);
        Assert.Equal(StoreFailureKind.Overtaken, Store.Explain(failed.Cause).Kind);
        Assert.Equal(1, (await Store.Rows.ReadLastAsync(new("MAIN"), default))!.Value.Number);
    }

    [Fact]
    public async Task Deleting_IsRefused()
    {
        LedgerSystem system = On();
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor);
        await system.AddAsync(actor);

        Persistence.Instance.Apply(system.Sys).JournalFor(string.Empty).Tell(new DeleteMessagesTo("MAIN", 1, system.TestActor), system.TestActor);

        await system.ExpectMsgAsync<DeleteMessagesFailure>();
        Assert.Equal(2, (await Store.Rows.ReadAfterAsync(new("MAIN"), 0, 1_000_000, default)).Count);
    }

    [Fact]
    public async Task SealedShard_TakesNoRows_AndItsNeighboursGoOn()
    {
        int shard = ShardMap.ShardOf(new WarehouseId("MAIN"));
        Assert.NotEqual(shard, ShardMap.ShardOf(new WarehouseId("WEST")));
        LedgerSystem system = On();
        (IActorRef main, _) = await system.StartAsync("MAIN");
        (IActorRef west, _) = await system.StartAsync("WEST");
        await system.AddAsync(main);

        Assert.True(await Store.Seals.SealAsync(shard, "moved to another building", default));
        Assert.False(await Store.Seals.SealAsync(shard, "again", default));
        main.Tell(new Ledger.Add(1));

        Assert.Equal(StoreFailureKind.Sealed, Store.Explain((await system.ExpectMsgAsync<Ledger.Failed>()).Cause).Kind);
        await system.ExpectTerminatedAsync(main);
        await system.AddAsync(west);
        ShardSeal seal = Assert.Single(await Store.Seals.ListAsync(default));
        Assert.Equal((shard, "moved to another building"), (seal.Shard, seal.Why));
        Assert.True(await Store.Seals.UnsealAsync(shard, default));
        Assert.False(await Store.Seals.UnsealAsync(shard, default));
        (main, _) = await system.StartAsync("MAIN");
        await system.AddAsync(main);
    }

    [Fact]
    public async Task Snapshot_SavedByTheActor_IsWhereItsRecoveryBegins()
    {
        LedgerSystem system = On();
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        await system.AddAsync(actor, turns: 5);
        actor.Tell(new Ledger.Save());
        await system.ExpectMsgAsync<SaveSnapshotSuccess>();
        await system.AddAsync(actor, turns: 2);

        (_, Ledger.Recovered at) = await On().StartAsync("MAIN");

        Assert.Equal((2, 7, 1), (at.Row, at.Turn, at.FromSnapshot));
    }

    /// <summary>Three nodes that all take themselves for the owner, begin anew whenever one was overtaken, and never wait for each other.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomOwners_WhoTakeAWarehouseFromEachOther_LeaveOneUnbrokenChain(ulong seed)
    {
        SeededRandom random = new(seed);
        LedgerSystem[] nodes = [On(), On(), On()];
        IActorRef?[] owners = new IActorRef?[nodes.Length];
        (long acknowledged, int overtaken) = (0, 0);
        for (int i = 0; i < 60; i++)
        {
            int who = random.Next(nodes.Length);
            if (owners[who] is not { } owner)
            {
                (owners[who], _) = await nodes[who].StartAsync("MAIN");
                continue;
            }

            int turns = random.Next(1, 9);
            owner.Tell(new Ledger.Add(turns, random.Next(200)));
            if (await nodes[who].ExpectMsgAsync<INoSerializationVerificationNeeded>() is Ledger.Failed failed)
            {
                Assert.Equal(StoreFailureKind.Overtaken, Store.Explain(failed.Cause).Kind);
                await nodes[who].ExpectTerminatedAsync(owner);
                (owners[who], overtaken) = (null, overtaken + 1);
            }
            else
            {
                acknowledged += turns;
            }
        }

        (long last, ChainHash head) = (0, ChainHash.Zero);
        foreach (TurnRow row in await Store.Rows.ReadAfterAsync(main, 0, long.MaxValue, default))
        {
            Assert.Equal((last + 1, head), (row.Batch.FirstSeq, row.Batch.Before));
            Assert.Equal(row.Batch.Count, row.Batch.Read().Count);
            (last, head) = (row.Batch.LastSeq, row.Batch.After);
        }

        Assert.True(last == acknowledged && overtaken > 5, $"{random}: {acknowledged} turns acknowledged, {last} stored, {overtaken} overtaken");
    }

    protected abstract Task<ITurnStore> OpenAsync();

    protected abstract void Close();

    private protected LedgerSystem On(string settings = "")
    {
        LedgerSystem system = LedgerSystem.On(Store, settings);
        systems.Add(system);
        return system;
    }

    /// <summary>Two rows each on one node, on another, and on the first one again.</summary>
    private async Task AddOnThreeStaysAsync()
    {
        (LedgerSystem a, LedgerSystem b) = (On(), On());
        foreach (LedgerSystem stay in new[] { a, b, a })
        {
            (IActorRef actor, _) = await stay.StartAsync("MAIN");
            await stay.AddAsync(actor);
            await stay.AddAsync(actor);
            await stay.StopAsync(actor);
        }
    }
}
