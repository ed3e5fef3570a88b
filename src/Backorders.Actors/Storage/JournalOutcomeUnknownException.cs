namespace Backorders.Actors.Storage;

/// <summary>It is not known whether the rows are stored. The journal's last row tells.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class JournalOutcomeUnknownException(string message, Exception? inner = null) : JournalException(message, inner);
