using Backorders.Domain.Views;

namespace Backorders.Actors.Sessions;

/// <summary>Tasks were leased to a seat.</summary>
/// <param name="Place">Where it sits.</param>
/// <param name="Round">For which of its registrations it is.</param>
/// <param name="Turn">The turn that leased them, as it is stored.</param>
/// <param name="Tasks">The tasks, as they stood right behind that turn.</param>
internal sealed record SeatOffer(SeatPlace Place, long Round, DecidedTurn Turn, IReadOnlyList<TaskView> Tasks) : SeatNews(Place, Round);
