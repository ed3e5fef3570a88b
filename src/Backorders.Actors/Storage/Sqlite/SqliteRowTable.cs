using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>The two tables in their files.</summary>
/// <param name="journal">The journal's file.</param>
/// <param name="snapshots">The snapshots' file; null where there is none, as beside a copy of the journal.</param>
/// <param name="time">The clock of snapshots.</param>
internal sealed class SqliteRowTable(SqliteAccess journal, SqliteAccess? snapshots, TimeProvider time) : IRowTable
{
    private SqliteAccess Snapshots => snapshots ?? throw new JournalUnavailableException("There is no file of snapshots.");

    /// <inheritdoc/>
    public ValueTask<long> LastAsync(WarehouseId warehouse, CancellationToken cancellation) => journal.UseAsync(
        connection => connection.Query(
            "SELECT sequence_number FROM turn_batch WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1", static row => row.GetInt64(0), warehouse.Value)
            .FirstOrDefault(),
        cancellation);

    /// <inheritdoc/>
    public ValueTask<StoredPayload?> PrefixAsync(WarehouseId warehouse, long row, int bytes, CancellationToken cancellation) => journal.UseAsync(
        connection => connection.Query(
            "SELECT sequence_number, identifier, manifest, ordering FROM turn_batch WHERE persistence_id = $1 AND sequence_number = $2",
            found => new StoredPayload(found.GetInt64(0), found.GetInt32(1), found.GetString(2), Prefix(connection, "turn_batch", "message", found.GetInt64(3), bytes)),
            warehouse.Value, row)
            .FirstOrDefault(),
        cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredPayload>> RowsAsync(WarehouseId warehouse, long afterRow, long bytesMax, CancellationToken cancellation)
    {
        long bytes = 0;
        return journal.UseAsync<IReadOnlyList<StoredPayload>>(
            connection => connection.Query(
                "SELECT sequence_number, identifier, manifest, message FROM turn_batch WHERE persistence_id = $1 AND sequence_number > $2 ORDER BY sequence_number",
                Payload, payload => (bytes += payload.Bytes.Length) >= bytesMax, warehouse.Value, afterRow),
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> WarehousesAsync(CancellationToken cancellation) => WarehousesAsync(journal, "turn_batch", cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> SnapshotWarehousesAsync(CancellationToken cancellation) =>
        snapshots is null ? new([]) : WarehousesAsync(snapshots, "warehouse_snapshot", cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredPayload>> SnapshotPrefixesAsync(WarehouseId warehouse, int bytes, CancellationToken cancellation) =>
        snapshots is null ? new([]) : snapshots.UseAsync<IReadOnlyList<StoredPayload>>(
            connection => connection.Query(
                "SELECT sequence_number, serializer_id, manifest, rowid FROM warehouse_snapshot WHERE persistence_id = $1 ORDER BY sequence_number DESC",
                found => new StoredPayload(
                    found.GetInt64(0), found.GetInt32(1), found.GetString(2), Prefix(connection, "warehouse_snapshot", "snapshot", found.GetInt64(3), bytes)),
                warehouse.Value),
            cancellation);

    /// <inheritdoc/>
    public ValueTask<StoredPayload?> SnapshotAsync(WarehouseId warehouse, long row, CancellationToken cancellation) => Snapshots.UseAsync(
        connection => connection.Query(
            "SELECT sequence_number, serializer_id, manifest, snapshot FROM warehouse_snapshot WHERE persistence_id = $1 AND sequence_number = $2",
            Payload, warehouse.Value, row).FirstOrDefault(),
        cancellation);

    /// <inheritdoc/>
    /// <remarks>The payload is written in place, piece by piece: a value of the statement would be copied once more.</remarks>
    public async ValueTask WriteSnapshotAsync(WarehouseId warehouse, SnapshotToStore snapshot, IReadOnlyList<long> removed, CancellationToken cancellation) => await Snapshots.UseAsync(
        connection =>
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            connection.Execute("""
                INSERT OR REPLACE INTO warehouse_snapshot(persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
                VALUES ($1, $2, $3, zeroblob($4), $5, $6)
                """, warehouse.Value, snapshot.Row, time.GetUtcNow().Ticks, snapshot.Length, snapshot.Manifest, snapshot.Serializer);
            using (SqliteBlob blob = new(connection, "warehouse_snapshot", "snapshot", raw.sqlite3_last_insert_rowid(connection.Handle!)))
            {
                foreach (ReadOnlyMemory<byte> piece in snapshot.Pieces)
                {
                    blob.Write(piece.Span);
                }
            }

            foreach (long row in removed)
            {
                connection.Execute("DELETE FROM warehouse_snapshot WHERE persistence_id = $1 AND sequence_number = $2", warehouse.Value, row);
            }

            transaction.Commit();
            return true;
        },
        cancellation);

    /// <summary>The ids in a table, from one to the next along its key: a table has a million rows of few warehouses.</summary>
    private static ValueTask<IReadOnlyList<string>> WarehousesAsync(SqliteAccess file, string table, CancellationToken cancellation) => file.UseAsync<IReadOnlyList<string>>(
        connection => connection.Query($"""
            WITH RECURSIVE warehouse(id) AS (
                SELECT min(persistence_id) FROM {table}
                UNION ALL SELECT (SELECT min(persistence_id) FROM {table} WHERE persistence_id > id) FROM warehouse WHERE id IS NOT NULL)
            SELECT id FROM warehouse WHERE id IS NOT NULL
            """, static row => row.GetString(0)),
        cancellation);

    private static StoredPayload Payload(SqliteDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetString(2), row.GetFieldValue<byte[]>(3));

    /// <summary>Reads the first pages of a payload only; an expression such as <c>substr</c> would read all of them.</summary>
    private static byte[] Prefix(SqliteConnection connection, string table, string column, long rowid, int bytes)
    {
        using SqliteBlob blob = new(connection, table, column, rowid, readOnly: true);
        byte[] prefix = new byte[(int)Math.Min(bytes, blob.Length)];
        blob.ReadExactly(prefix);
        return prefix;
    }
}
