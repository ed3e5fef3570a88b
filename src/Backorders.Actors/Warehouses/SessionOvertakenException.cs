namespace Backorders.Actors.Warehouses;

/// <summary>A session that was kept cannot be taken up again: the journal went on without it, or refuses what it decided. The warehouse recovers from the journal.</summary>
internal sealed class SessionOvertakenException(string message) : Exception(message);
