namespace Backorders.Actors.Port;

/// <summary>What a follower is told: a turn, or only how far it has got.</summary>
/// <param name="Turn">The next turn of the warehouse; null for a heartbeat.</param>
/// <param name="HighWater">The follower has been told everything up to here, and may resume from here.</param>
public readonly record struct FeedItem(CommittedTurn? Turn, long HighWater);
