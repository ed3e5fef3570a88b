using Akka.Actor;
using Backorders.Actors.Tests.Warehouses;

namespace Backorders.Actors.Tests.Stations;

/// <summary>In the region's place: finds the warehouse's gateway wherever it is now.</summary>
internal sealed class GatewaySeeker : UntypedActor
{
    private readonly ActorSelection gateway = Context.ActorSelection($"/user/{Yard.Warehouse}");

    protected override void OnReceive(object message) => gateway.Tell(message, Sender);
}
