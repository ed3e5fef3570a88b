using Backorders.Postgres;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>
/// What a node looks at each second, in one statement: whether the server takes writes, whether the cluster went on without this node, and which shards are closed.
/// </summary>
/// <param name="access">A connection for this alone, whose statements end within a proof's lifetime.</param>
/// <param name="options">Where the nodes' sessions have their name.</param>
/// <param name="proof">Ended when the cluster went on without this node.</param>
/// <param name="meetsHere">Whether nodes meet in the same schema.</param>
internal sealed class PostgresLook(PostgresAccess access, PostgresTurnStoreOptions options, StoreProof proof, bool meetsHere)
{
    private const string seals = "FROM (SELECT 1) one LEFT JOIN seal s ON true ORDER BY s.shard";
    private const string isGone = "EXISTS (SELECT 1 FROM meeting_node n WHERE n.sessions = $1 AND n.gone_at IS NOT NULL)";

    private readonly string sql = $"SELECT pg_is_in_recovery(), {(meetsHere ? isGone : "$1 = ''")}, s.shard, s.why, s.at {seals}";

    /// <summary>Whether the tables by which nodes meet stand beside the journal, and may be read.</summary>
    public static async Task<bool> MeetsHereAsync(NpgsqlConnection connection, CancellationToken cancellation) => (await connection.QueryAsync(
        """
        SELECT EXISTS (
            SELECT 1 FROM pg_attribute
            WHERE attrelid = to_regclass('meeting_node') AND attname = 'sessions' AND NOT attisdropped AND has_table_privilege(attrelid, 'SELECT'))
        """,
        static row => row.GetBoolean(0), cancellation))[0];

    /// <summary>Looks once; returns the closed shards, ascending.</summary>
    /// <exception cref="JournalUnavailableException">This node must not answer by what it has in memory.</exception>
    public async ValueTask<IReadOnlyList<ShardSeal>> LookAsync(CancellationToken cancellation)
    {
        List<(bool IsStandby, bool IsGone, ShardSeal? Seal)> rows = await access.QueryAsync(sql, Row, cancellation, options.Sessions);
        if (rows[0].IsGone)
        {
            proof.End();
            throw new JournalUnavailableException("The cluster went on without this node, which was frozen or cut off.");
        }

        if (rows[0].IsStandby)
        {
            throw new JournalUnavailableException(
                $"The server ({options.Database.Describe()}) is a standby and takes no writes. Name the primary in Postgres:ConnectionString, or wait until one is promoted.");
        }

        return [.. rows.Select(r => r.Seal).OfType<ShardSeal>()];
    }

    private static (bool IsStandby, bool IsGone, ShardSeal? Seal) Row(NpgsqlDataReader row) => (
        row.GetBoolean(0), row.GetBoolean(1), row.IsDBNull(2) ? null : new ShardSeal(row.GetInt32(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)));
}
