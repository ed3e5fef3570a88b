using Akka.Actor;
using Backorders.Actors.Sessions;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Stations;

/// <summary>
/// Who sits at a warehouse, as its gateway keeps it: one stream for each station, owner and key, the newest. It outlives the persistent actor, and ends with the gateway.
/// </summary>
/// <remarks>
/// The stream that registers last has the seat. When both register again because the warehouse has moved, their order means nothing, and the stream that was opened later has it.
/// </remarks>
internal sealed class SeatTable
{
    private readonly Dictionary<Key, Entry> entries = [];

    /// <summary>Streams that lost their seat and have not ended: the word of it may have been lost, and they come again.</summary>
    private readonly HashSet<IActorRef> replaced = [];

    /// <summary>All seats, in no order.</summary>
    public StationSeat[] All => [.. entries.Values.Select(e => e.Seat)];

    /// <summary>
    /// Whether a stream for other owners' tasks, with another key, sits under the station's name. Two of them at one name would share its room for tasks, see half of what it holds, and
    /// neither could renew its leases. A key that works for several owners in turn is no stranger to itself.
    /// </summary>
    public bool IsInUse(TakeSeat wish) =>
        !entries.ContainsKey(new Key(wish.Station, wish.Owner, wish.Actor))
        && entries.Keys.Any(k => k.Station == wish.Station && k.Owner != wish.Owner && k.Actor != wish.Actor);

    /// <summary>Notes what a stream wants.</summary>
    /// <param name="who">The stream.</param>
    /// <param name="wish">What it says.</param>
    /// <param name="loser">The stream that has no seat any more, or gets none: the older one, perhaps the one that speaks.</param>
    /// <returns>Whether anything has changed.</returns>
    public bool Take(IActorRef who, TakeSeat wish, out IActorRef? loser)
    {
        Key key = new(wish.Station, wish.Owner, wish.Actor);
        loser = null;
        if (replaced.Contains(who))
        {
            loser = who;
            return false;
        }

        if (entries.TryGetValue(key, out Entry? entry))
        {
            if (!entry.Seat.Who.Equals(who))
            {
                bool isOlder = wish.Round > 1 && wish.OpenedAt < entry.OpenedAt;
                loser = isOlder ? who : (IActorRef)entry.Seat.Who;
                replaced.Add(loser);
                if (isOlder)
                {
                    return false;
                }
            }
            else if (wish.Round < entry.Seat.Round)
            {
                return false;
            }
        }

        StationSeat seat = new(who, wish.Station, wish.Owner, wish.Actor, wish.Capacity, wish.Round);
        if (entry?.Seat == seat)
        {
            return false;
        }

        entries[key] = new Entry(seat, wish.OpenedAt);
        return true;
    }

    /// <summary>A stream has ended.</summary>
    /// <returns>Whether it had a seat.</returns>
    public bool Remove(IActorRef who)
    {
        replaced.Remove(who);
        Key[] gone = [.. entries.Where(e => e.Value.Seat.Who.Equals(who)).Select(e => e.Key)];
        foreach (Key key in gone)
        {
            entries.Remove(key);
        }

        return gone.Length > 0;
    }

    private readonly record struct Key(StationId Station, OwnerId? Owner, string Actor);

    private sealed record Entry(StationSeat Seat, Instant OpenedAt);
}
