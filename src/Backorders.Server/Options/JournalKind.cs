namespace Backorders.Server.Options;

/// <summary>Where a node keeps its turns.</summary>
public enum JournalKind
{
    /// <summary>In a SQLite file in the data folder: durable.</summary>
    Sqlite = 0,

    /// <summary>In memory: gone when the node stops. For tests and demonstrations.</summary>
    Memory = 1,

    /// <summary>In a PostgreSQL database that several nodes share.</summary>
    Postgres = 2,
}
