using System.Data.Common;
using Npgsql;

namespace Backorders.Postgres;

/// <summary>Opens connections as the settings say, for one purpose each.</summary>
public static class PostgresSources
{
    private const int ConnectSeconds = 5;
    private const int KeepAliveSeconds = 5;
    private const int KeepAliveIntervalSeconds = 2;
    private const int NameBytesMax = 63;

    /// <summary>
    /// The server notices within 11 seconds that a node's machine is gone, also when an answer is on the way to it: a server that did not would keep the rows of a dead node
    /// locked. A statement that waits for a row ends 2 seconds after its client has. This side notices within 23 seconds: the number of its probes is the machine's (9 on Linux).
    /// </summary>
    private const string KeepAliveSettings =
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=11000 -c client_connection_check_interval=2000";

    /// <summary>
    /// New connections always begin at READ COMMITTED, which the stores' statements rely on: after waiting for a row they look at it again. The server must tell its warnings,
    /// whatever a role or a database is set to: that a commit was not confirmed by the standby is one (<see cref="UnconfirmedCommit"/>).
    /// </summary>
    private const string SessionSettings = $"{KeepAliveSettings} -c default_transaction_isolation=read\\ committed -c client_min_messages=warning";

    /// <summary>A pooled source of connections.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="purpose">What they are for, such as <c>node-1 reads</c>: their name in <c>pg_stat_activity</c>, after <c>backorders</c>.</param>
    /// <param name="sessionSettings">Further settings of each session, such as <c>-c lock_timeout=2000</c>.</param>
    /// <param name="adjust">Sets pool sizes, timeouts and the like.</param>
    /// <exception cref="PostgresStartException">The password file cannot be read.</exception>
    public static NpgsqlDataSource Create(
        PostgresOptions options, string purpose, string sessionSettings = "", Action<NpgsqlConnectionStringBuilder>? adjust = null)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new PostgresStartException(string.Join(" ", wrong));
        }

        NpgsqlConnectionStringBuilder to = new(options.ConnectionString)
        {
            ApplicationName = NameOf(purpose), SearchPath = options.Schema,
            TcpKeepAlive = true, TcpKeepAliveTime = KeepAliveSeconds, TcpKeepAliveInterval = KeepAliveIntervalSeconds,
            Enlist = false, IncludeErrorDetail = false, PersistSecurityInfo = false, LogParameters = false,
        };
        to.Options = $"{to.Options} {SessionSettings} {sessionSettings}".Trim();
        if (!new DbConnectionStringBuilder { ConnectionString = options.ConnectionString }.ContainsKey("Timeout"))
        {
            to.Timeout = ConnectSeconds;
        }

        if (to.Host!.Contains(',', StringComparison.Ordinal))
        {
            // Only the server that accepts writes will do; which one that is, is asked anew soon after a failover.
            (to.TargetSessionAttributes, to.HostRecheckSeconds) = (to.TargetSessionAttributes ?? "primary", 1);
        }

        adjust?.Invoke(to);
        to.MinPoolSize = Math.Min(to.MinPoolSize, to.MaxPoolSize);
        NpgsqlDataSourceBuilder source = new(to.ConnectionString);
        if (options.PasswordFile.Length > 0)
        {
            // Read for each new connection: a password that is changed on the server and in the file needs no restart.
            ReadPassword(options.PasswordFile);
            source.UsePasswordProvider(_ => ReadPassword(options.PasswordFile), (_, _) => new ValueTask<string>(ReadPassword(options.PasswordFile)));
        }

        return source.Build();
    }

    private static string NameOf(string purpose)
    {
        string name = $"backorders {purpose}";
        return name.Length > NameBytesMax ? name[..NameBytesMax] : name;
    }

    private static string ReadPassword(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault() is { Length: > 0 } first
                ? first
                : throw new PostgresStartException($"Postgres:PasswordFile: the first line of '{path}' is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PostgresStartException($"Postgres:PasswordFile: '{path}' cannot be read: {e.Message}", e);
        }
    }
}
