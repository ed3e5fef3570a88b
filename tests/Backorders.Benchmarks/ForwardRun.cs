using System.Diagnostics;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Memory;
using Backorders.Cli.Bench;
using Backorders.Domain.Ids;
using Backorders.Server;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Benchmarks;

/// <summary>
/// A receipt by way of a node that does not serve its warehouse, beside one sent straight to the node that does. Both nodes, their store in memory and the
/// clients share this process and its cores: what differs is the hop. The two ways take turns, so that neither has the better minute.
/// </summary>
internal static class ForwardRun
{
    private const string Warehouse = "BENCH";
    private const int Warmups = 3_000;
    private const int Rounds = 5;
    private const int CallsPerRound = 4_000;

    private static readonly int[] UnderWay = [1, 32];

    public static async Task PrintAsync(TextWriter to)
    {
        QuickRun.PrintMachine(to);
        string folder = Directory.CreateTempSubdirectory("backorders-forward-").FullName;
        string key = Server.Security.KeyFile.NewKey();
        Site site = new();
        await using BackordersNode one = await StartAsync(folder, "one", site, key);
        await using BackordersNode two = await StartAsync(folder, "two", site, key);
        WarehouseId warehouse = new(Warehouse);
        RoutePlace place = (await one.Warehouses.WaitForRouteAsync(warehouse, null, TimeSpan.FromSeconds(30), default)).Place;
        await two.Warehouses.WaitForRouteAsync(warehouse, null, TimeSpan.FromSeconds(30), default);
        (BackordersNode owner, BackordersNode other) = place == RoutePlace.Here ? (one, two) : (two, one);
        using BackordersClient direct = BackordersClient.Connect(owner.GrpcAddress.ToString(), key);
        using BackordersClient forwarded = BackordersClient.Connect(other.GrpcAddress.ToString(), key);
        await direct.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = Warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new V1.Item { Sku = "MUG", Description = "A mug", IsGoods = true } },
        });
        await MeasureAsync(direct, "warm-direct", Warmups, 8);
        await MeasureAsync(forwarded, "warm-forwarded", Warmups, 8);
        to.WriteLine($"{"receipts, each by a call of its own",-40} {"p50",10} {"p99",10} {"calls/s",10}");
        foreach (int underWay in UnderWay)
        {
            Latencies straight = new();
            Latencies around = new();
            double straightSeconds = 0, aroundSeconds = 0;
            for (int round = 0; round < Rounds; round++)
            {
                straightSeconds += await MeasureAsync(direct, $"d{underWay}-{round}", CallsPerRound, underWay, straight);
                aroundSeconds += await MeasureAsync(forwarded, $"f{underWay}-{round}", CallsPerRound, underWay, around);
            }

            (double p50, double p99, double rate) d = Print(to, $"direct, {underWay} under way", straight, straightSeconds);
            (double p50, double p99, double rate) f = Print(to, $"forwarded, {underWay} under way", around, aroundSeconds);
            to.WriteLine($"{"forwarded / direct",-40} {$"{f.p50 / d.p50:N2}",10} {$"{f.p99 / d.p99:N2}",10} {$"{f.rate / d.rate:N2}",10}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<BackordersNode> StartAsync(string folder, string name, Site site, string key)
    {
        NodeOptions options = new() { DataDirectory = Path.Combine(folder, name), Journal = JournalKind.Memory, KeyFile = Path.Combine(folder, "keys.json") };
        options.Listen.Http = options.Listen.Grpc = "127.0.0.1:0";
        options.Log.Console = false;
        options.Cluster.NodeId = name;
        options.Warehouses.Add(new WarehouseOptions { Id = Warehouse, Doors = ["D1"], Lanes = ["L1"] });
        Server.Security.KeyFile.Write(options.KeyFile, [Server.Security.KeyFile.DevelopmentKey(key)]);
        BackordersNode node = BackordersNode.Create(options, time: null, site.Store, loggers: null, services =>
        {
            services.AddSingleton(p => new NodeSeat(true, () => new()
            {
                Options = new ClusterNodeOptions { NodeId = name, Address = p.GetRequiredService<NodeSelf>().Identity.Address },
                Meeting = site.Meeting, Arbiter = site.Arbiter, Logs = NullLoggerFactory.Instance, Time = TimeProvider.System,
            }));
        });
        await node.StartAsync(CancellationToken.None);
        return node;
    }

    private static async Task<double> MeasureAsync(BackordersClient client, string device, int calls, int underWay, Latencies? times = null)
    {
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, underWay).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < calls / underWay; i++)
            {
                ReceiveRequest scan = new() { Warehouse = Warehouse, DeviceId = $"{device}-{worker}", ScanId = $"{i}", Sku = "MUG", Quantity = 1, Door = "D1" };
                long sent = Stopwatch.GetTimestamp();
                await client.Receiving.ReceiveAsync(scan);
                times?.Add(Stopwatch.GetElapsedTime(sent));
            }
        })));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static (double P50, double P99, double Rate) Print(TextWriter to, string name, Latencies times, double seconds)
    {
        (double p50, double p99, double rate) = (times.Percentile(0.5) * 1000, times.Percentile(0.99) * 1000, times.Count / seconds);
        to.WriteLine($"{name,-40} {$"{p50:N0} us",10} {$"{p99:N0} us",10} {$"{rate:N0}",10}");
        return (p50, p99, rate);
    }

    /// <summary>What the nodes share.</summary>
    private sealed class Site
    {
        public Site() => Arbiter = new MemoryArbiter(Meeting, TimeProvider.System);

        public MemoryTurnStore Store { get; } = new(TimeProvider.System);

        public MemoryMeetingPlace Meeting { get; } = new(TimeProvider.System);

        public MemoryArbiter Arbiter { get; }
    }
}
