namespace Backorders.Actors.Sessions;

/// <summary>What is to be told to a seat, once everything that it rests on is durable.</summary>
/// <param name="Place">Where it sits.</param>
/// <param name="Round">For which of its registrations it is.</param>
internal abstract record SeatNews(SeatPlace Place, long Round)
{
    /// <summary>The number of this piece of news in its round, from 1; known when it is handed out.</summary>
    public long Number { get; init; }

    /// <summary>Who is told.</summary>
    public object Who => Place.Seat.Who;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsStale => Place.IsGone || Place.Seat.Round != Round;
}
