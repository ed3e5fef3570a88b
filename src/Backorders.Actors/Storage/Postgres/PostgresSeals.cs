using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>Shards that an operator closed. Sealing waits for the transactions that have added rows of the shard, which the server ends after 3 s if they hang.</summary>
internal sealed class PostgresSeals(PostgresAccess access) : IShardSeals
{
    private const string patience = "SET LOCAL lock_timeout = '8s'";

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => access.UseAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.ExecuteAsync(patience, cancellation);
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock('turn_batch'::regclass::oid::int, $1)", cancellation, shard);
            int added = await connection.ExecuteAsync("INSERT INTO seal(shard, why) VALUES ($1, $2) ON CONFLICT DO NOTHING", cancellation, shard, why);
            await transaction.CommitAsync(cancellation);
            return added > 0;
        },
        cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => access.UseAsync(
        async connection => await connection.ExecuteAsync("DELETE FROM seal WHERE shard = $1", cancellation, shard) > 0, cancellation);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ShardSeal>> ListAsync(CancellationToken cancellation) => await access.QueryAsync(
        "SELECT shard, why, at FROM seal ORDER BY shard",
        static row => new ShardSeal(row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), cancellation);
}
