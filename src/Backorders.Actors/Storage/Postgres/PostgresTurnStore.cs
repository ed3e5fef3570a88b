using Akka.Pattern;
using Backorders.Actors.Storage.Reading;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>The store that several nodes share.</summary>
/// <remarks>
/// <para><b>Who may write.</b> The unique constraint: of two rows with one number the second is refused. An owner that recovered n rows has at most one write under way, so its
/// next row is n + 1, and whoever comes second stops. A trigger refuses a row whose predecessor is missing, and rows of a sealed shard.</para>
/// <para><b>Unknown outcomes.</b> An error that the server answered stored nothing. A lost connection or a deadline is neither yes nor no: the last row tells.</para>
/// </remarks>
public sealed class PostgresTurnStore : ITurnStore
{
    private readonly PostgresTurnStoreOptions options;
    private readonly NpgsqlDataSource writes;
    private readonly NpgsqlDataSource reads;
    private readonly PostgresRowWriter writer;

    private PostgresTurnStore(PostgresTurnStoreOptions options, TimeProvider time)
    {
        this.options = options;
        writes = PostgresConnections.Writes(options);
        reads = PostgresConnections.Reads(options);
        PostgresAccess access = new(reads, options.Database);
        Rows = new TurnRows(new PostgresRowTable(access, time));
        Seals = new PostgresSeals(access);

        writer = new(writes, time);
        Settings = JournalSettings.Sql(
            new(
                PostgresConnections.Provider, options.Database.Schema, "read-committed", "read-committed",
                TimeSpan.FromSeconds(options.Database.AppendDeadlineSeconds)),
            writer, PostgresConnections.For(writes), PostgresConnections.For(writes));
    }

    /// <inheritdoc/>
    public JournalSettings Settings { get; }

    /// <inheritdoc/>
    public ITurnRows Rows { get; }

    /// <inheritdoc/>
    public IShardSeals Seals { get; }

    /// <summary>Makes the tables, or brings them to what this program needs.</summary>
    /// <param name="options">Where; its role must be allowed to create the schema, or own it.</param>
    /// <param name="clusterName">The cluster that the tables are to be of.</param>
    /// <param name="grantTo">A role that is given exactly what serving needs; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresStartException">It cannot be done; the message names the setting.</exception>
    public static Task<IReadOnlyList<AppliedMigration>> MigrateAsync(PostgresOptions options, string clusterName, string? grantTo, CancellationToken cancellation) =>
        ClusterDatabase.MigrateAsync(options, [TurnSchema.Part], TurnSchema.ClusterOf(clusterName), grantTo, cancellation);

    /// <summary>Checks everything that would make it unsafe, or pointless, to serve from the database, and opens the store.</summary>
    /// <param name="options">Where it is, and for whom.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresStartException">The first thing that is wrong; the message names the setting.</exception>
    public static async Task<PostgresTurnStore> OpenAsync(PostgresTurnStoreOptions options, TimeProvider time, CancellationToken cancellation)
    {
        await ClusterDatabase.CheckAsync(
            options.Database, [TurnSchema.Part], TurnSchema.ClusterOf(options.ClusterName), options.ClockSkewMax, time,
            connection => TurnSchema.CheckAsync(connection, options.Database, cancellation), cancellation);
        return new(options, time);
    }

    /// <summary>Opens the store of a database that was looked at already (<see cref="TurnSchema.CheckAsync"/>); nothing is asked before it is used.</summary>
    /// <param name="options">Where it is, and for whom.</param>
    /// <param name="time">The node's clock.</param>
    public static PostgresTurnStore Create(PostgresTurnStoreOptions options, TimeProvider time) => new(options, time);

    /// <inheritdoc/>
    public StoreFailure Explain(Exception cause)
    {
        PostgresException? server = Inside(cause);
        return server switch
        {
            { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: TurnSchema.Constraint } =>
                new(StoreFailureKind.Overtaken, $"Another owner stored this row already ({options.Database.Describe()})."),
            { SqlState: PostgresErrorCodes.SerializationFailure } =>
                new(StoreFailureKind.Overtaken, $"The journal ({options.Database.Describe()}) is not where its owner left it: {server.MessageText}."),
            { SqlState: TurnSchema.ShardSealed } =>
                new(StoreFailureKind.Sealed, $"The {server.MessageText} ({options.Database.Describe()}). 'backorders cluster unseal' opens it."),
            null when cause is OpenCircuitException =>
                new(StoreFailureKind.Refused, $"The database ({options.Database.Describe()}) has failed too often; it is tried again shortly."),
            _ => new(
                server is not null && PostgresTrouble.IsPlainError(server) ? StoreFailureKind.Refused : StoreFailureKind.Unknown,
                PostgresTrouble.Explain(server ?? cause, options.Database)),
        };
    }

    /// <summary>Closes the connections. The actor system that used them has ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        writer.Dispose();
        await writes.DisposeAsync();
        await reads.DisposeAsync();
    }

    /// <summary>What the server said of the statement. Where the rollback failed as well, the plugin reports both, and the statement's error is the one that counts.</summary>
    private static PostgresException? Inside(Exception e) => e switch
    {
        PostgresException found => found,
        AggregateException many => many.InnerExceptions.Reverse().Select(Inside).FirstOrDefault(i => i is not null),
        { InnerException: { } inner } => Inside(inner),
        _ => null,
    };
}
