using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>Tasks of one owner that a station may take since a turn, and could not take before it.</summary>
/// <param name="Owner">Whose goods they move.</param>
/// <param name="Count">How many; at least 1.</param>
public sealed record ReadyTasks(OwnerId Owner, int Count);
