// A receipt comes from the node's ReceivingService and goes on in WarehouseGateway.cs.
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Hosting;
using Backorders.Actors.Followers;
using Backorders.Actors.Hosting;
using Backorders.Actors.Port;
using Backorders.Actors.Projections;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Warehouses as sharded entities of Akka.NET. A node alone is a cluster of one; several share a store, and each warehouse is served by one of them.
/// </summary>
/// <remarks>
/// Sharding decides where a warehouse's gateway lives, and no more. Calls of this node go to a gateway at this node directly; what another node serves is passed on by a
/// <see cref="WarehouseLink"/>, which also keeps each warehouse alive.
/// </remarks>
public sealed partial class ActorWarehouses : IWarehouseHost, IWarehouseCalls
{
    private const string regionName = "warehouse";

    /// <summary>How often the store is read for followers. The serving node's message comes sooner; this covers messages that were lost.</summary>
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    private static readonly Refused stopping = Refused.Because(Refusal.NotReady, "The warehouse's node is stopping. Send the same command again.");

    private readonly WarehouseHostOptions options;
    private readonly WarehouseParts parts;
    private readonly FrozenDictionary<WarehouseId, LocalWarehouse> places;
    private readonly ClosedShards closed;
    private readonly NodeSeat seat;
    private readonly Func<IReadOnlyList<IProjection>> projections;
    private readonly ConcurrentDictionary<WarehouseId, IActorRef> links = [];
    private volatile NodeActors? node;
    private IActorRef region = ActorRefs.Nobody;
    private volatile bool isStopping;

    /// <summary>Builds it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <param name="store">Where turns are stored. The caller disposes of it, afterwards.</param>
    /// <param name="time">The clock of decisions.</param>
    /// <param name="waiting">The clock of waits: real time, whatever the other one is.</param>
    /// <param name="loggers">Where its logs go.</param>
    /// <param name="instruments">Where it counts; null to count nowhere.</param>
    /// <param name="seat">Its place among other nodes; null for a node alone.</param>
    /// <param name="desk">Who carries out what other nodes pass on; null when none do. Asked for at the first such call.</param>
    /// <param name="projections">What is made of the warehouses' turns while they are served here; asked for at the start. Null for nothing.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    public ActorWarehouses(
        WarehouseHostOptions options, ITurnStore store, TimeProvider time, TimeProvider waiting, ILoggerFactory loggers, WarehouseInstruments? instruments = null,
        NodeSeat? seat = null, Func<ICallDesk>? desk = null, Func<IReadOnlyList<IProjection>>? projections = null)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new ArgumentException("The engine's options cannot be used. " + string.Join(" ", wrong), nameof(options));
        }

        this.options = options;
        this.seat = seat ?? NodeSeat.Alone(loggers, waiting);
        this.projections = projections ?? (static () => []);
        parts = new WarehouseParts(options, store, new KeptSessions(), time, waiting, loggers, instruments);
        parts = desk is null ? parts : parts with { Desk = desk };
        log = loggers.CreateLogger<ActorWarehouses>();
        Ids = [.. options.Warehouses.Select(w => w.Id)];
        places = options.Warehouses.ToFrozenDictionary(w => w.Id, w => new LocalWarehouse(
            w, options.FeedTurns, options.FeedBytes, new StoreTail(store.Rows, w.Id, waiting, lookEvery)));
        closed = new ClosedShards(store.Seals, store.Watch, loggers.CreateLogger<ClosedShards>()) { Changed = change => _ = FollowAsync(change) };
        instruments?.ObserveMailboxDepth(() => places.Values.Select(
            p => new Measurement<int>(p.Waiting, new KeyValuePair<string, object?>("shard", ShardMap.ShardOf(p.Id)))));
        instruments?.ObserveBroken(() => places.Values.Count(p => p.IsBroken));
        parts = parts with { Closed = closed };
        if (IsShared)
        {
            instruments?.ObserveCluster(Figures);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<WarehouseId> Ids { get; }

    /// <inheritdoc/>
    public WarehouseHostState State
    {
        get
        {
            WarehouseHostState[] here = [.. Here().Select(p => p.State)];
            return isStopping
                ? here.All(s => s is WarehouseHostState.Stopped or WarehouseHostState.Starting) ? WarehouseHostState.Stopped : WarehouseHostState.Stopping
                : node is null ? WarehouseHostState.Starting
                : node.Ended.IsCompleted ? WarehouseHostState.Stopped
                : here.Contains(WarehouseHostState.Stopped) && !IsShared ? WarehouseHostState.Stopped
                : here.Where(s => s != WarehouseHostState.Stopped).Append(WarehouseHostState.Ready).Min();
        }
    }

    /// <inheritdoc/>
    public string? Trouble => node?.EndReason ?? places.Values.Select(p => p.Trouble).FirstOrDefault(t => t is not null);

    /// <inheritdoc/>
    public long InvariantFaults => places.Values.Sum(p => p.InvariantFaults);

    /// <inheritdoc/>
    public Task<CommandOutcome> SubmitAsync(CommandRequest request)
    {
        if (Find(request.Warehouse, out Refused refused) is not { } gateway)
        {
            return Task.FromResult(CommandOutcome.Refuse(refused));
        }

        CommandItem item = new(request);
        gateway.Tell(new WarehouseCall(request.Warehouse, item), ActorRefs.NoSender);
        return item.Task;
    }

    /// <inheritdoc/>
    public Task<QueryOutcome<T>> AskAsync<T>(WarehouseId warehouse, Question<T> question)
    {
        if (Find(warehouse, out Refused refused) is not { } gateway)
        {
            return Task.FromResult(new QueryOutcome<T>(refused, default, default, 0));
        }

        QueryItem<T> item = new(warehouse, question);
        gateway.Tell(new WarehouseCall(warehouse, item), ActorRefs.NoSender);
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

    private bool IsOpen(LocalWarehouse place) => closed.Why(ShardMap.ShardOf(place.Id)) is null;

    /// <summary>The warehouses that this node serves, or, alone, is to serve.</summary>
    private IEnumerable<LocalWarehouse> Here() => places.Values.Where(p => IsOpen(p) && (!IsShared || p.Gateway is not null));

    /// <summary>The gateway at this node; null when there is none, and why.</summary>
    private IActorRef? Find(WarehouseId warehouse, out Refused refused)
    {
        if (!places.TryGetValue(warehouse, out LocalWarehouse? place))
        {
            refused = RouteRefusal.Unknown(warehouse);
            return null;
        }

        refused = stopping;
        if (isStopping && !IsShared)
        {
            return null;
        }

        if (IsOpen(place) && place.Gateway is { } gateway)
        {
            return gateway;
        }

        refused = RouteRefusal.Of(warehouse, RouteOf(warehouse));
        return null;
    }

    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    private LocalWarehouse Find(WarehouseId warehouse) => places.TryGetValue(warehouse, out LocalWarehouse? place)
        ? place
        : throw new ArgumentException($"Warehouse '{warehouse}' is not one of this system's.", nameof(warehouse));
}
