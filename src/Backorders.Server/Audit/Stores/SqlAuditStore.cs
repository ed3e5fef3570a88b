using System.Data.Common;
using System.Globalization;
using System.Text;
using Backorders.Domain.Values;

namespace Backorders.Server.Audit.Stores;

/// <summary>The statements of the audit's table, which SQLite and PostgreSQL take alike.</summary>
internal abstract class SqlAuditStore : IAuditStore
{
    private const string Columns = "id, at, last_at, times, key_id, owner, roles, address, node, warehouse, call, thing, number, outcome, status, reason, detail";

    private const string Put =
        $"INSERT INTO audit({Columns}) VALUES (@id, @at, @last_at, @times, @key_id, @owner, @roles, @address, @node, @warehouse, @call, @thing, @number, @outcome, @status, @reason, @detail) "
        + "ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at, times = excluded.times, outcome = excluded.outcome, status = excluded.status, reason = excluded.reason, detail = excluded.detail";

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyList<AuditRecord> records) => UseAsync(async connection =>
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        foreach (AuditRecord record in records)
        {
            await using DbCommand command = Command(
                connection, Put, ("id", record.Id), ("at", record.At.UnixMicroseconds), ("last_at", record.LastAt.UnixMicroseconds), ("times", record.Times), ("key_id", record.KeyId),
                ("owner", record.Owner), ("roles", record.Roles), ("address", record.Address), ("node", record.Node), ("warehouse", record.Warehouse), ("call", record.Call),
                ("thing", record.Thing), ("number", record.Number), ("outcome", (int)record.Outcome), ("status", record.Status), ("reason", record.Reason), ("detail", record.Detail));
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        return records.Count;
    });

    /// <inheritdoc/>
    public Task RemoveAsync(string id) => RunAsync("DELETE FROM audit WHERE id = @id", ("id", id));

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int max, CancellationToken cancellation)
    {
        List<(string, object)> values =
            [("start", query.From.UnixMicroseconds), ("end", query.Before.At.UnixMicroseconds), ("end_id", query.Before.RowsBefore), ("max", max)];
        StringBuilder sql = new($"SELECT {Columns} FROM audit WHERE at >= @start AND at <= @end AND (at < @end OR id < @end_id)");
        foreach ((string column, string wanted) in new[]
        {
            ("key_id", query.KeyId), ("owner", query.Owner), ("warehouse", query.Warehouse), ("call", query.Call), ("thing", query.Thing), ("number", query.Number),
        })
        {
            if (wanted.Length > 0)
            {
                sql.Append(CultureInfo.InvariantCulture, $" AND {column} = @{column}");
                values.Add((column, wanted));
            }
        }

        if (query.Outcome is { } outcome)
        {
            sql.Append(" AND outcome = @outcome");
            values.Add(("outcome", (int)outcome));
        }

        sql.Append(" ORDER BY at DESC, id DESC LIMIT @max");
        return UseAsync(connection => ReadAsync(connection, sql.ToString(), [.. values], cancellation));
    }

    /// <inheritdoc/>
    public Task<int> DeleteBeforeAsync(Instant before, int max) => RunAsync(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < @before ORDER BY at LIMIT @max)", ("before", before.UnixMicroseconds), ("max", max));

    /// <inheritdoc/>
    public Task<int> TrimRefusalsAsync(long keep, int max) => RunAsync(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE outcome = 2 ORDER BY at LIMIT "
        + "(SELECT CASE WHEN count(*) - @keep < 0 THEN 0 WHEN count(*) - @keep > @max THEN @max ELSE count(*) - @keep END FROM audit WHERE outcome = 2))",
        ("keep", keep), ("max", (long)max));

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Works with a connection.</summary>
    /// <exception cref="AuditStoreException">The store failed.</exception>
    protected abstract Task<T> UseAsync<T>(Func<DbConnection, Task<T>> work);

    private static async Task<IReadOnlyList<AuditRecord>> ReadAsync(DbConnection connection, string sql, (string, object)[] values, CancellationToken cancellation)
    {
        await using DbCommand command = Command(connection, sql, values);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<AuditRecord> found = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(new AuditRecord
            {
                Id = reader.GetString(0), At = new Instant(reader.GetInt64(1)), LastAt = new Instant(reader.GetInt64(2)), Times = reader.GetInt64(3), KeyId = reader.GetString(4),
                Owner = reader.GetString(5), Roles = reader.GetInt32(6), Address = reader.GetString(7), Node = reader.GetString(8), Warehouse = reader.GetString(9), Call = reader.GetString(10),
                Thing = reader.GetString(11), Number = reader.GetString(12), Outcome = (AuditOutcome)reader.GetInt32(13), Status = reader.GetInt32(14), Reason = reader.GetString(15),
                Detail = reader.GetString(16),
            });
        }

        return found;
    }

    private static DbCommand Command(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private Task<int> RunAsync(string sql, params (string, object)[] values) => UseAsync(async connection =>
    {
        await using DbCommand command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    });
}
