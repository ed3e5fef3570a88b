namespace Backorders.Actors.Storage;

/// <summary>The journal did not do what it was asked to. The kind tells what became of the rows.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public abstract class JournalException(string message, Exception? inner) : Exception(message, inner);
