using Microsoft.Data.Sqlite;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>Makes a file of the store, or checks one that is there. A file that is not as this program needs it is left alone.</summary>
/// <param name="Schema">The name of the file's tables among the resources.</param>
/// <param name="ApplicationId">Marks a file as this program's.</param>
internal sealed record SqliteFile(string Schema, int ApplicationId)
{
    /// <summary>The version of the tables that this code reads and writes.</summary>
    public const int Version = 1;

    /// <summary>The journal's file: the bytes "BKTB".</summary>
    public static SqliteFile Journal { get; } = new("journal", 0x424B5442);

    /// <summary>The snapshots' file: the bytes "BKSN".</summary>
    public static SqliteFile Snapshots { get; } = new("snapshots", 0x424B534E);

    /// <exception cref="JournalVersionException">A later version wrote the file.</exception>
    /// <exception cref="JournalUnavailableException">The file is another program's, or lacks a table, constraint or trigger.</exception>
    /// <exception cref="SqliteException">It cannot be read or written.</exception>
    public void Prepare(SqliteConnection connection, string path)
    {
        Execute(connection, "PRAGMA journal_mode = WAL");
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        bool isEmpty = Query(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty)
        {
            CheckVersion(connection, path);
        }

        if (isEmpty)
        {
            Execute(connection, ReadSchema());
            Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
        }

        CheckTables(connection, path);
        transaction.Commit();
    }

    /// <summary>Checks that the file is this program's, and not a later one's.</summary>
    /// <exception cref="JournalVersionException">A later version wrote the file.</exception>
    /// <exception cref="JournalUnavailableException">The file is another program's.</exception>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public void CheckVersion(SqliteConnection connection, string path)
    {
        if (Query(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw new JournalUnavailableException($"The file {path} is a database of another program, or of another purpose. Name another file.");
        }

        if (Query(connection, "PRAGMA user_version") is > Version and var version)
        {
            throw new JournalVersionException(
                $"The store {path} has tables of version {version}; this program knows them up to version {Version}. Start the later program, or restore a backup.");
        }
    }

    /// <summary>Whatever the tables' definition has must be there word for word: a missing constraint would be noticed only when two owners have both written.</summary>
    private void CheckTables(SqliteConnection connection, string path)
    {
        using SqliteConnection model = new("Data Source=:memory:");
        model.Open();
        Execute(model, ReadSchema());
        HashSet<string> found = [.. Definitions(connection).Select(d => d.Sql)];
        if (Definitions(model).FirstOrDefault(d => !found.Contains(d.Sql)) is { Name: not null } lacking)
        {
            throw new JournalUnavailableException(
                $"The store {path} is not safe to serve from: its {lacking.Type} '{lacking.Name}' is missing or was changed. Restore a backup, or name another file.");
        }
    }

    private string ReadSchema()
    {
        using StreamReader reader = new(typeof(SqliteFile).Assembly.GetManifestResourceStream($"sqlite.{Schema}.sql")!);
        return reader.ReadToEnd();
    }

    private static List<(string Type, string Name, string Sql)> Definitions(SqliteConnection connection)
    {
        List<(string, string, string)> all = [];
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            all.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return all;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Query(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
