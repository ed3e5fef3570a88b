using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Journal;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine.Tests;

/// <summary>An engine over a journal that a test can hold up and break, under a clock that it moves.</summary>
internal sealed class Host : IAsyncDisposable
{
    public static readonly WarehouseId Warehouse = new("W1");
    public static readonly OwnerId Owner = new("ACME");
    public static readonly DeviceId Device = new("SCAN-1");
    public static readonly DoorId Door = new("D1");
    public static readonly Sku Sku = new("BOLT");
    public static readonly StationId Station = new("PACK-1");

    public Host(MemoryJournal? store = null, ManualTimeProvider? time = null, Action<EngineOptions>? configure = null)
    {
        Store = store ?? new();
        Time = time ?? new();
        Journal = new(Store);
        Options = new() { Warehouses = [new(Warehouse, "Europe/Berlin", [Door], [new("L1")])], CheckInvariantsEvery = 1, SnapshotAtStop = false };
        configure?.Invoke(Options);
        Engine = new(Options, Journal, Time, NullLoggerFactory.Instance);
    }

    public MemoryJournal Store { get; }

    public JournalDecorator Journal { get; }

    public ManualTimeProvider Time { get; }

    public EngineOptions Options { get; }

    public BackordersEngine Engine { get; }

    public static int Shard => ShardMap.ShardOf(Warehouse);

    public static async Task<Host> StartAsync(MemoryJournal? store = null, ManualTimeProvider? time = null, Action<EngineOptions>? configure = null)
    {
        Host host = new(store, time, configure);
        await host.Engine.StartAsync(default);
        CommandOutcome defined = await host.Submit(new DefineItems(Owner, [new(Sku, "Bolt", true, [new(new("box"), 10)])]));
        Assert.Null(defined.Refused);
        return host;
    }

    public static CommandRequest Scan(string scan, long quantity = 5, string digest = "", string unit = "") => new(
        Warehouse,
        CommandKey.ForScan(Owner, Device, new(scan)),
        CommandDigest.Of(System.Text.Encoding.UTF8.GetBytes($"{scan} {quantity} {digest} {unit}")),
        "scanner",
        new Receive(new(Owner, Sku), quantity, unit.Length == 0 ? default : new(unit), new(Device, new(scan)), Door, null, string.Empty, Quality.Usable, default));

    public static CommandRequest Order(string orderNo, long quantity = 5) => new(
        Warehouse,
        CommandKey.ForOrder(Owner, new(orderNo)),
        CommandDigest.Of(System.Text.Encoding.UTF8.GetBytes($"{orderNo} {quantity}")),
        "shop",
        new SubmitOrder(new(Owner, new(orderNo)), new OrderTerms { Customer = "C" }, [new(1, Sku, quantity, default, 0, 0)], false));

    public Task<CommandOutcome> Submit(Command command) => Engine.SubmitAsync(new(Warehouse, CommandKey.None, CommandDigest.None, "test", command));

    public async Task<string> StateHash() => (await Engine.AskAsync(Warehouse, new HashState())).Value!;

    /// <summary>Holds every append at a sync point of its own, in order.</summary>
    public Queue<SyncPoint> HoldAppends(int count)
    {
        Queue<SyncPoint> points = new(Enumerable.Range(0, count).Select(_ => new SyncPoint()));
        Queue<SyncPoint> toPass = new(points);
        Journal.OnAppend = async (_, append) =>
        {
            if (toPass.TryDequeue(out SyncPoint? point))
            {
                await point.PassAsync();
            }

            await append();
        };
        return points;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Assert.Equal(0, Engine.InvariantFaults);
    }
}
