using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>A task under a station's lease.</summary>
/// <param name="Task">The task.</param>
/// <param name="Token">The fencing token, which every report on the task must carry.</param>
public readonly record struct Lease(TaskId Task, FencingToken Token);
