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
    public Task<WarehouseAnswer> SendAsync(WarehouseRequest request, TimeSpan patience)
    {
        ShardRoute route = RouteOf(request.Warehouse);
        if (route.Place is RoutePlace.Unknown or RoutePlace.Sealed)
        {
            return Task.FromResult(parts.Desk().Refuse(RouteRefusal.Of(request.Warehouse, route)));
        }

        if (!links.TryGetValue(request.Warehouse, out IActorRef? link))
        {
            return Task.FromResult(answers.Stopping());
        }

        WarehouseLink.Pass pass = new(request, patience, answers);
        link.Tell(pass, ActorRefs.NoSender);
        return pass.Answer;
    }
}
