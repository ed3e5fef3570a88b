namespace Backorders.Actors.Storage;

/// <summary>The race was lost: another writer took the shard, or rows are there that this writer does not know. Nothing was stored.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalFencedException(string message, Exception? inner = null) : JournalException(message, inner);
