using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>The two tables in their schema.</summary>
internal sealed class PostgresRowTable(PostgresAccess access, TimeProvider time) : IRowTable
{
    /// <summary>
    /// A page's rows are looked at before their sizes are added up: no more of them than would fill the page if each were this small, in bytes. A row of one receipt has more.
    /// </summary>
    private const long rowBytesMin = 256;

    private const long rowsMax = 16_384;

    /// <inheritdoc/>
    public async ValueTask<long> LastAsync(WarehouseId warehouse, CancellationToken cancellation) => (await access.QueryAsync(
        "SELECT sequence_number FROM turn_batch WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1", static row => row.GetInt64(0), cancellation, warehouse.Value))
        .FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask<StoredPayload?> PrefixAsync(WarehouseId warehouse, long row, int bytes, CancellationToken cancellation) => (await access.QueryAsync(
        "SELECT sequence_number, identifier, manifest, substr(message, 1, $3) FROM turn_batch WHERE persistence_id = $1 AND sequence_number = $2",
        Payload, cancellation, warehouse.Value, row, bytes))
        .FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredPayload>> RowsAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation) => await access.QueryAsync(
        """
        SELECT sequence_number, identifier, manifest, message FROM (
            SELECT r.*, sum(octet_length(message)) OVER (ORDER BY sequence_number) - octet_length(message) AS before FROM (
                SELECT sequence_number, identifier, manifest, message FROM turn_batch
                WHERE persistence_id = $1 AND sequence_number > $2 ORDER BY sequence_number LIMIT $4) r) s
        WHERE before = 0 OR before < $3 ORDER BY sequence_number
        """,
        Payload, cancellation, warehouse.Value, afterRow, bytesMax, Math.Min(bytesMax / rowBytesMin, rowsMax) + 1);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> WarehousesAsync(CancellationToken cancellation) => WarehousesAsync("turn_batch", cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> SnapshotWarehousesAsync(CancellationToken cancellation) => WarehousesAsync("warehouse_snapshot", cancellation);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredPayload>> SnapshotPrefixesAsync(WarehouseId warehouse, int bytes, CancellationToken cancellation) => await access.QueryAsync(
        "SELECT sequence_number, serializer_id, manifest, substr(snapshot, 1, $2) FROM warehouse_snapshot WHERE persistence_id = $1 ORDER BY sequence_number DESC",
        Payload, cancellation, warehouse.Value, bytes);

    /// <inheritdoc/>
    public async ValueTask<StoredPayload?> SnapshotAsync(WarehouseId warehouse, long row, CancellationToken cancellation) => (await access.QueryAsync(
        "SELECT sequence_number, serializer_id, manifest, snapshot FROM warehouse_snapshot WHERE persistence_id = $1 AND sequence_number = $2",
        Payload, cancellation, warehouse.Value, row))
        .FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask WriteSnapshotAsync(WarehouseId warehouse, SnapshotToStore snapshot, IReadOnlyList<long> removed, CancellationToken cancellation) => await access.UseAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.ExecuteAsync(
                """
                INSERT INTO warehouse_snapshot(persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (persistence_id, sequence_number)
                DO UPDATE SET created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
                """,
                cancellation, warehouse.Value, snapshot.Row, time.GetUtcNow().Ticks, snapshot.ToArray(), snapshot.Manifest, snapshot.Serializer);
            await connection.ExecuteAsync(
                "DELETE FROM warehouse_snapshot WHERE persistence_id = $1 AND sequence_number = ANY($2)", cancellation, warehouse.Value, removed.ToArray());
            await transaction.CommitAsync(cancellation);
            return true;
        },
        cancellation);

    /// <summary>The ids in a table, from one to the next along its key: a table has a million rows of few warehouses.</summary>
    private async ValueTask<IReadOnlyList<string>> WarehousesAsync(string table, CancellationToken cancellation) => await access.QueryAsync(
        $"""
        WITH RECURSIVE warehouse(id) AS (
            SELECT min(persistence_id) FROM {table}
            UNION ALL SELECT (SELECT min(persistence_id) FROM {table} WHERE persistence_id > id) FROM warehouse WHERE id IS NOT NULL)
        SELECT id FROM warehouse WHERE id IS NOT NULL
        """,
        static row => row.GetString(0), cancellation);

    private static StoredPayload Payload(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetString(2), row.GetFieldValue<byte[]>(3));
}
