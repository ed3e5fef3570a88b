namespace Backorders.Actors.Storage;

/// <summary>The shard is sealed. Nothing was stored.</summary>
/// <param name="message">What stands in the way, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalHeldException(string message, Exception? inner = null) : JournalException(message, inner);
