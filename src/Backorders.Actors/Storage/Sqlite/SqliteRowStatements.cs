using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>The statements of <see cref="SqliteRowWriter"/>, prepared once for their connection.</summary>
internal sealed class SqliteRowStatements : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;
    private readonly SqliteCommand save;
    private readonly SqliteCommand restore;

    /// <param name="connection">Its connection, which it disposes of.</param>
    public SqliteRowStatements(SqliteConnection connection)
    {
        this.connection = connection;
        insert = Command("""
            INSERT INTO turn_batch(created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            VALUES ($created, 0, $id, $row, $message, '', $manifest, $identifier, $writer)
            """);
        foreach ((string name, SqliteType type) in new[]
        {
            ("$created", SqliteType.Integer), ("$id", SqliteType.Text), ("$row", SqliteType.Integer), ("$message", SqliteType.Blob), ("$manifest", SqliteType.Text),
            ("$identifier", SqliteType.Integer), ("$writer", SqliteType.Text),
        })
        {
            insert.Parameters.Add(name, type);
        }

        begin = Command("BEGIN IMMEDIATE");
        commit = Command("COMMIT");
        save = Command("SAVEPOINT one");
        restore = Command("ROLLBACK TO one");
    }

    /// <summary>Begins a transaction as a writer.</summary>
    public void Begin() => begin.ExecuteNonQuery();

    /// <summary>Makes the transaction durable.</summary>
    public void Commit() => commit.ExecuteNonQuery();

    /// <summary>Marks a place to which <see cref="Restore"/> goes back.</summary>
    public void Save() => save.ExecuteNonQuery();

    /// <summary>Undoes what came since <see cref="Save"/>.</summary>
    public void Restore() => restore.ExecuteNonQuery();

    public void Insert(string warehouse, StoredPayload row, long created)
    {
        SqliteParameterCollection values = insert.Parameters;
        values[0].Value = created;
        values[1].Value = warehouse;
        values[2].Value = row.Row;
        values[3].Value = row.Bytes;
        values[4].Value = row.Manifest;
        values[5].Value = row.Serializer;
        values[6].Value = row.Writer;
        insert.ExecuteNonQuery();
    }

    /// <summary>Closes the connection; a transaction that is under way is undone.</summary>
    public void Dispose()
    {
        foreach (SqliteCommand command in new[] { insert, begin, commit, save, restore })
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
