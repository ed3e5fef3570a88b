using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>A task in a station's hands.</summary>
/// <param name="Task">The task.</param>
/// <param name="Token">What the station must show with every report on it.</param>
public readonly record struct Lease(TaskId Task, FencingToken Token);
