namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>A journal does not reach as far as a cursor that it is said to have given: it was replaced by an older one.</summary>
/// <param name="message">For a person.</param>
public sealed class CursorBeyondJournalException(string message) : Exception(message);
