namespace Backorders.Actors.Storage;

/// <summary>One look at the store.</summary>
/// <param name="Number">Its number: looks come one after the other.</param>
/// <param name="Seals">The closed shards, as they stood at some moment of the look; null when it failed.</param>
/// <param name="Trouble">Why it failed, as one line for a person; null when it did not.</param>
public sealed record StoreLook(long Number, IReadOnlyList<ShardSeal>? Seals, string? Trouble);
