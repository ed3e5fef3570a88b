using System.Diagnostics;
using System.Text.RegularExpressions;
using Backorders.Domain;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Server;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Backorders.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Cluster.Tests.ThreeNodes;

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
        await NodeDatabase.MigrateAsync(new NodeOptions { Postgres = postgres, Cluster = new ClusterSettings { Name = "proof" } }, null, default);
        string key = (await site.Nodes[0].StartAsync())!;
        await site.Nodes[1].StartAsync();
        long since = Stopwatch.GetTimestamp();
        await site.Nodes[2].StartAsync();
        site.clients = [.. site.Nodes.Select(n => n.Connect(key))];
        await site.UntilSharedAsync(3);
        TimeSpan shared = Stopwatch.GetElapsedTime(since);
        site.Callers = new Callers(site.clients, new SeededRandom(seed), site.Ledger, site.giveUp.Token);
        site.Floors = [.. Warehouses.Select(w => new Floor(w, site.Callers, site.Ledger))];
        await Task.WhenAll(site.Floors.Select(f => f.OpenAsync()));
        return (site, shared);
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
        await Poll.UntilAsync(() => Task.FromResult(Floors.All(f => f.ReceiptsTold >= f.Receipts)), "the partners are told of every receipt");
        await stopFollowing.CancelAsync();
        await following.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Works on for a while: until so many more answers were given.</summary>
    public Task WorkOnAsync(int answers)
    {
        long until = Ledger.Answers + answers;
        return Poll.UntilAsync(() => Task.FromResult(working.IsCompleted || Ledger.Answers >= until), $"{answers} more answers", 120);
    }

    /// <summary>Waits until all shards have owners, so many nodes, none with much more than its part.</summary>
    public Task UntilSharedAsync(int nodes) => Poll.UntilAsync(
        async () =>
        {
            ClusterRecord record = await LookAsync();
            int[] parts = [.. record.Shards.Where(s => s.State == ShardState.Owned).CountBy(s => s.OwnerNode!).Select(p => p.Value)];
            return parts.Sum() == ShardMap.ShardCount && parts.Length == nodes && parts.Max() < ShardMap.ShardCount / nodes * 1.5;
        },
        $"the shards are shared by {nodes} nodes");

    /// <summary>What the database says of nodes and shards, asked of it directly.</summary>
    public async Task<ClusterRecord> LookAsync()
    {
        await using PostgresClusterStore store = NewStore();
        return await store.ReadAsync(default);
    }

    /// <summary>The warehouses that a node owns.</summary>
    public async Task<string[]> WarehousesOfAsync(NodeProcess node)
    {
        ClusterRecord record = await LookAsync();
        return [.. Warehouses.Where(w => record.Shards[ShardMap.ShardOf(new WarehouseId(w))].OwnerNode == node.Name)];
    }

    /// <summary>The node that owns a warehouse's shard.</summary>
    public async Task<NodeProcess> OwnerOfAsync(string warehouse)
    {
        int shard = ShardMap.ShardOf(new WarehouseId(warehouse));
        string? owner = (await LookAsync()).Shards[shard].OwnerNode;
        return Nodes.Single(n => n.Name == owner);
    }

    /// <summary>How long until a warehouse answers again, asked through a node that is well.</summary>
    public async Task<TimeSpan> UntilAnswersAsync(string warehouse, NodeProcess through, long since)
    {
        BackordersClient client = clients[Array.IndexOf(Nodes, through)];
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
        await using PostgresJournal journal = NewJournal();
        Dictionary<string, string> hashes = [];
        foreach (VerificationReport report in await new JournalVerifier(journal).VerifyAllAsync(default))
        {
            Assert.True(report.IsGood, $"Shard {report.Shard}: {report.Problem} {string.Join(' ', report.Warehouses.SelectMany(w => w.Violations))}");
            await CheckShardAsync(journal, report.Shard);
            foreach (VerifiedWarehouse warehouse in report.Warehouses)
            {
                hashes[warehouse.Id.Value] = warehouse.StateHash;
            }
        }

        foreach (string warehouse in Warehouses)
        {
            GetFiguresResponse figures = (await Callers.AnswerAsync("figures", (c, o) => c.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = warehouse, WithStateHash = true }, o)))!;
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
        foreach (BackordersClient client in clients)
        {
            client.Dispose();
        }

        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public override string ToString() => $"seed {seed}; " + string.Join("\n\n", Nodes.Select(n => $"{n.Name}:\n{n.Log()}"));

    [GeneratedRegex("(?<family>backorders_[a-z_]+?)(_bucket|_count|_sum)?\\b")]
    private static partial Regex FigureName();

    /// <summary>Epochs never fall, and every acknowledged command stands there once; nothing stands there twice.</summary>
    private async Task CheckShardAsync(PostgresJournal journal, int shard)
    {
        HashSet<(string Warehouse, CommandKey Key)> stored = [];
        (long seq, long epoch) = (0, 0);
        while (true)
        {
            IReadOnlyList<JournalRow> rows = await journal.ReadAsync(shard, seq, 1_000, default);
            if (rows.Count == 0)
            {
                break;
            }

            foreach (JournalRow row in rows)
            {
                Assert.True(row.Epoch >= epoch, $"Shard {shard}, row {row.Seq}: epoch {row.Epoch} after {epoch}.");
                (seq, epoch) = (row.Seq, row.Epoch);
                TurnRecord turn = TurnCodec.Decode(row.Body.Span);
                if (!turn.Key.IsNone)
                {
                    Assert.True(stored.Add((turn.Warehouse.Value, turn.Key)), $"Shard {shard}, row {row.Seq}: key {turn.Key} stands there twice.");
                }
            }
        }

        foreach (((string warehouse, CommandKey key), string what) in Ledger.Acknowledged.Where(a => ShardMap.ShardOf(new WarehouseId(a.Key.Warehouse)) == shard))
        {
            Assert.True(stored.Contains((warehouse, key)), $"{warehouse}: {what} was acknowledged and is lost.");
        }
    }

    private PostgresJournal NewJournal() => new(Postgres, new NodeIdentity("checker", new Guid(9, 9, 9, new byte[8]), "none", 0), TimeProvider.System, NullLogger<PostgresJournal>.Instance);

    private PostgresClusterStore NewStore() => new(Postgres, "checker", TimeProvider.System);
}
