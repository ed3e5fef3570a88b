using Akka.Pattern;
using Backorders.Actors.Storage.Reading;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>The store that several nodes share.</summary>
/// <remarks>
/// <para><b>Who may write.</b> The unique constraint: of two rows with one number the second is refused. An owner that recovered n rows has at most one write under way, so its
/// next row is n + 1, and whoever comes second stops. A trigger refuses a row whose predecessor is missing, and rows of a sealed shard.</para>
/// <para><b>Unknown outcomes.</b> An error that the server answered stored nothing. A lost connection, a deadline or a commit that was not confirmed by the standby is neither yes nor no: the last row
/// tells, once <see cref="ConfirmAsync"/> has returned.</para>
/// </remarks>
public sealed class PostgresTurnStore : ITurnStore
{
    private readonly PostgresTurnStoreOptions options;
    private readonly NpgsqlDataSource writes;
    private readonly NpgsqlDataSource reads;
    private readonly PostgresRowWriter writer;
    private readonly NpgsqlDataSource confirms;
    private readonly NpgsqlDataSource looks;
    private readonly SharedCall confirming;

    private PostgresTurnStore(PostgresTurnStoreOptions options, bool meetsHere, TimeProvider time, TimeProvider waiting)
    {
        this.options = options;
        writes = PostgresConnections.Writes(options);
        reads = PostgresConnections.Reads(options);
        confirms = PostgresConnections.Confirms(options);
        confirming = new(Confirm(new(confirms, options.Database)));
        PostgresAccess access = new(reads, options.Database);
        Rows = new TurnRows(new PostgresRowTable(access, time));
        Seals = new PostgresSeals(access);
        looks = PostgresConnections.Looks(options);
        StoreProof proof = new(waiting);
        Watch = new(new PostgresLook(new(looks, options.Database), options, proof, meetsHere).LookAsync, proof, waiting);

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

    /// <inheritdoc/>
    public StoreWatch Watch { get; }

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
    /// <param name="time">The node's clock, by which decisions are stamped.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="waiting">The clock of proofs and of the pauses between looks; real time, whatever the other one is. Null where <paramref name="time"/> is real time.</param>
    /// <exception cref="PostgresStartException">The first thing that is wrong; the message names the setting.</exception>
    public static async Task<PostgresTurnStore> OpenAsync(
        PostgresTurnStoreOptions options, TimeProvider time, CancellationToken cancellation, TimeProvider? waiting = null)
    {
        bool meetsHere = false;
        await ClusterDatabase.CheckAsync(
            options.Database, [TurnSchema.Part], TurnSchema.ClusterOf(options.ClusterName), options.ClockSkewMax, time,
            async connection =>
            {
                await TurnSchema.CheckAsync(connection, options.Database, cancellation);
                meetsHere = await PostgresLook.MeetsHereAsync(connection, cancellation);
            },
            cancellation);
        PostgresTurnStore store = new(options, meetsHere, time, waiting ?? time);
        try
        {
            // Whoever has the store may answer at once.
            await store.Watch.FirstAsync(cancellation);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the store of a database that was looked at already (<see cref="TurnSchema.CheckAsync"/>); nothing is asked before it is used.</summary>
    /// <param name="options">Where it is, and for whom.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="meetsHere">Whether nodes meet in the same schema.</param>
    /// <param name="waiting">The clock of proofs and of the pauses between looks; real time, whatever the other one is. Null where <paramref name="time"/> is real time.</param>
    public static PostgresTurnStore Create(PostgresTurnStoreOptions options, TimeProvider time, bool meetsHere = true, TimeProvider? waiting = null) =>
        new(options, meetsHere, time, waiting ?? time);

    /// <inheritdoc/>
    /// <remarks>
    /// A commit that writes something is confirmed by the standby only when everything before it in the server's log is, and a row can be read only when its commit is in the log.
    /// So committing an empty message to the log, and its confirmation, proves that everything that was read before is on the standby too.
    /// </remarks>
    public ValueTask ConfirmAsync(CancellationToken cancellation) => new(confirming.JoinAsync().WaitAsync(cancellation));

    /// <inheritdoc/>
    public StoreFailure Explain(Exception cause)
    {
        PostgresException? server = Inside<PostgresException>(cause);
        return server switch
        {
            { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: TurnSchema.Constraint } =>
                new(StoreFailureKind.Overtaken, $"Another owner stored this row already ({options.Database.Describe()})."),
            { SqlState: PostgresErrorCodes.SerializationFailure } =>
                new(StoreFailureKind.Overtaken, $"The journal ({options.Database.Describe()}) is not where its owner left it: {server.MessageText}."),
            { SqlState: TurnSchema.ShardSealed } =>
                new(StoreFailureKind.Sealed, $"The {server.MessageText} ({options.Database.Describe()}). 'backorders cluster unseal' opens it."),
            null when Inside<JournalException>(cause) is { } told => new(StoreFailureKind.Unknown, told.Message),
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
        await Watch.DisposeAsync();
        await looks.DisposeAsync();
        writer.Dispose();
        await writes.DisposeAsync();
        await reads.DisposeAsync();
        await confirms.DisposeAsync();
    }

    private static Func<Task> Confirm(PostgresAccess access) => async () => await access.QueryAsync(
        "SELECT pg_logical_emit_message(true, 'backorders', '')::text", static row => row.GetString(0), CancellationToken.None);

    /// <summary>What was said of the statement. Where the rollback failed as well, the plugin reports both, and the statement's error is the one that counts.</summary>
    private static T? Inside<T>(Exception e)
        where T : Exception => e switch
    {
        T found => found,
        AggregateException many => many.InnerExceptions.Reverse().Select(Inside<T>).FirstOrDefault(i => i is not null),
        { InnerException: { } inner } => Inside<T>(inner),
        _ => null,
    };
}
