using Microsoft.Data.Sqlite;

namespace Backorders.Server.Common;

/// <summary>A SQLite file beside the journal's that is one store's of this node alone: nobody else on the machine may read it, nothing else has it open, and what is committed is on the disk.</summary>
/// <param name="ApplicationId">Marks the file as that store's (<c>PRAGMA application_id</c>).</param>
/// <param name="Version">Of its tables.</param>
/// <param name="Tables">Makes them.</param>
internal sealed record PrivateDatabase(int ApplicationId, int Version, string Tables)
{
    /// <summary>Stands in the place of a path for a store that is gone with its process.</summary>
    public const string InMemory = ":memory:";

    /// <summary>Opens the file; makes it when it is not there.</summary>
    /// <exception cref="InvalidDataException">It is another program's, or a later version's.</exception>
    /// <exception cref="SqliteException">It cannot be opened, or is open elsewhere.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public SqliteConnection Open(string path)
    {
        if (path != InMemory)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            MakePrivate(path);
        }

        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        try
        {
            connection.Open();
            Prepare(connection, path);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty file that its user alone may read and write; one that is there stays as it is.</summary>
    public static void MakePrivate(string path)
    {
        if (File.Exists(path) || OperatingSystem.IsWindows())
        {
            return;
        }

        using FileStream made = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private void Prepare(SqliteConnection connection, string path)
    {
        Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        long version = Number("PRAGMA user_version");
        if (Number("PRAGMA application_id") != ApplicationId && Number("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new InvalidDataException($"The file {path} is a database of another program.");
        }

        if (version > Version)
        {
            throw new InvalidDataException($"The file {path} has tables of version {version}; this program knows them up to version {Version}.");
        }

        if (version == 0)
        {
            Execute($"BEGIN EXCLUSIVE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT");
        }

        void Execute(string sql)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        long Number(string sql)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)command.ExecuteScalar()!;
        }
    }
}
