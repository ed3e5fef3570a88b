using System.Net.Sockets;
using Npgsql;

namespace Backorders.Postgres;

/// <summary>What the server's errors mean, for a person. Codes: postgresql.org/docs/15/errcodes-appendix.html.</summary>
public static class PostgresTrouble
{
    /// <summary>Whether this came from the database or the way to it, rather than from a mistake in this program.</summary>
    public static bool IsKnown(Exception e) => e is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>
    /// Whether the server itself said that the statement failed, so that surely nothing of it was stored. An error that ends the session says no such thing: it
    /// can come between a commit and its acknowledgement.
    /// </summary>
    public static bool IsPlainError(Exception e) => e is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>One line: what is wrong, and which setting or whom it concerns.</summary>
    public static string Explain(Exception e, PostgresOptions options)
    {
        string where = options.Describe();
        return Innermost(e) switch
        {
            _ when IsPoolExhausted(e) =>
                $"All connections that this node keeps for such statements are busy ({where}), and none came free in time. Look in pg_stat_activity for what they wait for.",
            PostgresException server => Explain(server, where, options),
            TimeoutException => $"The database ({where}) does not answer in time. Is Postgres:ConnectionString right, and the way to it open?",
            PostgresStartException file => file.Message,
            SocketException socket => $"The database ({where}) cannot be reached: {socket.Message}. Does it run, and is Postgres:ConnectionString right?",
            _ when e.Message.Contains("read-write", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("TargetSessionAttributes", StringComparison.Ordinal)
                || e.Message.Contains("suitable host", StringComparison.OrdinalIgnoreCase) =>
                $"No server of {where} accepts writes now. Name the primary in Postgres:ConnectionString, or wait until one is promoted.",
            var other => $"The connection to the database ({where}) failed: {other.Message}",
        };
    }

    private static string Explain(PostgresException e, string where, PostgresOptions options) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The database ({where}) refuses the login: {e.MessageText}. Check Username in Postgres:ConnectionString, and the password there or in Postgres:PasswordFile.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"There is no such database ({where}): {e.MessageText}. Create it, or correct Database in Postgres:ConnectionString.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"The server ({where}) is read-only: it is a standby, or set so. Name the primary in Postgres:ConnectionString.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The role may not do this in schema '{options.Schema}' ({where}): {e.MessageText}. Run 'backorders migrate --grant-to ROLE' as the owner of the schema.",
        PostgresErrorCodes.DiskFull => $"The database server's disk is full ({where}): {e.MessageText}. Nothing was stored. Make room there.",
        PostgresErrorCodes.OutOfMemory => $"The database server is out of memory ({where}): {e.MessageText}.",
        PostgresErrorCodes.TooManyConnections =>
            $"The server ({where}) has no connection left: {e.MessageText}. Raise its max_connections, or lower 'Maximum Pool Size' in Postgres:ConnectionString.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => $"The server ({where}) is shutting down, or ended this connection.",
        PostgresErrorCodes.CannotConnectNow => $"The server ({where}) is starting up or shutting down.",
        PostgresErrorCodes.LockNotAvailable => $"Another session holds a row that is needed ({where}).",
        PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable =>
            $"Schema '{options.Schema}' ({where}) has not the tables of this program. Run 'backorders migrate', or correct Postgres:Schema.",
        _ when e.MessageText.Contains("client_connection_check_interval", StringComparison.Ordinal) =>
            $"The server ({where}) cannot tell when a node is gone: {e.MessageText}. This program needs PostgreSQL 14 or later, on Linux (from 15 on also on macOS or a BSD).",
        _ => $"The database ({where}) said: {e.MessageText} (code {e.SqlState}).",
    };

    /// <summary>The driver has no type or code of its own for it; inside is a timeout like any other.</summary>
    private static bool IsPoolExhausted(Exception e) =>
        e is NpgsqlException { InnerException: TimeoutException } && e.Message.Contains("pool has been exhausted", StringComparison.OrdinalIgnoreCase);

    private static Exception Innermost(Exception e)
    {
        for (Exception? at = e; at is not null; at = at is AggregateException { InnerExceptions: [.., var last] } ? last : at.InnerException)
        {
            if (at is PostgresException or PostgresStartException or SocketException or TimeoutException)
            {
                return at;
            }
        }

        return e;
    }
}
