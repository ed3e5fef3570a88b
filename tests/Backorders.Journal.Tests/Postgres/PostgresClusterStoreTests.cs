using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Journal.Tests;

[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]
public sealed class PostgresClusterStoreTests : ClusterStoreConformance, IAsyncLifetime
{
    private readonly Dictionary<NodeIdentity, (PostgresClusterStore Store, PostgresJournal Journal)> seats = [];
    private PostgresOptions options = null!;

    public async Task InitializeAsync() => options = await PostgresHome.NewSchemaAsync();

    public async Task DisposeAsync()
    {
        foreach ((PostgresClusterStore store, PostgresJournal journal) in seats.Values)
        {
            await store.DisposeAsync();
            await journal.DisposeAsync();
        }
    }

    protected override (IClusterStore Store, IJournal Journal) SeatOf(NodeIdentity node)
    {
        if (!seats.TryGetValue(node, out (PostgresClusterStore Store, PostgresJournal Journal) seat))
        {
            seat = (new(options, node.NodeId, TimeProvider.System), new(options, node, TimeProvider.System, NullLogger<PostgresJournal>.Instance));
            seats.Add(node, seat);
        }

        return seat;
    }

    protected override async Task ExpireAsync(NodeIdentity node) => await (await PostgresServer.SharedAsync()).ExecuteAsync(
        $"UPDATE {options.Schema}.node SET expires_at = clock_timestamp() - interval '1 s' WHERE node_id = '{node.NodeId}'", PostgresHome.DatabaseOf(options));
}
