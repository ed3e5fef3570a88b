using System.Text.Json;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Partners.Webhooks.Postgres;

/// <summary>
/// The store of webhooks in PostgreSQL, in the schema of the journal, shared by all nodes. Positions and dead letters are written in one statement each; endpoints in a short
/// transaction that also raises the generation, by which other nodes hear of it.
/// </summary>
/// <remarks>
/// A change that a synchronous standby did not confirm is an error, though it may be stored. One that takes too long ends its connection: a cancellation that met the wait for
/// the standby would make a success of it.
/// </remarks>
public sealed class PostgresWebhookStore : IWebhookStore
{
    /// <summary>A node that is frozen in mid-change must not keep the others from changing endpoints.</summary>
    private const string SessionSettings = "-c idle_in_transaction_session_timeout=10000 -c lock_timeout=5000";

    private const int CommandSeconds = 15;
    private const int PoolMax = 8;

    private const string PutPosition = "UPDATE webhook_position SET version = version + 1, body = $4::json WHERE endpoint_id = $1 AND warehouse = $2 AND version = $3";

    private const string AddPosition =
        "INSERT INTO webhook_position(endpoint_id, warehouse, version, body) SELECT $1, $2, $3 + 1, $4::json WHERE EXISTS (SELECT 1 FROM webhook_endpoint WHERE id = $1) "
        + "ON CONFLICT DO NOTHING";

    private readonly PostgresOptions options;
    private readonly NpgsqlDataSource source;

    /// <param name="options">Where the database is; nothing is asked of it before the first call.</param>
    /// <param name="sessions">What the connections of this start of the node are named after, in <c>pg_stat_activity</c>; so they can be ended when the others go on without it.</param>
    /// <exception cref="PostgresStartException">The settings cannot be used.</exception>
    public PostgresWebhookStore(PostgresOptions options, string sessions)
    {
        this.options = options;
        source = PostgresSources.Create(
            options, $"{sessions} webhooks", SessionSettings,
            static to => (to.MaxPoolSize, to.MaxAutoPrepare, to.CommandTimeout, to.CancellationTimeout) = (Math.Min(to.MaxPoolSize, PoolMax), 20, CommandSeconds, -1));
    }

