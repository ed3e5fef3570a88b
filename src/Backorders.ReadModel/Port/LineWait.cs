using Backorders.Domain.Values;


namespace Backorders.ReadModel.Port;

/// <summary>How long one line waited.</summary>
/// <param name="EnqueuedAt">Since when.</param>
/// <param name="ServedAt">Until when; <see cref="Instant.Never"/> when it still waits. A line that waited, was served and had to wait again counts as waiting all along.</param>
public readonly record struct LineWait(Instant EnqueuedAt, Instant ServedAt);
