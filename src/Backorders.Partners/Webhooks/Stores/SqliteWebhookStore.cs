using System.Text.Json;
using Backorders.Partners.Webhooks.Endpoints;
using Microsoft.Data.Sqlite;

namespace Backorders.Partners.Webhooks.Stores;

/// <summary>
/// The embedded store: a SQLite file of its own. Not in the journal's file, which its writer keeps locked and which holds nothing but what can never change;
/// these rows change all the time, may be lost without losing a receipt, and hold secrets, so that the file is this user's alone.
/// </summary>
/// <remarks>One connection, one statement at a time, on the thread pool: SQLite waits for the disk on the thread that calls it.</remarks>
public sealed class SqliteWebhookStore : IWebhookStore
{
    /// <summary>The version of the tables that this code reads and writes.</summary>
    private const int Version = 1;

    /// <summary>Marks the file as this program's: the bytes "BKWH".</summary>
    private const int ApplicationId = 0x424B5748;

    private const string Tables = """
        CREATE TABLE endpoint(place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
        CREATE TABLE position(endpoint_id TEXT NOT NULL, warehouse TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY(endpoint_id, warehouse)) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letter(
            place INTEGER PRIMARY KEY, endpoint_id TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE(endpoint_id, message_id)) STRICT;
        """;

    private readonly string path;
    private readonly SemaphoreSlim gate = new(1);
    private readonly SqliteConnection connection;

    private SqliteWebhookStore(string path, SqliteConnection connection)
    {
        (this.path, this.connection) = (path, connection);
    }

