namespace Backorders.Actors.Storage;

/// <summary>The store cannot be used now. Nothing was stored.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : JournalException(message, inner);
