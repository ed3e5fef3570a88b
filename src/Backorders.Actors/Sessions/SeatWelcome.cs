using Backorders.Domain.Questions;

namespace Backorders.Actors.Sessions;

/// <summary>The seat is known: what its station holds now. Whatever is leased to it from here on comes as a <see cref="SeatOffer"/>.</summary>
/// <param name="Place">Where it sits.</param>
/// <param name="Round">For which of its registrations it is.</param>
/// <param name="Found">What the station holds, and for how long it may hold a task.</param>
internal sealed record SeatWelcome(SeatPlace Place, long Round, StationWelcome Found) : SeatNews(Place, Round);
