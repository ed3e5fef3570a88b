using Backorders.Actors.Sessions;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>The seats at a node: one stream for each station, the newest; kept while the session is got back.</summary>
internal sealed partial class Owner
{
    private readonly SortedDictionary<StationId, StationSeat> seats = [];

    /// <summary>A stream registers, or wants another number of tasks.</summary>
    public void Seat(StationStream stream, long round, int capacity)
    {
        if (IsDead)
        {
            return;
        }

        if (seats.GetValueOrDefault(stream.Station)?.Who is StationStream other && other != stream)
        {
            if (other.Number > stream.Number)
            {
                stream.LosePlace();
                return;
            }

            world.Note("took a station's place");
            other.LosePlace();
        }

        seats[stream.Station] = new StationSeat(stream, stream.Station, null, stream.Actor, capacity, round);
        SayWhoSits();
        Pump();
    }

    /// <summary>A stream has ended.</summary>
    public void Leave(StationStream stream)
    {
        if (seats.GetValueOrDefault(stream.Station)?.Who == stream)
        {
            seats.Remove(stream.Station);
            SayWhoSits();
        }
    }

    /// <summary>How much of a round a stream should have heard.</summary>
    public long ToldTo(StationStream stream, long round) => IsDead ? 0 : Session.ToldTo(stream, round);

    /// <summary>Whether a stream's registration is known.</summary>
    public bool Sits(StationStream stream, long round) => IsDead || (seats.GetValueOrDefault(stream.Station) is { } seat && seat.Who == stream && seat.Round == round);

    private void SayWhoSits()
    {
        if (IsServing && !IsDead)
        {
            Session.Seat([.. seats.Values], world.Clock);
        }
    }

    /// <summary>A bug: seats hear of leases that are decided.</summary>
    private void TellDecided(ReadOnlySpan<DecidedTurn> batch)
    {
        foreach (DecidedTurn turn in batch)
        {
            if (turn.Stored.Turn.Events is [TasksLeased leased] && seats.GetValueOrDefault(leased.Station) is { } seat && seat.Actor == turn.Stored.Turn.Actor)
            {
                SeatPlace place = new(seat);
                StationStream stream = (StationStream)seat.Who;
                stream.Tell(this, new SeatOffer(place, seat.Round, turn, [.. leased.Leases.Select(l => Session.State.FindOrAdd(Workload.Warehouse).Warehouse.GetTask(l.Task)!)])
                {
                    Number = Session.ToldTo(stream, seat.Round) + 1,
                });
            }
        }
    }
}
