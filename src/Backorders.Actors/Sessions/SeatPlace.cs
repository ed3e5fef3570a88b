namespace Backorders.Actors.Sessions;

/// <summary>What the session knows of a seat.</summary>
internal sealed class SeatPlace(StationSeat seat)
{
    /// <summary>Who sits there, and what it wants now.</summary>
    public StationSeat Seat { get; set; } = seat;

    /// <summary>Whether it was told what the station holds, since it registered or the state was built anew. Before that nothing is leased to it.</summary>
    public bool IsWelcomed { get; set; }

    /// <summary>Whether it is to be looked at.</summary>
    public bool IsDue { get; set; }

    /// <summary>Whether the last look found no room: then new work is no reason to look.</summary>
    public bool IsFull { get; set; }

    /// <summary>Whether a lease for it made the domain fail: the next one would, too.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether it has left, or another one has its place.</summary>
    public bool IsGone { get; set; }

    /// <summary>How many pieces of news it was handed out since it registered.</summary>
    public long Told { get; set; }
}
