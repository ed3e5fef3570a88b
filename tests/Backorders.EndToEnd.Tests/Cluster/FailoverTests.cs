using Backorders.Actors.Port;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Warehouses;
using Backorders.EndToEnd.Tests.Cluster.WarehouseRace;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Backorders.EndToEnd.Tests.Cluster;

/// <summary>The primary is lost under load and its synchronous standby promoted: warehouses go on by themselves, and nothing that was answered is missing or done twice.</summary>
[Collection(nameof(OneAtATime))]
public sealed class FailoverTests
{
    private const string clusterName = "failover";
    private const int warehouses = 6;
    private const int callersEach = 4;
    private const int answersBefore = 20;
    private const int answersAfter = 10;

    [PostgresFact]
    public async Task PrimaryKilledUnderLoad_StandbyPromoted_NoAnsweredCommandIsLostOrDoneTwice()
    {
        await using PostgresServer primary = await PostgresServer.StartAsync();
        await using PostgresServer standby = await primary.AddStandbyAsync("s1");
        await primary.SetAsync("synchronous_standby_names", "s1");
        PostgresOptions options = await primary.CreateDatabaseAsync();
        await PostgresTurnStore.MigrateAsync(options, clusterName, null, default);
        string database = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
        options.ConnectionString = $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Database={database};Username=postgres";
        await using PostgresTurnStore store = await OpenAsync(options);
        WarehouseHostOptions engineOptions = new()
        {
            Warehouses = [.. Enumerable.Range(1, warehouses).Select(i => new WarehouseSetup(new($"W{i}"), "Etc/UTC", [Goods.Door], [new("L1")]))],
            CheckInvariantsEvery = 1, RetryAfterMax = TimeSpan.FromSeconds(1),
        };
        await using ActorWarehouses node = new(engineOptions, store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
        await node.StartAsync(default);
        Caller[] all = [.. node.Ids.SelectMany(w => Enumerable.Range(1, callersEach).Select(i => new Caller(node, w, i)))];
        using CancellationTokenSource end = new();
        Task calling = Task.WhenAll(all.Select(c => Task.Run(() => c.CallAsync(end.Token))));

        await Poll.UntilAsync(() => Task.FromResult(calling.IsFaulted || all.All(c => c.Answered >= answersBefore)), "all are answered");
        await primary.KillAsync();
        await Poll.UntilAsync(() => Task.FromResult(node.Trouble is not null), "the node notices");
        int[] reached = [.. all.Select(c => c.Answered)];
        await standby.PromoteAsync();
        await Poll.UntilAsync(() => Task.FromResult(calling.IsFaulted || all.Zip(reached).All(c => c.First.Answered >= c.Second + answersAfter)), "all are answered by the new primary");
        await end.CancelAsync();
        await calling;
        Assert.Null(node.Trouble);
        await node.StopAsync(default);

        Assert.All(await new TurnVerifier(store.Rows).VerifyAllAsync(default), r => Assert.True(r.IsGood, r.Problem));
        foreach (WarehouseId warehouse in node.Ids)
        {
            Assert.Equal(all.Where(c => c.Warehouse == warehouse).SelectMany(c => c.Told).Order(), (await StoredAsync(store, warehouse)).Order());
        }

        Assert.Equal(0, node.InvariantFaults);
    }

    private static Task<PostgresTurnStore> OpenAsync(PostgresOptions options) =>
        PostgresTurnStore.OpenAsync(new(options, clusterName, "node-1", TimeSpan.FromMinutes(1)), TimeProvider.System, default);

    /// <summary>The turns of commands with a key.</summary>
    private static async Task<IEnumerable<(long Seq, long At, string Key)>> StoredAsync(PostgresTurnStore store, WarehouseId warehouse) =>
        from row in await store.Rows.ReadAfterAsync(warehouse, 0, long.MaxValue, default)
        from turn in row.Batch.Read()
        where !turn.Turn.Key.IsNone
        select (turn.Seq, turn.Turn.At.UnixMicroseconds, turn.Turn.Key.ToString());

    /// <summary>Sends one scan after the other, each again until it is answered: what a scanner does.</summary>
    private sealed class Caller(ActorWarehouses node, WarehouseId warehouse, int number)
    {
        private static readonly TimeSpan rest = TimeSpan.FromMilliseconds(20);

        private volatile int answered;

        public WarehouseId Warehouse => warehouse;

        /// <summary>What it was told, in order.</summary>
        public List<(long Seq, long At, string Key)> Told { get; } = [];

        public int Answered => answered;

        public async Task CallAsync(CancellationToken end)
        {
            await AnswerAsync(Goods.Items(warehouse));
            while (!end.IsCancellationRequested)
            {
                CommandRequest scan = Goods.Scan(warehouse, $"{number}-{answered}");
                CommandOutcome outcome = await AnswerAsync(scan);
                Told.Add((outcome.Seq, outcome.At.UnixMicroseconds, scan.Key.ToString()));
                answered++;
            }
        }

        private async Task<CommandOutcome> AnswerAsync(CommandRequest request)
        {
            using PeriodicTimer pause = new(rest);
            CommandOutcome outcome;
            while ((outcome = await node.SubmitAsync(request)).Refused is { } refused)
            {
                Assert.True(refused.Reason.IsTransient(), $"{request.Key}: {refused.Reason}");
                await pause.WaitForNextTickAsync();
            }

            return outcome;
        }
    }
}
