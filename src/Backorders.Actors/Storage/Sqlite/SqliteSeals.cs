using Backorders.Domain.Values;
using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>Shards that an operator closed. SQLite has one writer at a time, so a row is stored either before the seal or not at all.</summary>
internal sealed class SqliteSeals(SqliteAccess access, TimeProvider time) : IShardSeals
{
    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => access.UseAsync(
        connection => connection.Execute(
            "INSERT OR IGNORE INTO seal(shard, why, at) VALUES ($1, $2, $3)", shard, why, Instant.From(time.GetUtcNow()).UnixMicroseconds) > 0,
        cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) =>
        access.UseAsync(connection => connection.Execute("DELETE FROM seal WHERE shard = $1", shard) > 0, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShardSeal>> ListAsync(CancellationToken cancellation) => access.UseAsync<IReadOnlyList<ShardSeal>>(
        connection => connection.Query(
            "SELECT shard, why, at FROM seal ORDER BY shard",
            static row => new ShardSeal(row.GetInt32(0), row.GetString(1), DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(2)))),
        cancellation);
}
