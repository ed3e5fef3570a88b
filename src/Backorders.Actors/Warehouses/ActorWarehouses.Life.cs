using Akka.Actor;
using Akka.Hosting;
using Backorders.Actors.Calls;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Actors.Port;
using Backorders.Actors.Projections;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>The life of a node's warehouses: taking its place, opening them, giving them to other nodes, ending.</summary>
public sealed partial class ActorWarehouses
{
    /// <summary>How long a node that starts waits to know where a warehouse is: longer than it takes to take one over.</summary>
    private static readonly TimeSpan metWithin = TimeSpan.FromSeconds(15);

    /// <summary>How long warehouses of a node that stops may get ready for another one before they go all the same.</summary>
    private static readonly TimeSpan preparedWithin = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource cutOff = new();
    private IReadOnlyList<ProjectionRun> runs = [];

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
    public async Task PrepareToLeaveAsync(TimeSpan patience, CancellationToken cancellation)
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
            await Task.WhenAll(preparing).WaitAsync(patience, parts.Waiting, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is not ready takes longer on its way.
        }
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(CancellationToken cancellation)
    {
        if (node is not { } leaving || !IsShared)
        {
            return;
        }

        try
        {
            await PrepareToLeaveAsync(preparedWithin, cancellation).ConfigureAwait(false);
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

    /// <summary>Has warehouses live somewhere; a node alone waits until they take calls.</summary>
    private async Task OpenAsync(IEnumerable<LocalWarehouse> which, CancellationToken cancellation)
    {
        LocalWarehouse[] all = [.. which];
        foreach (LocalWarehouse place in all)
        {
            place.State = WarehouseHostState.Starting;
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
        WarehouseHostState state = await place.WaitAsync(s => s is WarehouseHostState.Ready or WarehouseHostState.Stopped, cancellation).ConfigureAwait(false);
        if (state == WarehouseHostState.Stopped)
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
                s => place.Home is { Host: not null } || (place.Gateway is not null && s is WarehouseHostState.Ready or WarehouseHostState.Stopped), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Its callers wait, or are refused, as those of any warehouse that moves.
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
