using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Hosting;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Actors.Storage;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Engine;
using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>Warehouses as sharded entities of Akka.NET, in a cluster of one: the node that shares its store with nobody.</summary>
public sealed partial class ActorWarehouses : IWarehouseHost
{
    private const string regionName = "warehouse";

    private static readonly Refused stopping = Refused.Because(Refusal.NotReady, "The warehouse's node is stopping. Send the same command again.");

    private readonly EngineOptions options;
    private readonly WarehouseParts parts;
    private readonly FrozenDictionary<WarehouseId, LocalWarehouse> places;
    private readonly ClosedShards closed;
    private NodeActors? node;
    private IActorRef region = ActorRefs.Nobody;
    private volatile bool isStopping;

    /// <summary>Builds it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <param name="store">Where turns are stored. The caller disposes of it, afterwards.</param>
    /// <param name="time">The clock of decisions.</param>
    /// <param name="waiting">The clock of waits: real time, whatever the other one is.</param>
    /// <param name="loggers">Where its logs go.</param>
    /// <param name="instruments">Where it counts; null to count nowhere.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    public ActorWarehouses(
        EngineOptions options, ITurnStore store, TimeProvider time, TimeProvider waiting, ILoggerFactory loggers, EngineInstruments? instruments = null)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new ArgumentException("The engine's options cannot be used. " + string.Join(" ", wrong), nameof(options));
        }

        this.options = options;
        parts = new WarehouseParts(options, store, new KeptSessions(), time, waiting, loggers, instruments);
        Ids = [.. options.Warehouses.Select(w => w.Id)];
        places = options.Warehouses.ToFrozenDictionary(w => w.Id, w => new LocalWarehouse(w, options.FeedTurns, options.FeedBytes));
        closed = new ClosedShards(store.Seals);
        instruments?.ObserveMailboxDepth(() => places.Values.Select(
            p => new Measurement<int>(p.Waiting, new KeyValuePair<string, object?>("shard", ShardMap.ShardOf(p.Id)))));
    }

    /// <inheritdoc/>
    public IReadOnlyList<WarehouseId> Ids { get; }

    /// <inheritdoc/>
    public EngineState State
    {
        get
        {
            EngineState[] open = [.. Open().Select(p => p.State)];
            return isStopping
                ? open.All(s => s is EngineState.Stopped or EngineState.Starting) ? EngineState.Stopped : EngineState.Stopping
                : open.Contains(EngineState.Stopped) ? EngineState.Stopped : open.Append(EngineState.Ready).Min();
        }
    }

    /// <inheritdoc/>
    public string? Trouble => node?.EndReason ?? places.Values.Select(p => p.Trouble).FirstOrDefault(t => t is not null);

    /// <inheritdoc/>
    public long InvariantFaults => places.Values.Sum(p => p.InvariantFaults);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await closed.ReadAsync(cancellation).ConfigureAwait(false);
            node = await NodeActors.StartAsync(
                NodeParts.Alone(new ClusterNodeOptions(), parts.Loggers, parts.Waiting) with
                {
                    Compose = Compose,
                    WarmUp = (system, ending) => WarmUp.RunAsync(parts, system, ending),
                    Regions = [new WarehouseRegion(regionName, (_, id) => WarehouseGateway.Props(parts, places[WarehouseId.FromTrusted(id)]))],
                },
                cancellation).ConfigureAwait(false);
            LostCalls.StartIn(node.System);
            region = node.Region(regionName);
            await OpenAsync(Open(), cancellation).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> SubmitAsync(CommandRequest request)
    {
        if (Refuse(request.Warehouse) is { } refused)
        {
            return Task.FromResult(CommandOutcome.Refuse(refused));
        }

        CommandItem item = new(request);
        region.Tell(new WarehouseCall(request.Warehouse, item), ActorRefs.NoSender);
        return item.Task;
    }

    /// <inheritdoc/>
    public Task<QueryOutcome<T>> AskAsync<T>(WarehouseId warehouse, Question<T> question)
    {
        if (Refuse(warehouse) is { } refused)
        {
            return Task.FromResult(new QueryOutcome<T>(refused, default, default, 0));
        }

        QueryItem<T> item = new(warehouse, question);
        region.Tell(new WarehouseCall(warehouse, item), ActorRefs.NoSender);
        return item.Task;
    }

    /// <inheritdoc/>
    public long HighWater(WarehouseId warehouse) => Find(warehouse) is { Served.IsCancellationRequested: false } place ? place.Feed.Durable : 0;

    /// <inheritdoc/>
    public async Task<long> ReadHighWaterAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        _ = Find(warehouse);
        return (await parts.Store.Rows.ReadLastAsync(warehouse, cancellation).ConfigureAwait(false))?.Batch.LastSeq ?? 0;
    }

    /// <inheritdoc/>
    public long WorkVersion(WarehouseId warehouse, OwnerId? owner) => Find(warehouse).Work.VersionOf(owner);

    /// <inheritdoc/>
    public Task<long> WaitForWorkAsync(WarehouseId warehouse, OwnerId? owner, long seenVersion, CancellationToken cancellation) =>
        Find(warehouse).Work.WaitAsync(owner, seenVersion, cancellation);

    /// <inheritdoc/>
    public Task LeaveAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellation)
    {
        isStopping = true;
        if (node is null)
        {
            return;
        }

        try
        {
            await EndAsync(places.Values, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Finishes no longer: the end of the system refuses whoever waits.
        }

        await node.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(true)).ConfigureAwait(false);

    private void Compose(AkkaConfigurationBuilder builder) => parts.Store.Settings
        .AddTo(builder.AddHocon(SessionStoreSetup.Config, HoconAddMode.Prepend))
        .AddSetup(new SessionStoreSetup(parts.Store.Rows, parts.Kept));

    private IEnumerable<LocalWarehouse> Open() => places.Values.Where(p => closed.Why(ShardMap.ShardOf(p.Id)) is null);

    private Refused? Refuse(WarehouseId warehouse) =>
        !places.ContainsKey(warehouse) ? ShardRouter.Unknown(warehouse)
        : isStopping ? stopping
        : closed.Why(ShardMap.ShardOf(warehouse)) is null ? null
        : RouteRefusal.Of(warehouse, RouteOf(warehouse));

    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    private LocalWarehouse Find(WarehouseId warehouse) => places.TryGetValue(warehouse, out LocalWarehouse? place)
        ? place
        : throw new ArgumentException($"Warehouse '{warehouse}' is not one of this system's.", nameof(warehouse));

    /// <summary>Brings warehouses to life, and waits until they take calls.</summary>
    private async Task OpenAsync(IEnumerable<LocalWarehouse> which, CancellationToken cancellation)
    {
        LocalWarehouse[] all = [.. which];
        foreach (LocalWarehouse place in all)
        {
            place.State = EngineState.Starting;
            region.Tell(new Wake(place.Id), ActorRefs.NoSender);
        }

        foreach (LocalWarehouse place in all)
        {
            EngineState state = await place.WaitAsync(s => s is EngineState.Ready or EngineState.Stopped, cancellation).ConfigureAwait(false);
            if (state == EngineState.Stopped)
            {
                throw new JournalCorruptException(ShardMap.ShardOf(place.Id), 0, place.Trouble ?? "the warehouse ended.");
            }

            if (place.Trouble is { } trouble)
            {
                throw new InvalidOperationException(trouble);
            }
        }
    }

    /// <summary>Has warehouses finish what was taken, and waits until they have ended.</summary>
    private async Task EndAsync(IEnumerable<LocalWarehouse> which, CancellationToken cancellation)
    {
        LocalWarehouse[] living = [.. which.Where(p => p.State is not (EngineState.Stopped or EngineState.Starting))];
        foreach (LocalWarehouse place in living)
        {
            region.Tell(new Finish(place.Id), ActorRefs.NoSender);
        }

        foreach (LocalWarehouse place in living)
        {
            await place.WaitAsync(s => s == EngineState.Stopped, cancellation).ConfigureAwait(false);
        }
    }
}
