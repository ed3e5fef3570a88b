using Akka.Actor;
using Backorders.Actors.Stations;

namespace Backorders.Actors.Warehouses;

/// <summary>The seats of stations' streams: who sits is known here, across the ends of the persistent actor; what is leased to them is the session's.</summary>
internal sealed partial class WarehouseGateway
{
    private readonly SeatTable seats = new();

    /// <summary>A stream registers, wants another number of tasks, or asks whether it has heard everything.</summary>
    private void Take(TakeSeat wish)
    {
        if (isClosed || broken is not null)
        {
            // It asks again, and whoever has the warehouse then answers.
            return;
        }

        IActorRef who = Sender;
        if (seats.IsInUse(wish))
        {
            who.Tell(SeatInUse.Instance);
            return;
        }

        bool isNew = seats.Take(who, wish, out IActorRef? loser);
        if (loser is not null)
        {
            // It ends when it hears that; until then it is remembered, for the word may be lost.
            Context.Watch(loser);
            loser.Tell(SeatTakenOver.Instance);
            if (loser.Equals(who))
            {
                return;
            }
        }

        if (isNew)
        {
            Context.Watch(who);
            SayWhoSits();
        }

        if (isServing)
        {
            actor!.Tell(new WarehouseActor.SayTold(who, wish.Round));
        }
        else
        {
            who.Tell(new SeatNoted(wish.Round, 0));
        }
    }

    private void NoteLeft(IActorRef who)
    {
        if (seats.Remove(who))
        {
            SayWhoSits();
        }
    }

    /// <summary>No seat gets work while the warehouse is leaving: its last turns are those of waiting callers.</summary>
    private void SayWhoSits()
    {
        if (isServing)
        {
            actor!.Tell(new WarehouseActor.Sitting(isClosed ? [] : seats.All));
        }
    }
}
