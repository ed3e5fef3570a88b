using Backorders.Domain.Views;

namespace Backorders.Actors.Stations;

/// <summary>News from a warehouse: what the station holds. Everything that is leased to it afterwards comes as <see cref="Offered"/>.</summary>
/// <param name="Round">For which registration.</param>
/// <param name="Number">The number of this piece of news in its round.</param>
/// <param name="LeaseSeconds">How long a lease lasts.</param>
/// <param name="Held">What the station has under lease, of its owner's tasks.</param>
internal sealed record Seated(long Round, long Number, int LeaseSeconds, IReadOnlyList<TaskView> Held) : IStationMessage;
