using Backorders.Domain.Views;

namespace Backorders.Actors.Port;

/// <summary>Tasks that were leased to a station that waited.</summary>
/// <param name="Turn">The turn that leased them.</param>
/// <param name="Tasks">The tasks, as they stood right behind that turn.</param>
public sealed record StationOffer(CommandOutcome Turn, IReadOnlyList<TaskView> Tasks);
