using Akka.Actor;
using Backorders.Actors.Calls;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>What goes to warehouses wherever they are.</summary>
public sealed partial class ActorWarehouses
{
    /// <inheritdoc/>
    public long Heard(WarehouseId warehouse)
    {
        LocalWarehouse place = Find(warehouse);
        return Math.Max(place.Remote.Durable, place.Gateway is null ? 0 : place.Feed.Durable);
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<WarehouseAnswer> Answers, IReadOnlyList<string> Missing)> AskOthersAsync(
        string method, object message, CallerRights rights, TimeSpan patience, string? nodeId = null)
    {
        if (node is not { } asking)
        {
            return ([], []);
        }

        NodeEntry[] others =
        [
            .. asking.Nodes().Where(IsLive).Select(n => n.Row.Entry).Where(e => e.NodeId != asking.Self.NodeId && (nodeId is null || e.NodeId == nodeId)),
        ];
        WarehouseRequest request = new(default, method, message, rights);
        WarehouseAnswer?[] answers = await Task.WhenAll(others.Select(o => AskAsync(asking.System, o, request, patience))).ConfigureAwait(false);
        return ([.. answers.OfType<WarehouseAnswer>()], [.. others.Where((_, i) => answers[i] is null).Select(o => o.NodeId)]);
    }

    /// <summary>Null when the node gave no answer in time.</summary>
    private static async Task<WarehouseAnswer?> AskAsync(ActorSystem system, NodeEntry of, WarehouseRequest request, TimeSpan patience)
    {
        try
        {
            ActorSelection desk = system.ActorSelection(new RootActorPath(Address.Parse(of.Address)) / "user" / NodeDesk.Name);
            return (await desk.Ask<Answered>(new Passed(0, 0, 0, request), patience).ConfigureAwait(false)).Answer;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<WarehouseAnswer> SendAsync(WarehouseRequest request, TimeSpan patience)
    {
        ShardRoute route = RouteOf(request.Warehouse);
        if (route.Place is RoutePlace.Unknown or RoutePlace.Sealed)
        {
            return Task.FromResult(WarehouseAnswer.Refuse(RouteRefusal.Of(request.Warehouse, route)));
        }

        if (!links.TryGetValue(request.Warehouse, out IActorRef? link))
        {
            return Task.FromResult(LinkAnswers.Stopping());
        }

        WarehouseLink.Pass pass = new(request, patience);
        link.Tell(pass, ActorRefs.NoSender);
        return pass.Answer;
    }
}
