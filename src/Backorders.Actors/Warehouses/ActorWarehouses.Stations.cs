using Akka.Actor;
using Backorders.Actors.Port;
using Backorders.Actors.Stations;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>Where streams of stations at this node register, for warehouses of any node.</summary>
public sealed partial class ActorWarehouses : IStationDoors
{
    /// <inheritdoc/>
    public IStationSeat OpenSeat(SeatWish wish, IStationSink sink)
    {
        _ = Find(wish.Warehouse);
        if (node is null || isStopping)
        {
            return OpenedSeat.Nowhere;
        }

        try
        {
            // Waits go by the clock of waits, but who came later is told to other nodes: by the clock on the wall.
            Instant openedAt = Instant.From(parts.Waiting.GetUtcNow());
            return new OpenedSeat(node.System.ActorOf(StationActor.Props(wish, openedAt, sink, region)));
        }
        catch (InvalidOperationException)
        {
            // The actor system has just begun to end: the stream will, too.
            return OpenedSeat.Nowhere;
        }
    }
}
