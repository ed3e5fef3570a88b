using Backorders.Server.Common;
using Backorders.Server.Printing.Jobs;
using Microsoft.Data.Sqlite;

namespace Backorders.Server.Printing.Stores;

/// <summary>Printers and print jobs of a node alone: a SQLite file of its own beside the journal's.</summary>
/// <remarks>One connection, one transaction at a time, on the thread pool: SQLite waits for the disk on the thread that calls it.</remarks>
internal sealed class SqlitePrintStore : SqlPrintStore
{
    /// <summary>The file in a data folder.</summary>
    public const string FileName = "printing.db";

    /// <summary>Marked by the bytes "BKPR".</summary>
    private static readonly PrivateDatabase file = new(0x424B5052, Version: 1, """
        CREATE TABLE printer(
            warehouse TEXT NOT NULL, name TEXT NOT NULL, places TEXT NOT NULL, size INTEGER NOT NULL, dots_per_mm INTEGER NOT NULL, agent TEXT NOT NULL, key_id TEXT NOT NULL,
            attendance TEXT NOT NULL, seen_at INTEGER NOT NULL, trouble TEXT NOT NULL, PRIMARY KEY (warehouse, name)) STRICT, WITHOUT ROWID;
        CREATE TABLE print_job(
            warehouse TEXT NOT NULL, id TEXT NOT NULL, printer TEXT NOT NULL, subject TEXT NOT NULL, owner TEXT NOT NULL, key_id TEXT NOT NULL, is_copy INTEGER NOT NULL,
            copies INTEGER NOT NULL, digest TEXT NOT NULL, zpl BLOB NOT NULL, made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, state INTEGER NOT NULL, taken_at INTEGER NOT NULL,
            take_id TEXT NOT NULL, ended_at INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (warehouse, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX print_job_waiting ON print_job(warehouse, printer, made_at) WHERE state = 1;
        CREATE UNIQUE INDEX print_job_take ON print_job(warehouse, take_id) WHERE take_id <> '';
        CREATE INDEX print_job_age ON print_job(made_at);
        CREATE UNIQUE INDEX print_job_first ON print_job(warehouse, owner, subject) WHERE is_copy = 0 AND state <> 4 AND state <> 5;
        """);

    private readonly string path;
    private readonly SemaphoreSlim gate = new(1);
    private readonly SqliteConnection connection;

    private SqlitePrintStore(string path, SqliteConnection connection) => (this.path, this.connection) = (path, connection);

    /// <summary>A store in memory: gone with the node, as its journal is.</summary>
    public static SqlitePrintStore InMemory() => Open(PrivateDatabase.InMemory);

    /// <summary>Opens a store; makes it when it is not there.</summary>
    /// <param name="path">The file, on a local disk.</param>
    /// <exception cref="PrintStoreException">It cannot be opened: it is another program's, a later version's, or open elsewhere.</exception>
    public static SqlitePrintStore Open(string path)
    {
        try
        {
            return new SqlitePrintStore(path, file.Open(path));
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new PrintStoreException($"The store of print jobs, {path}, cannot be opened: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<T> ChangeAsync<T>(Func<PrintTransaction, Task<T>> work)
    {
        try
        {
            await gate.WaitAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException e)
        {
            throw new PrintStoreException("The node stops, and its store of print jobs is closed.", e);
        }

        try
        {
            return await Task.Run(() => InTransactionAsync(work)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new PrintStoreException($"The store of print jobs, {path}, failed: {e.Message}", e);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<T> InTransactionAsync<T>(Func<PrintTransaction, Task<T>> work)
    {
        await using SqliteTransaction transaction = connection.BeginTransaction();
        PrintTransaction changes = new(connection, transaction);
        T result = await work(changes).ConfigureAwait(false);
        await changes.EndAsync().ConfigureAwait(false);
        return result;
    }
}
