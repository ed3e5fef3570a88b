using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Engine.Cluster;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine.Tests.Cluster;

/// <summary>Several nodes on one store in one process, under one clock that the test moves.</summary>
internal sealed class Crew : IAsyncDisposable
{
    public static readonly WarehouseId[] Warehouses = [.. Enumerable.Range(1, 12).Select(i => new WarehouseId($"W{i}"))];

    private readonly List<BackordersEngine> engines = [];
    private readonly Dictionary<string, MemorySeat> seats = [];
    private int starts;

    private readonly Pump pump;

    private Crew(Pump pump) => (this.pump, Store) = (pump, new(ShardMap.ShardCount, Time));

    public ManualTimeProvider Time { get; } = new();

    public MemoryCluster Store { get; }

    public ClusterTiming Timing { get; } = new();

    /// <summary>After how many turns nodes that are made from now on write a snapshot.</summary>
    public int SnapshotEveryTurns { get; set; } = 1_000_000;

    /// <summary>Runs a test with a crew of its own.</summary>
    public static void Run(Func<Crew, Task> test) => Pump.Run(async pump =>
    {
        await using Crew crew = new(pump);
        await test(crew);
    });

    public async Task<BackordersEngine> StartAsync(string nodeId, int weight = 100)
    {
        BackordersEngine engine = Create(nodeId, weight);
        await Passing(engine.StartAsync(default));
        return engine;
    }

    public BackordersEngine Create(string nodeId, int weight = 100)
    {
        NodeIdentity self = new(nodeId, new Guid(++starts, 0, 0, new byte[8]), "http://" + nodeId, weight);
        MemorySeat seat = seats[nodeId] = Store.SeatOf(self);
        EngineOptions options = new()
        {
            Warehouses = [.. Warehouses.Select(w => new WarehouseSetup(w, "Etc/UTC", [Host.Door], [new("L1")]))], CheckInvariantsEvery = 1, SnapshotAtStop = false,
            SnapshotEveryTurns = SnapshotEveryTurns,
        };
        BackordersEngine engine = new(options, seat, Time, NullLoggerFactory.Instance, null, new ClusterSeat(seat, () => self, Timing, Time));
        engines.Add(engine);
        return engine;
    }

    /// <summary>The store as the last start of a node reaches it.</summary>
    public MemorySeat SeatOf(string nodeId) => seats[nodeId];

    /// <summary>What the store says of a warehouse's shard.</summary>
    public async Task<ShardRecord> RowOf(WarehouseId warehouse) =>
        (await Store.SeatOf(new("reader", default, "", 0)).ReadAsync(default(CancellationToken))).Shards[ShardMap.ShardOf(warehouse)];

    /// <summary>Lets time pass in small steps until something has happened; fails when it does not within a minute of that time.</summary>
    public async Task Until(Func<bool> happened, string what)
    {
        for (int i = 0; !happened(); i++)
        {
            Assert.True(i < 60_000 / 50, $"Not within a minute: {what}");
            await Pass(TimeSpan.FromMilliseconds(50));
        }
    }

    public async Task<T> Passing<T>(Task<T> task)
    {
        await Until(() => task.IsCompleted, "the task ends");
        return await task;
    }

    public async Task Passing(Task task)
    {
        await Until(() => task.IsCompleted, "the task ends");
        await task;
    }

    public async Task Pass(TimeSpan duration)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < duration; passed += TimeSpan.FromMilliseconds(50))
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await pump.WhenIdle();
        }
    }

    /// <summary>The one node that serves a warehouse.</summary>
    public BackordersEngine OwnerOf(WarehouseId warehouse) => engines.Single(e => e.RouteOf(warehouse).Place == RoutePlace.Here);

    public bool AllServed(params BackordersEngine[] among) => Warehouses.All(w => among.Count(e => e.RouteOf(w).Place == RoutePlace.Here) == 1);

    public static CommandRequest Define(WarehouseId warehouse) => new(
        warehouse, CommandKey.None, CommandDigest.None, "test", new DefineItems(Host.Owner, [new(Host.Sku, "Bolt", true, [])]));

    public static CommandRequest Scan(WarehouseId warehouse, string scan) => Host.Scan(scan) with { Warehouse = warehouse };

    public async ValueTask DisposeAsync()
    {
        foreach (BackordersEngine engine in engines)
        {
            await engine.DisposeAsync();
            Assert.Equal(0, engine.InvariantFaults);
        }
    }
}
