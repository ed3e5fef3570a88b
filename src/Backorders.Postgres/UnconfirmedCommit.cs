using Npgsql;

namespace Backorders.Postgres;

/// <summary>
/// A commit whose wait for a synchronous standby was cancelled ends as a success, with a warning only: here it is durable, on the standby perhaps not
/// (postgresql.org/docs/15/warm-standby.html#SYNCHRONOUS-REPLICATION).
/// </summary>
public static class UnconfirmedCommit
{
    /// <summary>The warning's text when a notice is such a warning; null when it is harmless.</summary>
    public static string? Of(PostgresNotice notice) => notice.SqlState is PostgresErrorCodes.Warning or PostgresErrorCodes.AdminShutdown ? notice.MessageText : null;
}
