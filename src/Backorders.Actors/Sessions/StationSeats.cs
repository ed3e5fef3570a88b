using System.Diagnostics.CodeAnalysis;
using Backorders.Domain;

namespace Backorders.Actors.Sessions;

/// <summary>
/// The seats of a warehouse, and which of them may get work: those with room whose owner's tasks became ready, those whose station got room, and new ones. All other
/// seats cost nothing, however many there are.
/// </summary>
/// <remarks>Of seats that are due the one that was served longest ago comes first, so that no station is given everything.</remarks>
internal sealed class StationSeats
{
    private readonly LinkedList<SeatPlace> places = new();
    private int due;

    /// <summary>How many there are.</summary>
    public int Count => places.Count;

    /// <summary>Says who sits from now on; who is not named has left. What is known of those that stay remains.</summary>
    public void Set(IReadOnlyList<StationSeat> seats)
    {
        Dictionary<object, StationSeat> wanted = seats.ToDictionary(s => s.Who);
        for (LinkedListNode<SeatPlace>? node = places.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (wanted.Remove(node.Value.Seat.Who, out StationSeat? seat))
            {
                Change(node.Value, seat);
            }
            else
            {
                node.Value.IsGone = true;
                SetDue(node.Value, false);
                places.Remove(node);
            }
        }

        foreach (StationSeat seat in seats.Where(s => wanted.ContainsKey(s.Who)))
        {
            SetDue(places.AddLast(new SeatPlace(seat)).Value, true);
        }
    }

    /// <summary>Notes what a turn means for the seats.</summary>
    public void Note(Turn turn)
    {
        if (places.Count == 0 || (turn.BecameReady.Count == 0 && turn.Relieved.Count == 0))
        {
            return;
        }

        foreach (SeatPlace place in places)
        {
            if (turn.Relieved.Contains(place.Seat.Station))
            {
                place.IsFull = false;
                SetDue(place, true);
            }
            else if (!place.IsFull && !place.IsDue && turn.BecameReady.Any(r => place.Seat.Owner is not { } owner || r.Owner == owner))
            {
                SetDue(place, true);
            }
        }
    }

    /// <summary>The state was built anew. Leases that were decided but not told may or may not be stored, so each seat is told again what its station holds.</summary>
    public void NoteRebuilt()
    {
        foreach (SeatPlace place in places)
        {
            (place.IsWelcomed, place.IsFull) = (false, false);
            SetDue(place, true);
        }
    }

    /// <summary>Takes the next seat that is to be looked at.</summary>
    public bool TryTakeDue([NotNullWhen(true)] out SeatPlace? place)
    {
        place = null;
        if (due > 0)
        {
            place = places.First(p => p.IsDue);
            SetDue(place, false);
        }

        return place is not null;
    }

    /// <summary>It is to be looked at again.</summary>
    public void LookAgain(SeatPlace place) => SetDue(place, true);

    /// <summary>It was given something: the others come first now.</summary>
    public void NoteServed(SeatPlace place)
    {
        places.Remove(place);
        places.AddLast(place);
    }

    /// <summary>How many pieces of news a seat was handed out since it registered; 0 when it does not sit here.</summary>
    public long ToldTo(object who, long round) => places.FirstOrDefault(p => p.Seat.Who.Equals(who) && p.Seat.Round == round)?.Told ?? 0;

    private void Change(SeatPlace place, StationSeat seat)
    {
        StationSeat before = place.Seat;
        place.Seat = seat;
        if (seat.Round != before.Round)
        {
            (place.IsWelcomed, place.Told) = (false, 0);
            SetDue(place, true);
        }

        if (seat.Capacity != before.Capacity)
        {
            place.IsFull = false;
            SetDue(place, true);
        }
    }

    private void SetDue(SeatPlace place, bool isDue)
    {
        due += (isDue ? 1 : 0) - (place.IsDue ? 1 : 0);
        place.IsDue = isDue;
    }
}