    /// <summary>The tables.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "webhooks", typeof(PostgresWebhookStore).Assembly,
        ["SELECT, UPDATE ON webhook_generation", "SELECT, INSERT, UPDATE, DELETE ON webhook_endpoint, webhook_position, webhook_dead_letter"]);

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public async ValueTask<long> ReadGenerationAsync() => await TryAsync(async () =>
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT value FROM webhook_generation");
        return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<(IReadOnlyList<WebhookEndpoint> Endpoints, IReadOnlyList<DeliveryPosition> Positions)> LoadAsync() => await TryAsync(async () =>
        ((IReadOnlyList<WebhookEndpoint>)await ReadAsync("SELECT body, version FROM webhook_endpoint ORDER BY place", Endpoint).ConfigureAwait(false),
            (IReadOnlyList<DeliveryPosition>)await ReadAsync("SELECT body, version FROM webhook_position", Position).ConfigureAwait(false))).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<(WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions)?> FindAsync(string endpointId) => await TryAsync(async () =>
        await ReadAsync("SELECT body, version FROM webhook_endpoint WHERE id = $1", Endpoint, endpointId).ConfigureAwait(false) is [var endpoint]
            ? (endpoint, (IReadOnlyList<DeliveryPosition>)await ReadAsync(
                "SELECT body, version FROM webhook_position WHERE endpoint_id = $1", Position, endpointId).ConfigureAwait(false))
            : ((WebhookEndpoint, IReadOnlyList<DeliveryPosition>)?)null).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> PutAsync(WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(positions);
        return await ChangeAsync(async connection =>
        {
            string sql = endpoint.Version == 0
                ? "INSERT INTO webhook_endpoint(id, version, body) VALUES ($1, $2 + 1, $3::json) ON CONFLICT DO NOTHING"
                : "UPDATE webhook_endpoint SET version = version + 1, body = $3::json WHERE id = $1 AND version = $2";
            if (await RunAsync(connection, sql, endpoint.Id, endpoint.Version, Json(endpoint.Stored())).ConfigureAwait(false) == 0)
            {
                return false;
            }

            await RunAsync(
                connection, "DELETE FROM webhook_position WHERE endpoint_id = $1 AND NOT warehouse = ANY ($2)", endpoint.Id, endpoint.Warehouses.ToArray()).ConfigureAwait(false);
            foreach (DeliveryPosition p in positions)
            {
                string put = p.Version == 0 ? AddPosition : PutPosition;
                if (await RunAsync(connection, put, p.EndpointId, p.Warehouse, p.Version, Json(p.Stored())).ConfigureAwait(false) == 0)
                {
                    return false;
                }
            }

            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PutAsync(DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return await RunAsync(position.Version == 0 ? AddPosition : PutPosition, position.EndpointId, position.Warehouse, position.Version, Json(position.Stored()))
            .ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string endpointId) => await ChangeAsync(async connection =>
    {
        await RunAsync(connection, "DELETE FROM webhook_endpoint WHERE id = $1", endpointId).ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> SetAsideAsync(DeadLetter letter, DeliveryPosition position)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(position);
        string move = position.Version == 0 ? AddPosition : PutPosition;
        return await RunAsync(
            $"WITH moved AS ({move} RETURNING 1) INSERT INTO webhook_dead_letter(endpoint_id, message_id, body) SELECT $1, $5, $6::json FROM moved "
            + "ON CONFLICT (endpoint_id, message_id) DO UPDATE SET body = excluded.body",
            position.EndpointId, position.Warehouse, position.Version, Json(position.Stored()), letter.MessageId, Json(letter)).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string endpointId, int skip, int take) => await TryAsync(async () =>
        (IReadOnlyList<DeadLetter>)await ReadAsync(
            "SELECT body, 0::bigint FROM webhook_dead_letter WHERE endpoint_id = $1 ORDER BY place OFFSET $2 LIMIT $3", Letter, endpointId, skip, take)
            .ConfigureAwait(false)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<DeadLetter?> FindDeadLetterAsync(string endpointId, string messageId) => await TryAsync(async () =>
        (await ReadAsync("SELECT body, 0::bigint FROM webhook_dead_letter WHERE endpoint_id = $1 AND message_id = $2", Letter, endpointId, messageId).ConfigureAwait(false))
            .FirstOrDefault()).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> CountDeadLettersAsync(string endpointId) => await TryAsync(async () =>
    {
        await using NpgsqlCommand command = Command("SELECT count(*)::int FROM webhook_dead_letter WHERE endpoint_id = $1", endpointId);
        return (int)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RemoveDeadLetterAsync(string endpointId, string messageId) =>
        await RunAsync("DELETE FROM webhook_dead_letter WHERE endpoint_id = $1 AND message_id = $2", endpointId, messageId).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    // The columns say how often a row has been stored; a body says it too, and counts for nothing.
    private static WebhookEndpoint Endpoint(string body, long version) => Parse<WebhookEndpoint>(body) with { Version = version };

    private static DeliveryPosition Position(string body, long version) => Parse<DeliveryPosition>(body) with { Version = version };

    private static DeadLetter Letter(string body, long version) => Parse<DeadLetter>(body);

    private static T Parse<T>(string body) => JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web)!;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using NpgsqlCommand command = new(sql, connection);
        Array.ForEach(values, v => command.Parameters.Add(new NpgsqlParameter { Value = v }));
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private Task<int> RunAsync(string sql, params object[] values) => ConfirmedAsync(connection => RunAsync(connection, sql, values));

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        NpgsqlCommand command = source.CreateCommand(sql);
        Array.ForEach(values, v => command.Parameters.Add(new NpgsqlParameter { Value = v }));
        return command;
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<string, long, T> make, params object[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(make(reader.GetString(0), reader.GetInt64(1)));
        }

        return rows;
    }

    /// <summary>All of a change, with the next generation, or, when it says so, nothing. All changes meet at the generation's row, which is why it comes last.</summary>
    private Task<bool> ChangeAsync(Func<NpgsqlConnection, Task<bool>> change) => ConfirmedAsync(async connection =>
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        if (!await change(connection).ConfigureAwait(false))
        {
            return false;
        }

        await RunAsync(connection, "UPDATE webhook_generation SET value = value + 1").ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    });

    /// <summary>Changes something, and fails when the server warns that the standby may not have it.</summary>
    private Task<T> ConfirmedAsync<T>(Func<NpgsqlConnection, Task<T>> change) => TryAsync(async () =>
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        string? doubt = null;
        connection.Notice += (_, e) => doubt = UnconfirmedCommit.Of(e.Notice) ?? doubt;
        T changed = await change(connection).ConfigureAwait(false);
        return doubt is null ? changed : throw new WebhookStoreException($"The change was not confirmed by the standby: {doubt}", null);
    });

    private async Task<T> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresTrouble.IsKnown(e) || e is JsonException or ObjectDisposedException)
        {
            throw new WebhookStoreException($"The store of the webhooks failed: {(e is JsonException ? e.Message : PostgresTrouble.Explain(e, options))}", e);
        }
    }
}
