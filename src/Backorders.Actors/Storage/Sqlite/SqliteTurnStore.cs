using Backorders.Actors.Storage.Reading;
using LinqToDB;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>The embedded store: two SQLite files, one process.</summary>
/// <remarks>
/// <para><b>Durability.</b> Write-ahead log and <c>synchronous = FULL</c> on every connection: a row whose write has been acknowledged survives a power cut.</para>
/// <para><b>Who may write.</b> A lock file keeps a second process away. The unique constraint is the judge all the same, as on PostgreSQL.</para>
/// </remarks>
public sealed class SqliteTurnStore : ITurnStore
{
    /// <summary>Before it, two connections that reset the write-ahead log at the same moment could corrupt the file (sqlite.org/wal.html).</summary>
    private const int libraryVersionMin = 3_051_003;

    private readonly SqliteStoreOptions options;
    private readonly SqliteLock held;
    private readonly SqliteAccess[] accesses;
    private readonly SqliteRowWriter writer;

    private SqliteTurnStore(SqliteStoreOptions options, SqliteLock held, TimeProvider time)
    {
        (this.options, this.held) = (options, held);
        SqliteHandles journal = new(options, isJournal: true);
        SqliteHandles snapshots = new(options, isJournal: false);
        SqliteAccess reads = new(journal, options.Path, SqliteOpenMode.ReadOnly);
        SqliteAccess writes = new(journal, options.Path, SqliteOpenMode.ReadWrite);
        SqliteAccess states = new(snapshots, options.SnapshotPath, SqliteOpenMode.ReadWrite);
        accesses = [reads, writes, states];
        Rows = new TurnRows(new SqliteRowTable(reads, states, time));
        Seals = new SqliteSeals(writes, time);
        writer = new(() => journal.Open(UnpooledConnectionString(options.Path, SqliteOpenMode.ReadWrite)), time);
        Watch = new StoreWatch(Seals.ListAsync, StoreProof.Always);
        Settings = JournalSettings.Sql(Plugin, writer, Connections(options.Path, journal), Connections(options.SnapshotPath, snapshots));
    }

    /// <inheritdoc/>
    public JournalSettings Settings { get; }

    /// <inheritdoc/>
    public ITurnRows Rows { get; }

    /// <inheritdoc/>
    public IShardSeals Seals { get; }

    /// <inheritdoc/>
    public StoreWatch Watch { get; }

    /// <summary>Reads begin without the write lock only at this level, which means nothing else in a write-ahead log: a reader sees what was committed when it began.</summary>
    private static SqlStoreSettings Plugin { get; } = new(
        ProviderName.SQLiteMS, Schema: null, "read-uncommitted", "serializable", WriteDeadline: TimeSpan.FromSeconds(30));

    /// <summary>Opens the store; makes its files when they are not there.</summary>
    /// <param name="options">Where it is; not to be changed afterwards.</param>
    /// <param name="time">The clock of seals and snapshots.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    /// <exception cref="JournalUnavailableException">The files cannot be used: one line says why.</exception>
    /// <exception cref="JournalVersionException">A later version wrote them; they are left alone.</exception>
    public static SqliteTurnStore Open(SqliteStoreOptions options, TimeProvider time)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new ArgumentException("The store's options cannot be used. " + string.Join(" ", wrong), nameof(options));
        }

        Batteries_V2.Init();
        CheckLibrary(raw.sqlite3_libversion_number(), raw.sqlite3_libversion().utf8_to_string());
        SqliteLock held = TakeLock(options, time);
        try
        {
            Prepare(SqliteFile.Journal, options.Path, new(options, isJournal: false));
            Prepare(SqliteFile.Snapshots, options.SnapshotPath, new(options, isJournal: false));
            return new(options, held, time);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Reads a store that a node may have open, or none: takes no lock, makes no file, and changes nothing. A snapshot cannot be written.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">Not asked.</param>
    /// <exception cref="JournalUnavailableException">There is no such file, or it is another program's.</exception>
    /// <exception cref="JournalVersionException">A later version wrote it.</exception>
    public static ITurnRows OpenToRead(SqliteStoreOptions options, TimeProvider time)
    {
        Batteries_V2.Init();
        SqliteHandles handles = new(options, isJournal: false);
        try
        {
            using SqliteConnection connection = handles.Open(SqliteAccess.ConnectionString(options.Path, SqliteOpenMode.ReadOnly));
            SqliteFile.Journal.CheckVersion(connection, options.Path);
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(SqliteTrouble.Line(e, options.Path), e);
        }

        return new TurnRows(new SqliteRowTable(
            new(handles, options.Path, SqliteOpenMode.ReadOnly),
            File.Exists(options.SnapshotPath) ? new(handles, options.SnapshotPath, SqliteOpenMode.ReadOnly) : null, time));
    }

    /// <inheritdoc/>
    public ValueTask ConfirmAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public StoreFailure Explain(Exception cause) => SqliteTrouble.Explain(cause, options.Path);

    /// <summary>Copies the journal into a new file, in one step on a connection of its own, while rows go on being stored. The copy holds all rows that were stored before the call.</summary>
    /// <param name="path">The file, which must not be there; its folder is made.</param>
    /// <param name="cancellation">Gives up before the copy begins.</param>
    /// <returns>The size of the copy in bytes.</returns>
    /// <exception cref="JournalCopyException">The copy cannot be written. The store is not concerned.</exception>
    public ValueTask<long> CopyToAsync(string path, CancellationToken cancellation) => new(Task.Run(() => SqliteCopy.Make(options, path), cancellation));

    /// <summary>Closes the files. The actor system that used them has ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync().ConfigureAwait(false);
        writer.Dispose();
        foreach (SqliteAccess access in accesses)
        {
            access.Close();
        }

        held.Dispose();
    }

    /// <exception cref="JournalUnavailableException">The native library is too old.</exception>
    internal static void CheckLibrary(int number, string version)
    {
        if (number < libraryVersionMin)
        {
            throw new JournalUnavailableException(
                $"The SQLite library of this process is {version}; 3.51.3 or later is needed, for earlier ones can corrupt a file that several connections write. Install the program as it was published.");
        }
    }

    private static SqliteLock TakeLock(SqliteStoreOptions options, TimeProvider time)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(options.Path))!;
        try
        {
            Directory.CreateDirectory(folder);
            return SqliteLock.Take(options.Path, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"The folder {folder} cannot be written: {e.Message} Give this user the right, or name another file.", e);
        }
    }

    private static void Prepare(SqliteFile file, string path, SqliteHandles handles)
    {
        try
        {
            using SqliteConnection connection = handles.Open(UnpooledConnectionString(path, SqliteOpenMode.ReadWriteCreate));
            file.Prepare(connection, path);
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(SqliteTrouble.Line(e, path), e);
        }
    }

    private static string UnpooledConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString;

    private static DataOptions Connections(string path, SqliteHandles handles) =>
        new DataOptions().UseConnectionString(ProviderName.SQLiteMS, SqliteAccess.ConnectionString(path, SqliteOpenMode.ReadWrite)).UseInterceptor(handles);
}
