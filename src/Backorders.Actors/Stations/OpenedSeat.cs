using Akka.Actor;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Stations;

/// <summary>What the stream of a station has of its <see cref="StationActor"/>.</summary>
/// <param name="station">The actor.</param>
internal sealed class OpenedSeat(IActorRef station) : IStationSeat
{
    /// <summary>A seat at a node that stops: nothing is ever leased to it.</summary>
    public static readonly OpenedSeat Nowhere = new(ActorRefs.Nobody);

    /// <inheritdoc/>
    public void SetCapacity(int capacity) => station.Tell(new StationActor.SetCapacity(capacity), ActorRefs.NoSender);

    /// <inheritdoc/>
    public void Know(IReadOnlyCollection<FencingToken> tokens) => station.Tell(new StationActor.Know(tokens), ActorRefs.NoSender);

    /// <inheritdoc/>
    public void Leave() => station.Tell(PoisonPill.Instance, ActorRefs.NoSender);
}
