using System.Diagnostics;
using Backorders.Actors.Storage.Postgres;
using Backorders.Domain.Ids;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Backorders.Testing;
using Backorders.V1;
using WarehouseOpened = Backorders.Domain.Events.WarehouseOpened;

namespace Backorders.Benchmarks.Outage;

/// <summary>Two nodes on one database, with people who call their warehouses by way of both.</summary>
internal sealed class OutageCluster : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("backorders-outage-").FullName;
    private readonly CancellationTokenSource end = new();
    private readonly List<OutageNode> nodes = [];
    private BackordersClient[] clients = [];
    private BackordersClient operators = null!;
    private Task calling = Task.CompletedTask;

    private OutageCluster(string[] warehouses) => Warehouses = warehouses;

    public string[] Warehouses { get; }

    public IReadOnlyList<OutageNode> Nodes => nodes;

    public IReadOnlyList<OutageCaller> Callers { get; private set; } = [];

    /// <summary>Starts the nodes and waits until all warehouses are served and their callers are answered.</summary>
    public static async Task<OutageCluster> StartAsync(PostgresOptions options, string[] warehouses, int scannersEach)
    {
        OutageCluster cluster = new(warehouses);
        await using PostgresTurnReader reader = await PostgresTurnReader.OpenAsync(options, "description", TimeProvider.System, default);
        WarehouseOpened described = await OutageStore.DescriptionAsync(reader.Rows, new WarehouseId(warehouses[0]));
        string key = string.Empty;
        foreach (string name in new[] { "n1", "n2" })
        {
            (OutageNode node, string made) = await OutageNode.StartAsync(new(
                options.ConnectionString, name, $"http://127.0.0.1:{FreePort.Take()}", cluster.folder, warehouses, described.TimeZone,
                [.. described.Doors.Select(d => d.Value)], [.. described.Lanes.Select(l => l.Value)]));
            cluster.nodes.Add(node);
            key = made.Length > 0 ? made : key;
        }

        string[] keys = key.Split(' '); // the goods' and the operator's
        cluster.operators = BackordersClient.Connect(cluster.nodes[0].Address, keys[1]);
        cluster.clients = [.. cluster.nodes.Select(n => BackordersClient.Connect([n.Address, .. cluster.nodes.Where(o => o != n).Select(o => o.Address)], keys[0]))];
        await Poll.UntilAsync(() => cluster.SharedAsync(), "all warehouses are served, by both nodes where there are several", 300);
        foreach (string warehouse in warehouses)
        {
            await OutageStore.DefineAsync(cluster.clients[0], warehouse);
        }

        string door = described.Doors[0].Value;
        cluster.Callers =
        [
            .. from warehouse in warehouses
               from via in Enumerable.Range(0, cluster.clients.Length)
               from scanner in Enumerable.Range(0, scannersEach + 1)
               select new OutageCaller(cluster.clients[via], warehouse, scanner == 0 ? null : $"S{via}-{scanner}-{Stopwatch.GetTimestamp()}", door),
        ];
        cluster.calling = Task.WhenAll(cluster.Callers.Select(c => Task.Run(() => c.CallAsync(cluster.end.Token))));
        await OutageRun.PassAsync(TimeSpan.FromSeconds(5));
        return cluster;
    }

    /// <summary>The node that serves a warehouse, and the other one.</summary>
    public async Task<(OutageNode Owner, OutageNode Other)> OwnerOfAsync(string warehouse)
    {
        GetClusterResponse told = await LookAsync();
        string owner = told.Shards.Single(s => s.Warehouses.Contains(warehouse)).Owner;
        return (nodes.Single(n => n.NodeId == owner), nodes.Single(n => n.NodeId != owner));
    }

    /// <summary>Tells the cluster that a node is to give what it serves, or may take again.</summary>
    public async Task DrainAsync(OutageNode node, bool undo = false) =>
        await operators.RetryAsync(() => operators.Operations.DrainNodeAsync(new DrainNodeRequest { NodeId = node.NodeId, Undo = undo }));

    /// <summary>Starts a node that was stopped again, as it was.</summary>
    public async Task StartAgainAsync(OutageNode stopped)
    {
        await stopped.DisposeAsync();
        (nodes[nodes.IndexOf(stopped)], _) = await OutageNode.StartAsync(stopped.Settings);
    }

    /// <summary>The longest call of anybody within a span, and the most tries of one call that were refused.</summary>
    public (TimeSpan Took, int Refused) Longest(long from, long to) => Callers.Select(c => c.Longest(from, to)).MaxBy(l => l.Took);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await calling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (BackordersClient client in clients)
        {
            client.Dispose();
        }

        await Task.WhenAll(nodes.Select(n => n.StopAsync().WaitAsync(TimeSpan.FromSeconds(60)))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (OutageNode node in nodes)
        {
            await node.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
        end.Dispose();
    }

    private async Task<GetClusterResponse> LookAsync() => await operators.RetryAsync(() => operators.Operations.GetClusterAsync(new GetClusterRequest()));

    private async Task<bool> SharedAsync()
    {
        int stand = Warehouses.Count(w => nodes.Any(n => n.Find("stands", w, 0) is not null));
        ClusterShard[] shards = stand < Warehouses.Length ? [] : [.. (await LookAsync()).Shards.Where(s => s.Warehouses.Count > 0)];
        int served = shards.Where(s => s.Owner.Length > 0).Sum(s => s.Warehouses.Count);
        return served == Warehouses.Length && (shards.Length == 1 || shards.CountBy(s => s.Owner).Select(p => p.Value).ToArray() is [int one, int two] && Math.Abs(one - two) <= 1);
    }
}
