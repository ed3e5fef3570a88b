using Backorders.Domain.Ids;
using Backorders.ReadModel.Port;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Sqlite;

/// <summary>
/// The read model in one SQLite file, apart from the journal, whose file nobody else may open. Anybody's <c>sqlite3</c> can read it while the node runs.
/// </summary>
/// <remarks>
/// One connection writes and checkpoints; readers have connections of their own that can only read. So no two connections ever reset the write-ahead log, which SQLite up to 3.51.2 can
/// get wrong (sqlite.org/wal.html, "The WAL-Reset Bug"). Should the file be damaged all the same, it is made anew: it is a fold of the journal.
/// </remarks>
public sealed partial class SqliteReadModel : IReadModelStore, IReadModelQueries
{
    private const int CorruptCode = 11;
    private const int NotADatabaseCode = 26;

    private readonly string path;
    private readonly string readers;
    private readonly SemaphoreSlim writing = new(1, 1);
    private SqliteConnection? connection;
    private RowWriter? writer;
    private bool disposed;
    private DirectoryInfo? temporary;

    static SqliteReadModel() => SQLitePCL.Batteries_V2.Init();

    /// <param name="path">The file; made when it is not there, together with its folder.</param>
    public SqliteReadModel(string path)
    {
        this.path = path;
        readers = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 10 }.ToString();
    }

    /// <summary>A read model in a temporary folder, which goes with it.</summary>
    public static SqliteReadModel Temporary()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-read-");
        return new SqliteReadModel(Path.Combine(folder.FullName, "read.db")) { temporary = folder };
    }

    /// <inheritdoc/>
    public ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation) =>
        WithWriterAsync(database => Cursors.Read(database, warehouse.Value), cancellation);

    /// <inheritdoc/>
    public async ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation) => await WithWriterAsync(
        database => InTransaction(database, () =>
        {
            Cursors.Require(database, warehouse.Value, from);
            foreach (string table in ReadModelTables.Names)
            {
                using SqliteCommand delete = database.CreateCommand();
                delete.CommandText = $"DELETE FROM {table} WHERE warehouse = $warehouse";
                delete.Parameters.AddWithValue("$warehouse", warehouse.Value);
                delete.ExecuteNonQuery();
            }
        }),
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation) =>
        WithWriterAsync(database => RowReader.Load(database, warehouse.Value, keys), cancellation);

    /// <inheritdoc/>
    public async ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation) => await WithWriterAsync(
        database => InTransaction(database, () =>
        {
            Cursors.Require(database, warehouse.Value, from);
            writer!.Write(warehouse.Value, batch);
        }),
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            disposed = true;
            Close();
            using SqliteConnection pool = new(readers);
            SqliteConnection.ClearPool(pool);
            temporary?.Delete(recursive: true);
            temporary = null;
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask<T> WithWriterAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return work(connection ??= Open());
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Close();
            if (e is SqliteException { SqliteErrorCode: CorruptCode or NotADatabaseCode })
            {
                Delete();
            }

            throw new ReadModelUnavailableException($"The read model {path} cannot be used: {e.Message}", e);
        }
        finally
        {
            writing.Release();
        }
    }

    private static bool InTransaction(SqliteConnection database, Action work)
    {
        using SqliteTransaction transaction = database.BeginTransaction(deferred: false);
        work();
        transaction.Commit();
        return true;
    }

    private SqliteConnection Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        SqliteConnection opened = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            opened.Open();
            Schema.Prepare(opened, path);
            writer = new RowWriter(opened.Handle!);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void Close()
    {
        writer?.Dispose();
        connection?.Dispose();
        (writer, connection) = (null, null);
    }

    private void Delete()
    {
        using SqliteConnection pool = new(readers);
        SqliteConnection.ClearPool(pool);
        foreach (string file in (string[])[path, path + "-wal", path + "-shm"])
        {
            File.Delete(file);
        }
    }
}
