using Backorders.Domain.Views;

namespace Backorders.Actors.Stations;

/// <summary>News from a warehouse: tasks were leased to the station.</summary>
/// <param name="Round">For which registration.</param>
/// <param name="Number">The number of this piece of news in its round.</param>
/// <param name="Seq">The turn's number.</param>
/// <param name="Turn">The turn that leased them, as it is stored.</param>
/// <param name="Tasks">The tasks, as they stood right behind that turn.</param>
internal sealed record Offered(long Round, long Number, long Seq, ReadOnlyMemory<byte> Turn, IReadOnlyList<TaskView> Tasks) : IStationMessage;
