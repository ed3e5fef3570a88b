using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

using Microsoft.Extensions.Logging;
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
    public static readonly StationId Station = new("PACK-1");

    /// <summary>Waits of Akka, patience and pauses among them, pass only when a test says so (<see cref="Wait"/>).</summary>
    public static readonly Config WaitsByHand = ConfigurationFactory.ParseString(
        $"akka.scheduler.implementation = \"{typeof(HandScheduler).FullName}, {typeof(HandScheduler).Assembly.GetName().Name}\"");

    /// <summary>A caller that is never answered fails its test instead of stopping it.</summary>
    private static readonly TimeSpan guard = TimeSpan.FromSeconds(30);

    private readonly ActorSystem system;
    private readonly IActorRef gateway;

    public Yard(
        ITurnStore? store = null, ManualTimeProvider? time = null, Action<WarehouseHostOptions>? configure = null, Config? before = null, ILoggerFactory? logs = null,
        WarehouseInstruments? instruments = null)
    {
        Time = time ?? new();
        Store = store ?? new MemoryTurnStore(Time);
        Options = new() { Warehouses = [Setup(Warehouse)], CheckInvariantsEvery = 1, SnapshotAtStop = false };
        configure?.Invoke(Options);
        Config config = (before ?? Config.Empty).WithFallback(SessionStoreSetup.Config).WithFallback(Store.Settings.Config)
            .WithFallback("akka.log-dead-letters = off").WithFallback("akka.loglevel = OFF").WithFallback("akka.stdout-loglevel = OFF");
        system = ActorSystem.Create("yard", ActorSystemSetup.Create([BootstrapSetup.Create().WithConfig(config), new SessionStoreSetup(Store.Rows, Kept), .. Store.Settings.Setups]));
        Parts = new(Options, Store, Kept, Time, Waiting, logs ?? NullLoggerFactory.Instance, instruments);
        LostCalls.StartIn(system);
        (gateway, Place) = Open(Warehouse);
    }

    public ITurnStore Store { get; }

    public ManualTimeProvider Time { get; }

    /// <summary>The clock of callers' patience.</summary>
    public ManualTimeProvider Waiting { get; } = new();

    public KeptSessions Kept { get; } = new();

    public WarehouseHostOptions Options { get; }

    public LocalWarehouse Place { get; }

    public WarehouseParts Parts { get; }

    public ActorSystem System => system;

    public IActorRef Gateway => gateway;

    public static CommandRequest Items => Request(new DefineItems(Owner, [new(Sku, "Bolt", true, [])]));

    public static CommandRequest Request(Command command, CommandKey key = default) => new(Warehouse, key, CommandDigest.None, "test", command);

    public static CommandRequest Scan(string scan, long quantity = 5) => new(
        Warehouse, CommandKey.ForScan(Owner, Device, new(scan)), Digest($"{scan} {quantity}"), "scanner",
        new Receive(new(Owner, Sku), quantity, default, new(Device, new(scan)), Door, null, string.Empty, Quality.Usable, default));

    public static CommandRequest Order(string orderNo, long quantity = 5) => new(
        Warehouse, CommandKey.ForOrder(Owner, new(orderNo)), Digest($"{orderNo} {quantity}"), "shop",
        new SubmitOrder(new(Owner, new(orderNo)), new OrderTerms { Customer = "C" }, [new(1, Sku, quantity, default, 0, 0)], false));

    /// <summary>A yard that serves, with its items defined.</summary>
    public static async Task<Yard> StartAsync(
        ITurnStore? store = null, ManualTimeProvider? time = null, Action<WarehouseHostOptions>? configure = null, Config? before = null)
    {
        Yard yard = new(store, time, configure, before);
        Assert.Null((await yard.Submit(Items)).Refused);
        return yard;
    }

    /// <summary>Opens another warehouse in the same actor system.</summary>
    public (IActorRef Gateway, LocalWarehouse Place) Open(WarehouseId warehouse)
    {
        LocalWarehouse place = new(
            Setup(warehouse), Options.FeedTurns, Options.FeedBytes, new StoreTail(Store.Rows, warehouse, Waiting, Timeout.InfiniteTimeSpan));
        return (system.ActorOf(WarehouseGateway.Props(Parts, place), warehouse.Value), place);
    }

    /// <summary>Puts a command into the gateway's mailbox before it returns.</summary>
    public Task<CommandOutcome> Submit(CommandRequest request) => Submit(gateway, request);

    public static Task<CommandOutcome> Submit(IActorRef gateway, CommandRequest request)
    {
        CommandItem item = new(request);
        gateway.Tell(new WarehouseCall(request.Warehouse, item));
        return item.Task.WaitAsync(guard);
    }

    public Task<QueryOutcome<T>> Ask<T>(Func<Warehouse, Instant, T> question)
    {
        QueryItem<T> item = new(Warehouse, new AskBy<T>(question));
        gateway.Tell(new WarehouseCall(Warehouse, item));
        return item.Task.WaitAsync(guard);
    }

    public async Task<string> StateHash() => (await Ask((w, _) => SnapshotCodec.StateHash(w))).Value!;

    public async Task<long> OnHand() => (await Ask((w, _) => w.GetStock(new(Owner, Sku))!.OnHand)).Value;

    /// <summary>
    /// Ends when all commands before are decided: a question that is behind them in the mailbox has been asked, though its answer waits for their rows.
    /// </summary>
    public Task Decided()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Ask((_, _) => asked.TrySetResult());
        return asked.Task.WaitAsync(guard);
    }

    /// <summary>Ends when the gateway has done what was in its mailbox.</summary>
    public Task Heard() => gateway.Ask<ActorIdentity>(new Identify(null));

    /// <summary>The turns that are stored.</summary>
    public async Task<IReadOnlyList<JournaledTurn>> Turns() =>
        [.. (await Store.Rows.ReadAfterAsync(Warehouse, 0, long.MaxValue, default)).SelectMany(r => r.Batch.Read())];

    /// <summary>Ends when so many calls wait undecided.</summary>
    public Task Queued(int count) => Until(() => Place.Waiting == count);

    /// <summary>Ends when something holds that other threads bring about.</summary>
    public static async Task Until(Func<bool> holds)
    {
        // Not a wait for a time: it looks again and again, and gives up only to fail.
        using CancellationTokenSource giveUp = new(guard);
        while (!holds())
        {
            giveUp.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass for what waits by Akka's scheduler, a step at a time. Needs <see cref="WaitsByHand"/>.</summary>
    public void Wait(TimeSpan step, int steps = 1)
    {
        for (int i = 0; i < steps; i++)
        {
            Waiting.Advance(step);
            LetPausePass(step);
        }
    }

    /// <summary>Ends when somebody has begun to wait so long by Akka's scheduler: from then on <see cref="Wait"/> lets that time pass.</summary>
    public Task Begun(TimeSpan wait) => Until(() => ((HandScheduler)system.Scheduler).HasBegun(wait));

    /// <summary>As <see cref="Wait"/>, but nobody loses patience.</summary>
    public void LetPausePass(TimeSpan pause) => ((TestScheduler)system.Scheduler).Advance(pause);

    /// <summary>Ends as a hand-off does.</summary>
    public Task HandOff()
    {
        Task<bool> ended = gateway.WatchAsync();
        gateway.Tell(Actors.Hosting.Sharding.HandOff.Instance);
        return ended;
    }

    /// <summary>Ends as a node does that stops in good order: nobody waits for the warehouse elsewhere.</summary>
    public Task Finish()
    {
        Task<bool> ended = gateway.WatchAsync();
        gateway.Tell(new Finish(Warehouse));
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        await system.Terminate();
        Assert.Equal(0, Place.InvariantFaults);
    }

    private static WarehouseSetup Setup(WarehouseId warehouse) => new(warehouse, "Europe/Berlin", [Door], [new("L1")]);

    private static CommandDigest Digest(string text) => CommandDigest.Of(global::System.Text.Encoding.UTF8.GetBytes(text));
}
