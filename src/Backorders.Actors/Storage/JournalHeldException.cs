namespace Backorders.Actors.Storage;

/// <summary>The shard cannot be taken: another node owns it, or it is sealed. Nothing was changed.</summary>
/// <param name="message">What stands in the way, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalHeldException(string message, Exception? inner = null) : JournalException(message, inner);
