using System.Diagnostics;
using System.Globalization;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Postgres;
using Backorders.Domain.Ids;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Storage;

/// <summary>What the tables themselves refuse, by plain statements.</summary>
public sealed class PostgresTableTests
{
    private const string insert = "INSERT INTO turn_batch(created, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, $1, $2, $3, '', 1001)";

    [PostgresFact]
    public async Task RowWithoutItsPredecessor_IsRefusedAsASerializationFailure()
    {
        await using NpgsqlDataSource source = await NewAsync();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        for (long row = 1; row <= 3; row++)
        {
            await InsertAsync(connection, "MAIN", row);
        }

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(connection, "MAIN", 6));
        PostgresException doubled = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(connection, "MAIN", 3));

        Assert.Equal(("40001", "row 6 of warehouse MAIN has no row before it"), (refused.SqlState, refused.MessageText));
        Assert.Equal((PostgresErrorCodes.UniqueViolation, "turn_batch_row"), (doubled.SqlState, doubled.ConstraintName));
        await InsertAsync(connection, "MAIN", 4);
    }

    /// <summary>What a failover that lost commits, or a restore under a living owner, leaves behind.</summary>
    [PostgresFact]
    public async Task JournalThatWasSetBackUnderItsOwner_TakesNoMoreOfItsRows()
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options);
        LedgerSystem system = LedgerSystem.On(store);
        (Akka.Actor.IActorRef actor, _) = await system.StartAsync("MAIN");
        for (int i = 0; i < 5; i++)
        {
            await system.AddAsync(actor);
        }

        await (await PostgresServer.SharedAsync()).ExecuteAsync(
            $"DELETE FROM {options.Schema}.turn_batch WHERE sequence_number > 3", TurnDatabase.DatabaseOf(options));
        actor.Tell(new Ledger.Add(1), Akka.Actor.ActorRefs.NoSender);

        Assert.Equal(Actors.Storage.StoreFailureKind.Overtaken, store.Explain((await system.ExpectMsgAsync<Ledger.Failed>()).Cause).Kind);
        Assert.Equal(3, (await store.Rows.ReadLastAsync(new("MAIN"), default))!.Value.Number);
        await system.EndAsync();
    }

    [PostgresFact]
    public async Task ManyRowsInOneStatement_AreJudgedTogether()
    {
        await using NpgsqlDataSource source = await NewAsync();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await InsertAsync(connection, "MAIN", 1);
        const string many = "INSERT INTO turn_batch(created, persistence_id, sequence_number, message, manifest, identifier) VALUES ";

        await connection.ExecuteAsync($"{many} (0, 'MAIN', 2, '', '', 1001), (0, 'MAIN', 3, '', '', 1001), (0, 'WEST', 1, '', '', 1001)", default);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
            () => connection.ExecuteAsync($"{many} (0, 'MAIN', 4, '', '', 1001), (0, 'WEST', 3, '', '', 1001)", default));

        Assert.Contains("row 3 of warehouse WEST", refused.MessageText);
    }

    [PostgresFact]
    public async Task ShardOfAWarehouse_IsTheSameInTheDatabase()
    {
        await using NpgsqlDataSource source = await NewAsync();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        SeededRandom random = new(11);
        string[] ids = [.. Enumerable.Range(0, 300).Select(i => $"{(char)random.Next(0x21, 0x2AF)}W{random.Next(100_000)}"), "MAIN", "München"];

        List<int> shards = await connection.QueryAsync(
            "SELECT shard_of(id) FROM unnest($1) WITH ORDINALITY AS u(id, place) ORDER BY place", static row => row.GetInt32(0), default, (object)ids);

        Assert.Equal(ids.Select(id => ShardMap.ShardOf(WarehouseId.FromTrusted(id))), shards);
    }

    /// <summary>A seal that has been confirmed must hold: it waits for the transaction that has added a row and not yet committed it.</summary>
    [PostgresFact]
    public async Task Seal_WaitsForARowThatIsUnderWay_AndNoneComesBehindIt()
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options);
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        int shard = ShardMap.ShardOf(new WarehouseId("MAIN"));
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
        {
            await InsertAsync(connection, "MAIN", 1);
            Task<bool> sealing = store.Seals.SealAsync(shard, "why", default).AsTask();
            await Poll.UntilAsync(
                async () => await (await PostgresServer.SharedAsync()).QueryAsync("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is not null,
                "the seal waits");
            Assert.Empty(await store.Seals.ListAsync(default));
            await transaction.CommitAsync();
            Assert.True(await sealing);
        }

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(connection, "MAIN", 2));
        Assert.Equal(("ZB001", $"shard {shard} is sealed: why"), (refused.SqlState, refused.MessageText));
        await InsertAsync(connection, "WEST", 1);
    }

    /// <summary>A node that froze between INSERT and COMMIT: the server ends its transaction, and the next owner gets the row.</summary>
    [PostgresFact]
    public async Task HolderThatHangsBeforeItsCommit_IsEndedByTheServer_AndItsRivalGoesOn()
    {
        PostgresOptions options = await TurnDatabase.NewSchemaAsync();
        await using PostgresTurnStore store = await TurnDatabase.OpenAsync(options, "node-2");
        LedgerSystem system = LedgerSystem.On(store);
        (Akka.Actor.IActorRef rival, _) = await system.StartAsync("MAIN");
        (Akka.Actor.IActorRef neighbour, _) = await system.StartAsync("WEST");
        await system.AddAsync(rival);
        await using NpgsqlDataSource frozen = PostgresConnections.Writes(new(options, TurnDatabase.Cluster, "node-1", TimeSpan.FromSeconds(10)));
        await using NpgsqlConnection holder = await frozen.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await holder.BeginTransactionAsync();
        await InsertAsync(holder, "MAIN", 2);

        long begin = Stopwatch.GetTimestamp();
        rival.Tell(new Ledger.Add(1), Akka.Actor.ActorRefs.NoSender);
        await system.AddAsync(neighbour);
        double neighbourSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Ledger.Stored stored = await system.ExpectMsgAsync<Ledger.Stored>();

        Figures.Tell(string.Create(CultureInfo.InvariantCulture,
            $"A row behind a holder that hangs: {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s; a neighbour's row meanwhile: {neighbourSeconds:0.00} s."));
        Assert.Equal(("MAIN", 2), (stored.Warehouse, stored.Row));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
        await system.EndAsync();
    }

    [PostgresFact]
    public async Task Figure_WhatTheTriggerCosts()
    {
        await using NpgsqlDataSource source = await NewAsync();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("SET synchronous_commit = off", default);
        const int rows = 300;
        Dictionary<string, double> microseconds = [];
        for (int round = 0; round < 20; round++)
        {
            string state = round % 2 == 0 ? "ENABLE" : "DISABLE";
            await connection.ExecuteAsync($"ALTER TABLE turn_batch {state} TRIGGER turn_batch_added", default);
            await InsertAsync(connection, $"W{round}", 1);
            long begin = Stopwatch.GetTimestamp();
            for (long row = 2; row <= rows; row++)
            {
                await InsertAsync(connection, $"W{round}", row);
            }

            // The quickest round counts: what else the machine did can only slow one down.
            microseconds[state] = Math.Min(microseconds.GetValueOrDefault(state, double.MaxValue), Stopwatch.GetElapsedTime(begin).TotalMicroseconds / (rows - 1));
        }

        Figures.Tell(string.Create(CultureInfo.InvariantCulture,
            $"An insert of 300 bytes without waiting for the disk: {microseconds["DISABLE"]:0} µs without the trigger, {microseconds["ENABLE"]:0} µs with it."));
    }

    private static async Task<NpgsqlDataSource> NewAsync() =>
        PostgresSources.Create(await TurnDatabase.NewSchemaAsync(), "test", adjust: static to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (20, 2));

    private static Task InsertAsync(NpgsqlConnection connection, string warehouse, long row) =>
        connection.ExecuteAsync(insert, default, warehouse, row, new byte[300]);
}
