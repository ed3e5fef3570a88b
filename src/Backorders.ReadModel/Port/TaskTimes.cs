using Backorders.Domain.Values;


namespace Backorders.ReadModel.Port;

/// <summary>The times of one task that was shipped.</summary>
/// <param name="DockedAt">When its units came to the dock; <see cref="Instant.Never"/> when they came from storage.</param>
/// <param name="MadeAt">When it was put before the stations.</param>
/// <param name="LeasedAt">When a station took it.</param>
/// <param name="ShippedAt">When its units left.</param>
public readonly record struct TaskTimes(Instant DockedAt, Instant MadeAt, Instant LeasedAt, Instant ShippedAt);
