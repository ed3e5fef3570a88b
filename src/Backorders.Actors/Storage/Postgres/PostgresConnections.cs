using Backorders.Postgres;
using LinqToDB;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>How the sessions of a node are set up.</summary>
internal static class PostgresConnections
{
    /// <summary>linq2db's name of the newest server that it has a dialect for and that all supported servers understand.</summary>
    public const string Provider = ProviderName.PostgreSQL15;

    /// <summary>Transactions under way at the same time. Each warehouse has a row of its own in it: with 16 the plugin's queue is hardly ever what a row waits for.</summary>
    public const int Writers = 16;

    /// <summary>Writers, recoveries and snapshots together.</summary>
    private const int writePoolMax = Writers + 8;

    private const int readPoolMax = 8;
    private const int confirmSeconds = 10;
    private const int lookSeconds = 2;

    /// <summary>
    /// A node that froze between INSERT and COMMIT keeps the next owner's row waiting, and no keepalive notices, for a frozen process's kernel still answers. So the server ends
    /// a transaction that has been idle for 3 s. Whoever waits for its row waits a little longer, so that it gets the row and not an error.
    /// </summary>
    private const string writeSettings = "-c idle_in_transaction_session_timeout=3000 -c lock_timeout=4000";

    /// <summary>The sessions of the plugins.</summary>
    /// <remarks>
    /// No time limit in the client: a commit that waits for a standby and is cancelled comes back as a success with a mere warning. Sessions are not reset between uses, and
    /// statements are prepared when they come a second time: a write is then one round trip shorter and is not planned again.
    /// </remarks>
    public static NpgsqlDataSource Writes(PostgresTurnStoreOptions options) => PostgresSources.Create(
        options.Database, $"{options.Sessions} turns", writeSettings,
        static to => (to.MaxPoolSize, to.CommandTimeout, to.NoResetOnClose, to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (writePoolMax, 0, true, 20, 2));

    /// <summary>The sessions that read beside the plugins, write snapshots and close shards. A node that froze in the middle of one of these keeps nobody waiting for long.</summary>
    public static NpgsqlDataSource Reads(PostgresTurnStoreOptions options) => PostgresSources.Create(
        options.Database, $"{options.Sessions} reads", "-c idle_in_transaction_session_timeout=3000", static to => to.MaxPoolSize = readPoolMax);

    /// <summary>The session that looks (<see cref="PostgresLook"/>). A look that takes longer is lost: the next one is due already.</summary>
    public static NpgsqlDataSource Looks(PostgresTurnStoreOptions options) => PostgresSources.Create(
        options.Database, $"{options.Sessions} looks", "-c lock_timeout=1000",
        static to => (to.MaxPoolSize, to.CommandTimeout, to.Timeout, to.CancellationTimeout) = (1, lookSeconds, lookSeconds, 500));

    /// <summary>
    /// The session that confirms. It waits for the standby like any write, and not for ever: at its time limit the wait is cancelled, which the warning then tells.
    /// </summary>
    public static NpgsqlDataSource Confirms(PostgresTurnStoreOptions options) => PostgresSources.Create(
        options.Database, $"{options.Sessions} confirms", adjust: static to => (to.MaxPoolSize, to.CommandTimeout) = (1, confirmSeconds));

    /// <summary>The same for linq2db. The provider is named, for the plugin asks the options for its name.</summary>
    public static DataOptions For(NpgsqlDataSource source) => new DataOptions()
        .UseConnectionString(Provider, source.ConnectionString)
        .UseConnectionFactory(PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15), _ => source.CreateConnection());
}
