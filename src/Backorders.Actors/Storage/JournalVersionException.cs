namespace Backorders.Actors.Storage;

/// <summary>The store was written by a later version of this program, which this one must not touch.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalVersionException(string message, Exception? inner = null) : JournalException(message, inner);
