using System.Diagnostics;
using System.Text.RegularExpressions;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Stores;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>Three nodes, their database, twelve warehouses with their people, and the ledger of what these were told.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    public static readonly string[] Warehouses = [.. Enumerable.Range(1, 12).Select(i => $"W{i:00}")];

    private readonly string folder = Directory.CreateTempSubdirectory("backorders-site-").FullName;
    private readonly CancellationTokenSource stopWork = new();
    private readonly CancellationTokenSource stopFollowing = new();
    private readonly CancellationTokenSource giveUp = new();
    private readonly ulong seed;
    private readonly string[] names = ["n1", "n2", "n3"];
    private BackordersClient[] clients = [];
    private BackordersClient[] operators = [];
    private Task working = Task.CompletedTask;
    private Task following = Task.CompletedTask;

    private Site(PostgresServer server, PostgresOptions postgres, ulong seed)
    {
        (Server, Postgres, this.seed) = (server, postgres, seed);
        Nodes = [.. names.Select(n => new NodeProcess(n, folder, postgres, Warehouses))];
    }

    public PostgresServer Server { get; }

    public PostgresOptions Postgres { get; }

    public NodeProcess[] Nodes { get; }

    public Ledger Ledger { get; } = new();

    public Callers Callers { get; private set; } = null!;

    public Floor[] Floors { get; private set; } = [];

    /// <summary>Makes the database and starts the nodes one after the other.</summary>
    /// <returns>The site, and how long it took from the start of the last node until the shards were shared.</returns>
    public static async Task<(Site Site, TimeSpan Shared)> OpenAsync(ulong seed)
    {
        PostgresServer server = await PostgresServer.StartAsync();
        PostgresOptions postgres = await server.CreateDatabaseAsync();

        // The machine is full of what this test starts: a connection may take its time.
        postgres.ConnectionString += ";Timeout=30";
        Site site = new(server, postgres, seed);
        try
        {
            return (site, await site.StartAsync());
        }
        catch
        {
            await site.DisposeAsync(); // what has started already ends with the test
            throw;
        }
    }

    private async Task<TimeSpan> StartAsync()
    {
        await NodeDatabase.MigrateAsync(new NodeOptions { Postgres = Postgres, Cluster = new ClusterSettings { Name = "proof" } }, null, default);
        (string? key, string? operating) = await Nodes[0].StartAsync();
        await Nodes[1].StartAsync();
        long since = Stopwatch.GetTimestamp();
        await Nodes[2].StartAsync();
        (clients, operators) = ([.. Nodes.Select(n => n.Connect(key!))], [.. Nodes.Select(n => n.Connect(operating!))]);
        await UntilSharedAsync(3);
        TimeSpan shared = Stopwatch.GetElapsedTime(since);
        Callers = new Callers(clients, new SeededRandom(seed), Ledger, giveUp.Token);
        Floors = [.. Warehouses.Select(w => new Floor(w, Callers, Ledger))];
        await Task.WhenAll(Floors.Select(f => f.OpenAsync()));
        return shared;
    }

    public void BeginWork()
    {
        working = Task.WhenAll(Floors.Select(f => f.WorkAsync(stopWork.Token)));
        following = Task.WhenAll(Floors.Select(f => Task.Run(() => f.FollowAsync(stopFollowing.Token))));
    }

    /// <summary>Lets everybody finish what was begun, and waits until the partners have been told of everything.</summary>
    public async Task EndWorkAsync()
    {
        await stopWork.CancelAsync();
        await working.WaitAsync(TimeSpan.FromSeconds(120));
        await Poll.UntilAsync(
            () => Task.FromResult(Floors.All(f => f.ReceiptsTold >= f.Receipts)),
            () => "the partners are told of every receipt; " + string.Join("; ", Floors.Where(f => f.ReceiptsTold < f.Receipts)));
        await stopFollowing.CancelAsync();
        await following.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Works on for a while: until so many more answers were given.</summary>
    public Task WorkOnAsync(int answers)
    {
        long until = Ledger.Answers + answers;
        return Poll.UntilAsync(() => Task.FromResult(working.IsCompleted || Ledger.Answers >= until), $"{answers} more answers", 120);
    }

    /// <summary>Waits until all warehouses are served, by so many nodes, none with much more than its part.</summary>
    public Task UntilSharedAsync(int nodes) => Poll.UntilAsync(
        async () =>
        {
            int[] parts = [.. (await LookAsync()).Shards.Where(s => s.State == ClusterShardState.Owned && s.Warehouses.Count > 0).CountBy(s => s.Owner).Select(p => p.Value)];
            int shards = Warehouses.Select(w => ShardMap.ShardOf(new WarehouseId(w))).Distinct().Count();
            return parts.Sum() == shards && parts.Length == nodes && parts.Max() <= (shards / nodes) + 1;
        },
        $"the shards are shared by {nodes} nodes");

    /// <summary>What a node that is well says of nodes and shards.</summary>
    public async Task<GetClusterResponse> LookAsync()
    {
        GetClusterResponse? told = null;
        await Poll.UntilAsync(
            async () =>
            {
                foreach ((NodeProcess node, BackordersClient client) in Nodes.Zip(operators).Where(n => n.First is { IsRunning: true, IsFrozen: false }))
                {
                    try
                    {
                        told = await client.Operations.GetClusterAsync(new GetClusterRequest(), deadline: DateTime.UtcNow.AddSeconds(5));
                        return true;
                    }
                    catch (RpcException e) when (Callers.MayPass(e))
                    {
                        // Another one tells.
                    }
                }

                return false;
            },
            "a node tells of the cluster");
        return told!;
    }

    /// <summary>The warehouses that a node serves.</summary>
    public async Task<string[]> WarehousesOfAsync(NodeProcess node) =>
        [.. (await LookAsync()).Shards.Where(s => s.Owner == node.Name).SelectMany(s => s.Warehouses)];

    /// <summary>The node that serves a warehouse.</summary>
    public async Task<NodeProcess> OwnerOfAsync(string warehouse)
    {
        string owner = (await LookAsync()).Shards.Single(s => s.Warehouses.Contains(warehouse)).Owner;
        return Nodes.Single(n => n.Name == owner);
    }

    /// <summary>How long until a warehouse answers again, asked through a node that is well.</summary>
    public async Task<TimeSpan> UntilAnswersAsync(string warehouse, NodeProcess through, long since)
    {
        BackordersClient client = operators[Array.IndexOf(Nodes, through)];
        await Poll.UntilAsync(
            async () =>
            {
                try
                {
                    await client.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = warehouse }, deadline: DateTime.UtcNow.AddSeconds(1));
                    return true;
                }
                catch (RpcException e) when (Callers.MayPass(e))
                {
                    return false;
                }
            },
            $"{warehouse} answers through {through.Name}");
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>The journal, the API and the ledger tell the same story.</summary>
    public async Task CheckAsync()
    {
        await using PostgresTurnStore store = PostgresTurnStore.Create(new(Postgres, "proof", "checker", TimeSpan.FromMinutes(1)), TimeProvider.System);
        Dictionary<string, string> hashes = [];
        foreach (TurnVerification verified in await new TurnVerifier(store.Rows).VerifyAllAsync(default))
        {
            Assert.True(verified.IsGood, $"{verified.Warehouse}: {verified.Problem} {string.Join(' ', verified.Violations)}");
            await CheckWarehouseAsync(store.Rows, verified.Warehouse);
            hashes[verified.Warehouse.Value] = verified.StateHash;
        }

        Callers asking = new(operators, new SeededRandom(1), Ledger, giveUp.Token);
        foreach (string warehouse in Warehouses)
        {
            GetFiguresResponse figures = (await asking.AnswerAsync("figures", (c, o) => c.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = warehouse, WithStateHash = true }, o)))!;
            (long received, long shipped) = Ledger.SumsOf(warehouse);
            Assert.Equal((received, shipped), (figures.Figures.Received, figures.Figures.Shipped));
            Assert.Equal(hashes[warehouse], figures.StateHash);
        }
    }

    /// <summary>Every figure that an alert goes by is told by nodes to which everything has happened.</summary>
    public async Task CheckAlertsAsync()
    {
        using HttpClient http = new();
        string told = string.Concat(await Task.WhenAll(Nodes.Select(n => http.GetStringAsync(new Uri(n.HttpAddress, "/metrics")))));
        string alerts = await File.ReadAllTextAsync(Path.Combine(Deploy.Folder, "prometheus", "alerts.yml"));
        Assert.All(FigureName().Matches(alerts).Select(m => m.Groups["family"].Value).Distinct(), name => Assert.Contains($"# TYPE {name} ", told, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await stopWork.CancelAsync();
        await stopFollowing.CancelAsync();
        await giveUp.CancelAsync();
        foreach (NodeProcess node in Nodes)
        {
            node.Dispose();
        }

        await Task.WhenAll(working, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (BackordersClient client in clients.Concat(operators))
        {
            client.Dispose();
        }

        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public override string ToString() => $"seed {seed}; " + string.Join("\n\n", Nodes.Select(n => $"{n.Name}:\n{n.Log()}"));

    [GeneratedRegex("(?<family>backorders_[a-z_]+?)(_bucket|_count|_sum)?\\b")]
    private static partial Regex FigureName();

    /// <summary>Every acknowledged command stands there once; nothing stands there twice.</summary>
    private async Task CheckWarehouseAsync(ITurnRows rows, WarehouseId warehouse)
    {
        HashSet<CommandKey> stored = [];
        foreach (JournaledTurn turn in (await rows.ReadAfterAsync(warehouse, 0, long.MaxValue, default)).SelectMany(r => r.Batch.Read()))
        {
            Assert.True(turn.Turn.Key.IsNone || stored.Add(turn.Turn.Key), $"{warehouse}, turn {turn.Seq}: key {turn.Turn.Key} stands there twice.");
        }

        foreach (((_, CommandKey key), string what) in Ledger.Acknowledged.Where(a => a.Key.Warehouse == warehouse.Value))
        {
            Assert.True(stored.Contains(key), $"{warehouse}: {what} was acknowledged and is lost.");
        }
    }
}
