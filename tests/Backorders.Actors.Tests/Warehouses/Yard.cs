using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Warehouses;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Testing;

using Microsoft.Extensions.Logging.Abstractions;

using Receive = Backorders.Domain.Commands.Receive;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>One warehouse's gateway in an actor system of its own, over a store that may be shared, under a clock that a test moves.</summary>
internal sealed class Yard : IAsyncDisposable
{
    public static readonly WarehouseId Warehouse = new("W1");
    public static readonly OwnerId Owner = new("ACME");
    public static readonly DeviceId Device = new("SCAN-1");
    public static readonly DoorId Door = new("D1");
    public static readonly Sku Sku = new("BOLT");

    private readonly ActorSystem system;
    private readonly IActorRef gateway;

    public Yard(ITurnStore? store = null, ManualTimeProvider? time = null, Action<EngineOptions>? configure = null, Config? before = null)
    {
        Time = time ?? new();
        Store = store ?? new MemoryTurnStore(Time);
        WarehouseSetup setup = new(Warehouse, "Europe/Berlin", [Door], [new("L1")]);
        Options = new() { Warehouses = [setup], CheckInvariantsEvery = 1, SnapshotAtStop = false };
        configure?.Invoke(Options);
        KeptSessions kept = new();
        Config config = (before ?? Config.Empty).WithFallback(SessionStoreSetup.Config).WithFallback(Store.Settings.Config)
            .WithFallback("akka.log-dead-letters = off");
        system = ActorSystem.Create("yard", BootstrapSetup.Create().WithConfig(config).And(Store.Settings.Setup).And(new SessionStoreSetup(Store.Rows, kept)));
        Place = new LocalWarehouse(setup, Options.FeedTurns, Options.FeedBytes);
        WarehouseParts parts = new(Options, Store, kept, Time, Time, NullLoggerFactory.Instance, null);
        system.ActorOf(LostCalls.Props(), "lost-calls");
        gateway = system.ActorOf(WarehouseGateway.Props(parts, Place), Warehouse.Value);
    }

    public ITurnStore Store { get; }

    public ManualTimeProvider Time { get; }

    public EngineOptions Options { get; }

    public LocalWarehouse Place { get; }

    public ActorSystem System => system;

    public IActorRef Gateway => gateway;

    public static CommandRequest Scan(string scan, long quantity = 5) => new(
        Warehouse, CommandKey.ForScan(Owner, Device, new(scan)), CommandDigest.Of(global::System.Text.Encoding.UTF8.GetBytes($"{scan} {quantity}")), "scanner",
        new Receive(new(Owner, Sku), quantity, default, new(Device, new(scan)), Door, null, string.Empty, Quality.Usable, default));

    public static CommandRequest Order(string orderNo, long quantity = 5) => new(
        Warehouse, CommandKey.ForOrder(Owner, new(orderNo)), CommandDigest.Of(global::System.Text.Encoding.UTF8.GetBytes($"{orderNo} {quantity}")), "shop",
        new SubmitOrder(new(Owner, new(orderNo)), new OrderTerms { Customer = "C" }, [new(1, Sku, quantity, default, 0, 0)], false));

    public static CommandRequest Items => new(Warehouse, CommandKey.None, CommandDigest.None, "test", new DefineItems(Owner, [new(Sku, "Bolt", true, [])]));

    /// <summary>Puts a command into the gateway's mailbox before it returns.</summary>
    public Task<CommandOutcome> Submit(CommandRequest request)
    {
        CommandItem item = new(request);
        gateway.Tell(new WarehouseCall(Warehouse, item));
        return item.Task;
    }

    public Task<QueryOutcome<T>> Ask<T>(Func<Warehouse, Instant, T> question)
    {
        QueryItem<T> item = new(Warehouse, new AskBy<T>(question));
        gateway.Tell(new WarehouseCall(Warehouse, item));
        return item.Task;
    }

    public async Task<string> StateHash() => (await Ask((w, _) => SnapshotCodec.StateHash(w))).Value!;

    public async Task<long> OnHand() => (await Ask((w, _) => w.GetStock(new(Owner, Sku))!.OnHand)).Value;

    /// <summary>Ends as a hand-off does.</summary>
    public Task HandOff()
    {
        Task<bool> ended = gateway.WatchAsync();
        gateway.Tell(Actors.Hosting.Sharding.HandOff.Instance);
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        await system.Terminate();
        Assert.Equal(0, Place.InvariantFaults);
    }
}
