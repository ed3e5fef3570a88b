// A receipt comes from the node's ReceivingService and goes on in WarehouseGateway.cs.
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Hosting;
using Backorders.Actors.Calls;
using Backorders.Actors.Followers;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Actors.Projections;
using Backorders.Actors.Storage;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Engine;
using Backorders.Engine.Calls;
using Backorders.Journal;
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

    /// <summary>A word of the serving node comes sooner; the store is looked at for followers whose word was lost.</summary>
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long a node that starts waits to know where a warehouse is: longer than it takes to take one over.</summary>
    private static readonly TimeSpan metWithin = TimeSpan.FromSeconds(15);

    /// <summary>How long warehouses may get ready for another node before they go all the same.</summary>
    private static readonly TimeSpan preparedWithin = TimeSpan.FromSeconds(5);

    private static readonly Refused stopping = Refused.Because(Refusal.NotReady, "The warehouse's node is stopping. Send the same command again.");

    private readonly EngineOptions options;
    private readonly WarehouseParts parts;
    private readonly FrozenDictionary<WarehouseId, LocalWarehouse> places;
    private readonly ClosedShards closed;
    private readonly NodeSeat seat;
    private readonly Func<IReadOnlyList<IProjection>> projections;
    private readonly CancellationTokenSource cutOff = new();
    private IReadOnlyList<ProjectionRun> runs = [];
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
        EngineOptions options, ITurnStore store, TimeProvider time, TimeProvider waiting, ILoggerFactory loggers, EngineInstruments? instruments = null,
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
    public EngineState State
    {
        get
        {
            EngineState[] here = [.. Here().Select(p => p.State)];
            return isStopping
                ? here.All(s => s is EngineState.Stopped or EngineState.Starting) ? EngineState.Stopped : EngineState.Stopping
                : node is null ? EngineState.Starting
                : node.Ended.IsCompleted ? EngineState.Stopped
                : here.Contains(EngineState.Stopped) && !IsShared ? EngineState.Stopped
                : here.Where(s => s != EngineState.Stopped).Append(EngineState.Ready).Min();
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
            parts.Store.Watch.LookNow();
            await parts.Store.Watch.FirstAsync(cancellation).ConfigureAwait(false);
            await closed.ReadAsync(cancellation).ConfigureAwait(false);
            node = await NodeActors.StartAsync(
                seat.Parts() with
                {
                    Compose = Compose,

                    // Who waits for a route to a node that has just entered can be told its address only now.
                    NodesChanged = () => Touch([.. places.Values]),
                    WarmUp = (system, ending) => WarmUp.RunAsync(parts, system, ending),
                    Regions = [new WarehouseRegion(regionName, (_, id) => WarehouseGateway.Props(parts, places[WarehouseId.FromTrusted(id)]))],
                },
                cancellation).ConfigureAwait(false);
            LostCalls.StartIn(node.System);
            region = node.Region(regionName);
            node.System.ActorOf(NodeDesk.Props(parts.Desk), NodeDesk.Name);
            Project(node.System);
            await OpenAsync(places.Values.Where(IsOpen), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClusterStartException or MeetingUnavailableException)
        {
            await DisposeAsync().ConfigureAwait(false);
            throw new HostStartException(e.Message, e);
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

    /// <inheritdoc/>
    public async Task LeaveAsync(CancellationToken cancellation)
    {
        if (node is not { } leaving || !IsShared)
        {
            return;
        }

        try
        {
            await PrepareAsync(cancellation).ConfigureAwait(false);
            if (await leaving.SetDrainingAsync(leaving.Self.NodeId, draining: true, cancellation).ConfigureAwait(false))
            {
                await AwaitGivenAsync(leaving, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MeetingUnavailableException)
        {
            // What is not given by now is handed over, or recovered elsewhere, when the system ends.
        }
    }

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
            if (IsShared)
            {
                // What is still here is handed over or ended by the region, which waits for as long as somebody asks for a warehouse.
                StopLinks(places.Values, stopping);
            }
            else
            {
                await EndAsync(places.Values, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Finishes no longer: the end of the system refuses whoever waits.
        }

        closed.Dispose();
        await node.DisposeAsync().ConfigureAwait(false);
        foreach (LocalWarehouse place in places.Values)
        {
            place.Remote.Close();
        }

        // Their feeds have ended; what was read until then is written.
        using CancellationTokenRegistration enough = cancellation.Register(cutOff.Cancel);
        await Task.WhenAll(runs.Select(r => r.Current)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(true)).ConfigureAwait(false);

    private void Compose(AkkaConfigurationBuilder builder) => parts.Store.Settings
        .AddTo(builder.AddHocon(SessionStoreSetup.Config, HoconAddMode.Prepend).AddHocon(Stations.StationSerializer.Config, HoconAddMode.Prepend))
        .AddSetup(new SessionStoreSetup(parts.Store.Rows, parts.Kept));

    /// <summary>Each projection of each warehouse has an actor of its own, from the start on and for as long as the node lives.</summary>
    private void Project(ActorSystem system)
    {
        IReadOnlyList<IProjection> all = projections();
        List<ProjectionRun> made = [];
        foreach (LocalWarehouse place in places.Values)
        {
            ProjectionRun[] of = [.. all.Select(p => new ProjectionRun(p, place.Id, cutOff.Token))];
            made.AddRange(of);
            place.Project([.. of.Select(r => system.ActorOf(ProjectionActor.Props(r), r.Name))]);
        }

        runs = made;
    }

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

    /// <summary>Has warehouses live somewhere; a node alone waits until they take calls.</summary>
    private async Task OpenAsync(IEnumerable<LocalWarehouse> which, CancellationToken cancellation)
    {
        LocalWarehouse[] all = [.. which];
        foreach (LocalWarehouse place in all)
        {
            place.State = EngineState.Starting;
            links[place.Id] = node!.System.ActorOf(WarehouseLink.Props(place, region, parts.Waiting, options.MailboxCapacity));
        }

        foreach (LocalWarehouse place in all)
        {
            if (IsShared)
            {
                await AwaitMetAsync(place, cancellation).ConfigureAwait(false);
            }
            else
            {
                await AwaitReadyAsync(place, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task AwaitReadyAsync(LocalWarehouse place, CancellationToken cancellation)
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

    /// <summary>Waits until a warehouse is served here or met elsewhere. One that nobody can serve holds up nobody's start.</summary>
    private async Task AwaitMetAsync(LocalWarehouse place, CancellationToken cancellation)
    {
        using CancellationTokenSource enough = new(metWithin, parts.Waiting);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        try
        {
            await place.WaitAsync(
                s => place.Home is { Host: not null } || (place.Gateway is not null && s is EngineState.Ready or EngineState.Stopped), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Its callers wait, or are refused, as those of any warehouse that moves.
        }
    }

    /// <summary>Has what is served here get ready for its next node, while it is still served.</summary>
    private async Task PrepareAsync(CancellationToken cancellation)
    {
        List<Task> preparing = [];
        foreach (IActorRef gateway in places.Values.Select(p => p.Gateway).OfType<IActorRef>())
        {
            TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            gateway.Tell(new WarehouseGateway.Prepare(ready), ActorRefs.NoSender);
            preparing.Add(ready.Task);
        }

        try
        {
            await Task.WhenAll(preparing).WaitAsync(preparedWithin, parts.Waiting, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is not ready takes longer on its way.
        }
    }

    /// <summary>Waits until this node serves nothing, or nobody is there who could take it.</summary>
    private async Task AwaitGivenAsync(NodeActors leaving, CancellationToken cancellation)
    {
        foreach (LocalWarehouse place in places.Values)
        {
            while (place.Gateway is not null && leaving.Nodes().Any(n => n.Row.Entry.NodeId != leaving.Self.NodeId && n is { IsReachable: true, Row: { Draining: false, Entry.Weight: > 0 } }))
            {
                using CancellationTokenSource look = new(lookEvery, parts.Waiting);
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, cancellation);
                try
                {
                    await place.WaitAsync(_ => place.Gateway is null, either.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    // Whether there is still somebody is looked at again.
                }
            }
        }
    }

    /// <summary>A link would bring a gateway that ends back to life.</summary>
    private void StopLinks(IEnumerable<LocalWarehouse> which, Refused otherwise)
    {
        foreach (LocalWarehouse place in which)
        {
            if (links.TryRemove(place.Id, out IActorRef? link))
            {
                // What it holds is told why.
                link.Tell(new WarehouseLink.End(IsOpen(place) ? otherwise : RouteRefusal.Of(place.Id, RouteOf(place.Id))), ActorRefs.NoSender);
            }
        }
    }

    /// <summary>Has warehouses finish what was taken, and waits until they have ended.</summary>
    private async Task EndAsync(IEnumerable<LocalWarehouse> which, CancellationToken cancellation)
    {
        LocalWarehouse[] all = [.. which];
        StopLinks(all, stopping);
        LocalWarehouse[] living = [.. all.Where(p => p.Gateway is not null)];
        foreach (LocalWarehouse place in living)
        {
            region.Tell(new Finish(place.Id), ActorRefs.NoSender);
        }

        foreach (LocalWarehouse place in living)
        {
            await place.WaitAsync(_ => place.Gateway is null, cancellation).ConfigureAwait(false);
        }
    }
}
