namespace Backorders.Journal.Cluster;

/// <summary>A node of this name lives already, in another process.</summary>
/// <param name="message">Which, and where, for a person.</param>
public sealed class DuplicateNodeException(string message) : JournalException(message, null);
