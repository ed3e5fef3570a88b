namespace Backorders.Actors.Storage;

/// <summary>A copy of the store could not be made. The store itself is as it was and goes on.</summary>
/// <param name="message">Why, for a person.</param>
/// <param name="inner">What lies behind it.</param>
public sealed class JournalCopyException(string message, Exception? inner) : JournalException(message, inner);
