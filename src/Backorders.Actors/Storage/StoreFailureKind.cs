namespace Backorders.Actors.Storage;

/// <summary>What is known of a write that failed.</summary>
public enum StoreFailureKind
{
    /// <summary>The row may be stored or not. Only the journal's last row tells.</summary>
    Unknown,

    /// <summary>The row is not stored: another owner wrote one with its number, or the row before it is not there.</summary>
    Overtaken,

    /// <summary>The row is not stored: an operator closed the shard.</summary>
    Sealed,

    /// <summary>The row is not stored: the store has no room, no right or no such table. Trying again helps when somebody has done what the message says.</summary>
    Refused,
}
