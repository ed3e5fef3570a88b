using System.Data.Common;
using Backorders.Server.Common;
using Microsoft.Data.Sqlite;

namespace Backorders.Server.Audit.Stores;

/// <summary>The audit of a node alone: a SQLite file of its own beside the journal's, which its writer keeps locked and which holds nothing that is ever deleted.</summary>
/// <remarks>One connection, one statement at a time, on the thread pool: SQLite waits for the disk on the thread that calls it.</remarks>
internal sealed class SqliteAuditStore : SqlAuditStore
{
    /// <summary>The file in a data folder.</summary>
    public const string FileName = "audit.db";

    /// <summary>Marked by the bytes "BKAU".</summary>
    private static readonly PrivateDatabase file = new(0x424B4155, Version: 1, """
        CREATE TABLE audit(
            id TEXT PRIMARY KEY, at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL, key_id TEXT NOT NULL, owner TEXT NOT NULL, roles INTEGER NOT NULL,
            address TEXT NOT NULL, node TEXT NOT NULL, warehouse TEXT NOT NULL, call TEXT NOT NULL, thing TEXT NOT NULL, number TEXT NOT NULL, outcome INTEGER NOT NULL,
            status INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX audit_at ON audit(at, id);
        CREATE INDEX audit_refused ON audit(at) WHERE outcome = 2;
        """);

    private readonly string path;
    private readonly SemaphoreSlim gate = new(1);
    private readonly SqliteConnection connection;

    private SqliteAuditStore(string path, SqliteConnection connection) => (this.path, this.connection) = (path, connection);

    /// <summary>A store in memory: gone with the node, as its journal is.</summary>
    public static SqliteAuditStore InMemory() => Open(PrivateDatabase.InMemory);

    /// <summary>Opens a store; makes it when it is not there.</summary>
    /// <param name="path">The file, on a local disk.</param>
    /// <exception cref="AuditStoreException">It cannot be opened: it is another program's, a later version's, or open elsewhere.</exception>
    public static SqliteAuditStore Open(string path)
    {
        try
        {
            return new SqliteAuditStore(path, file.Open(path));
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new AuditStoreException($"The store of the audit, {path}, cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Copies the store into a new file, which must not be there; its folder is made.</summary>
    /// <exception cref="AuditStoreException">The file is there already, or cannot be written.</exception>
    public Task CopyToAsync(string to) => UseAsync(_ =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(to))!);
        if (File.Exists(to))
        {
            throw new AuditStoreException($"The file {to} is there already; a copy replaces nothing.", null);
        }

        PrivateDatabase.MakePrivate(to);
        try
        {
            using SqliteConnection copy = new(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ConnectionString);
            copy.Open();
            connection.BackupDatabase(copy);
            return Task.FromResult(true);
        }
        catch (SqliteException)
        {
            File.Delete(to);
            throw;
        }
    });

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<T> UseAsync<T>(Func<DbConnection, Task<T>> work)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(connection)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new AuditStoreException($"The store of the audit, {path}, failed: {e.Message}", e);
        }
        finally
        {
            gate.Release();
        }
    }
}
