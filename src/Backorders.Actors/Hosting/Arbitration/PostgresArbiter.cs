using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;

namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>The arbiter in the database that the nodes share: each change is one statement that compares what it must.</summary>
public sealed class PostgresArbiter : IArbiter
{
    private readonly HostingRows rows;

    /// <summary>Opens nothing yet: the first call does.</summary>
    /// <param name="options">Where the database is; not to be changed afterwards.</param>
    /// <param name="nodeId">Whose connections these are, as the server shows them.</param>
    /// <param name="seconds">How long a connection or a statement may take.</param>
    /// <exception cref="PostgresStartException">The options cannot be used; the message names every mistake.</exception>
    public PostgresArbiter(PostgresOptions options, string nodeId, int seconds = HostingRows.StatementSeconds) =>

        // Who holds it must survive a crash of the server, but not the loss of its machine: a decision must not wait for a standby that may be what
        // was lost.
        rows = new(options, $"{nodeId} arbitration", durability: "local", seconds);

    /// <inheritdoc/>
    public async ValueTask<LeaseRecord> TakeAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation)
    {
        List<LeaseRecord> taken = await rows.QueryAsync(
            Take, row => new LeaseRecord(IsHeld: true, IsGone: false, row.GetString(0), row.GetInt64(1)), cancellation,
            lease, owner.ToString(), lifetime, owner.Address, owner.Incarnation).ConfigureAwait(false);
        if (taken.Count == 1)
        {
            return taken[0];
        }

        // Nothing was changed, so this look need not be of the same moment: it says whom to wait for.
        List<LeaseRecord> found = await rows.QueryAsync(
            """
            SELECT coalesce(a.owner, ''), coalesce(a.version, 0), EXISTS (
                SELECT 1 FROM meeting_node n WHERE n.address = $2 AND n.incarnation = $3 AND n.gone_at IS NOT NULL)
            FROM (SELECT 1) one LEFT JOIN arbitration a ON a.lease = $1
            """,
            row => new LeaseRecord(IsHeld: false, row.GetBoolean(2), row.GetString(0), row.GetInt64(1)), cancellation,
            lease, owner.Address, owner.Incarnation).ConfigureAwait(false);
        return found[0];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation) =>
        await rows.ChangeAsync(
        "UPDATE arbitration SET version = version + 1, expires_at = clock_timestamp() + $3 WHERE lease = $1 AND owner = $2",
        cancellation, lease, owner.ToString(), lifetime).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string lease, LeaseOwner owner, CancellationToken cancellation) => await rows.ChangeAsync(
        "UPDATE arbitration SET owner = '', version = version + 1, expires_at = clock_timestamp() WHERE lease = $1 AND owner = $2",
        cancellation, lease, owner.ToString()).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows.DisposeAsync();

    private const string Take = """
        INSERT INTO arbitration AS a (lease, owner, version, expires_at)
        SELECT $1, $2, 1, clock_timestamp() + $3
        WHERE NOT EXISTS (SELECT 1 FROM meeting_node n WHERE n.address = $4 AND n.incarnation = $5 AND n.gone_at IS NOT NULL)
        ON CONFLICT (lease) DO UPDATE SET owner = $2, version = a.version + 1, expires_at = clock_timestamp() + $3
        WHERE a.owner = $2 OR a.expires_at <= clock_timestamp()
        RETURNING a.owner, a.version
        """;
}
