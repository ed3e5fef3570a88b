using Backorders.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>
/// Writes a warehouse's rows by one statement that is its own transaction: one way to the server and back, and no moment at which a node that freezes leaves a transaction
/// open, whose row the next owner would wait for.
/// </summary>
internal sealed class PostgresRowWriter(NpgsqlDataSource source, TimeProvider time) : IRowWriter, IDisposable
{
    private const string insert = """
        INSERT INTO turn_batch(created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        VALUES ($1, false, $2, $3, $4, '', $5, $6, $7)
        """;

    private readonly SemaphoreSlim writers = new(PostgresConnections.Writers);

    /// <inheritdoc/>
    public async Task WriteAsync(string warehouse, IReadOnlyList<StoredPayload> rows)
    {
        await writers.WaitAsync().ConfigureAwait(false);
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);

            // The server ends a commit whose wait for the standby was cancelled as a success, with a warning only.
            string? doubt = null;
            connection.Notice += (_, e) => doubt = UnconfirmedCommit.Of(e.Notice) ?? doubt;
            await using NpgsqlBatch batch = new(connection);
            foreach (StoredPayload row in rows)
            {
                batch.BatchCommands.Add(Insert(warehouse, row));
            }

            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            if (doubt is not null)
            {
                throw new JournalOutcomeUnknownException($"The write was not confirmed by the standby: {doubt}");
            }
        }
        finally
        {
            writers.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writers.Dispose();

    private NpgsqlBatchCommand Insert(string warehouse, StoredPayload row) => new(insert)
    {
        Parameters =
        {
            new NpgsqlParameter<long> { TypedValue = time.GetUtcNow().Ticks },
            new NpgsqlParameter<string> { TypedValue = warehouse },
            new NpgsqlParameter<long> { TypedValue = row.Row },
            new NpgsqlParameter<byte[]> { TypedValue = row.Bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
            new NpgsqlParameter<string> { TypedValue = row.Manifest },
            new NpgsqlParameter<int> { TypedValue = row.Serializer },
            new NpgsqlParameter<string> { TypedValue = row.Writer },
        },
    };
}
