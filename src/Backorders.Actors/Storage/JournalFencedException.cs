namespace Backorders.Actors.Storage;

/// <summary>Another owner of the warehouse wrote a row with this number, or the row before it is missing. Nothing was stored.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalFencedException(string message, Exception? inner = null) : JournalException(message, inner);
