namespace Backorders.Actors.Storage;

/// <summary>The rows may be stored or not. Only taking the shard again tells.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalOutcomeUnknownException(string message, Exception? inner = null) : JournalException(message, inner);
