namespace Backorders.Actors.Storage;

/// <summary>A shard that is closed for writing.</summary>
/// <param name="Shard">The shard, from 0.</param>
/// <param name="Why">The reason that was given.</param>
/// <param name="At">Since when.</param>
public sealed record ShardSeal(int Shard, string Why, DateTimeOffset At);
