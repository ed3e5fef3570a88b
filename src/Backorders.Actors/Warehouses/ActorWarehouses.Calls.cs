using Akka.Actor;
using Backorders.Actors.Calls;
using Backorders.Domain;
using Backorders.Engine;
using Backorders.Engine.Calls;

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
