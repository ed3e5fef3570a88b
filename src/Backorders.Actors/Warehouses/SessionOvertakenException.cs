namespace Backorders.Actors.Warehouses;

/// <summary>A kept session cannot be resumed: another owner has written to the journal, or the journal refused its row. The warehouse recovers from the journal.</summary>
internal sealed class SessionOvertakenException(string message) : Exception(message);