    /// <summary>Opens a store; makes it when it is not there.</summary>
    /// <param name="path">The file, on a local disk.</param>
    /// <exception cref="WebhookStoreException">It cannot be opened: it is another program's, a later version's, or open elsewhere.</exception>
    public static SqliteWebhookStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            MakePrivate(path);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
            connection.Open();
            Prepare(connection, path);
            return new SqliteWebhookStore(path, connection);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw new WebhookStoreException($"The store of the webhooks, {path}, cannot be opened: {e.Message}", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public ValueTask<long> ReadGenerationAsync() => new(0);

    /// <inheritdoc/>
    public async ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync() => await DoAsync(() => (
        (IReadOnlyList<WebhookEndpoint>)Read<WebhookEndpoint>("SELECT body FROM endpoint ORDER BY place"),
        (IReadOnlyList<DeliveryPosition>)Read<DeliveryPosition>("SELECT body FROM position"))).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)?> FindAsync(string endpointId) => await DoAsync(() =>
        Read<WebhookEndpoint>("SELECT body FROM endpoint WHERE id = $a", endpointId) is [var endpoint]
            ? (endpoint, (IReadOnlyList<DeliveryPosition>)Read<DeliveryPosition>("SELECT body FROM position WHERE endpoint_id = $a", endpointId))
            : ((WebhookEndpoint, IReadOnlyList<DeliveryPosition>)?)null).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(positions);
        return await ChangeAsync(() =>
        {
            bool taken = endpoint.Version == 0 && Run("INSERT INTO endpoint(id, body) VALUES ($a, $b) ON CONFLICT(id) DO NOTHING", endpoint.Id, Json(endpoint.Stored())) == 1;
            if (!taken && Run($"UPDATE endpoint SET body = $b WHERE id = $a AND {VersionOf("body")} = $c", endpoint.Id, Json(endpoint.Stored()), endpoint.Version) == 0)
            {
                return false;
            }

            Run(
                "DELETE FROM position WHERE endpoint_id = $a AND warehouse NOT IN (SELECT value FROM json_each($b))", endpoint.Id, JsonSerializer.Serialize(endpoint.Warehouses));
            return positions.All(Put);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PutAsync(DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return await ChangeAsync(() => Put(position)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string endpointId) => await ChangeAsync(() =>
    {
        Run("DELETE FROM dead_letter WHERE endpoint_id = $a", endpointId);
        Run("DELETE FROM position WHERE endpoint_id = $a", endpointId);
        Run("DELETE FROM endpoint WHERE id = $a", endpointId);
        return true;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> SetAsideAsync(DeadLetter letter, DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(position);
        return await ChangeAsync(() =>
        {
            Run(
                "INSERT INTO dead_letter(endpoint_id, message_id, body) VALUES ($a, $b, $c) ON CONFLICT(endpoint_id, message_id) DO UPDATE SET body = $c",
                letter.EndpointId, letter.MessageId, Json(letter));
            return Put(position);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take) => await DoAsync(() => Read<DeadLetter>(
        "SELECT body FROM dead_letter WHERE endpoint_id = $a ORDER BY place LIMIT $b OFFSET $c", endpointId, take, skip)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId) => await DoAsync(() => Read<DeadLetter>(
        "SELECT body FROM dead_letter WHERE endpoint_id = $a AND message_id = $b", endpointId, messageId).FirstOrDefault()).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> CountDeadLettersAsync(string endpointId) => await DoAsync(() =>
    {
        using SqliteCommand command = Command("SELECT count(*) FROM dead_letter WHERE endpoint_id = $a", endpointId);
        return (int)(long)command.ExecuteScalar()!;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RemoveDeadLetterAsync(string endpointId, string messageId) => await ChangeAsync(() =>
    {
        Run("DELETE FROM dead_letter WHERE endpoint_id = $a AND message_id = $b", endpointId, messageId);
        return true;
    }).ConfigureAwait(false);

    /// <summary>Copies the store into a new file while it goes on; what changes meanwhile waits for it, which takes moments, for the store is small.</summary>
    /// <param name="path">The file, which must not be there; its folder is made.</param>
    /// <exception cref="WebhookStoreException">The file is there already, or cannot be written.</exception>
    public async ValueTask CopyToAsync(string path) => await DoAsync(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (File.Exists(path))
        {
            throw new WebhookStoreException($"The file {path} is there already; a copy replaces nothing.", null);
        }

        MakePrivate(path);
        try
        {
            using SqliteConnection copy = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            copy.Open();
            connection.BackupDatabase(copy);
            return true;
        }
        catch (SqliteException)
        {
            File.Delete(path);
            throw;
        }
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    private static void MakePrivate(string path)
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

    private static void Prepare(SqliteConnection connection, string path)
    {
        Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
        long version = Number("PRAGMA user_version");
        if (Number("PRAGMA application_id") != ApplicationId && Number("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new WebhookStoreException($"The file {path} is a database of another program.", null);
        }

        if (version > Version)
        {
            throw new WebhookStoreException($"The file {path} has tables of version {version}; this program knows them up to version {Version}.", null);
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

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    /// <summary>Rows of versions before there were any have none.</summary>
    private static string VersionOf(string body) => $"coalesce({body} ->> 'version', 0)";

    private bool Put(DeliveryPosition position) => Run(
        "INSERT INTO position(endpoint_id, warehouse, body) SELECT $a, $b, $c WHERE EXISTS (SELECT 1 FROM endpoint WHERE id = $a) "
        + "AND ($d = 0 OR EXISTS (SELECT 1 FROM position WHERE endpoint_id = $a AND warehouse = $b)) "
        + $"ON CONFLICT(endpoint_id, warehouse) DO UPDATE SET body = $c WHERE {VersionOf("position.body")} = $d",
        position.EndpointId, position.Warehouse, Json(position.Stored()), position.Version) == 1;

    private SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        }

        return command;
    }

    private int Run(string sql, params ReadOnlySpan<object> values)
    {
        using SqliteCommand command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private List<T> Read<T>(string sql, params ReadOnlySpan<object> values)
    {
        using SqliteCommand command = Command(sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(JsonSerializer.Deserialize<T>(reader.GetString(0), JsonSerializerOptions.Web)!);
        }

        return rows;
    }

    /// <summary>All of a change, or, when it says so, nothing.</summary>
    private Task<bool> ChangeAsync(Func<bool> change) => DoAsync(() =>
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        if (!change())
        {
            return false;
        }

        transaction.Commit();
        return true;
    });

    private async Task<T> DoAsync<T>(Func<T> work)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(work).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new WebhookStoreException($"The store of the webhooks, {path}, failed: {e.Message}", e);
        }
        finally
        {
            gate.Release();
        }
    }
}
