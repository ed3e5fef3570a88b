using System.Diagnostics;
using Akka.Actor;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>A node on PostgreSQL whose wires, to other nodes and to the database, a test can cut, and which it can kill.</summary>
internal sealed class SiteNode : IAsyncDisposable
{
    private readonly TcpProxy others;
    private readonly TcpProxy database;
    private readonly CuttablePlace place;

    private SiteNode(NodeActors node, TcpProxy others, TcpProxy database, CuttablePlace place) =>
        (Node, this.others, this.database, this.place) = (node, others, database, place);

    public NodeActors Node { get; }

    public static async Task<SiteNode> StartAsync(PostgresOptions options, string id)
    {
        int bind = FreePort.Take();
        TcpProxy others = new(bind), database = new((await PostgresServer.SharedAsync()).Port);
        PostgresOptions way = options.By(database.Port);
        CuttablePlace place = new(new PostgresMeetingPlace(way, id));
        ClusterNodeOptions cluster = TestNodes.Options(id);
        (cluster.Port, cluster.Bind) = (others.Port, $"127.0.0.1:{bind}");
        NodeActors node = await TestNodes.StartAsync(TestNodes.With(place, new PostgresArbiter(way, id), cluster));
        return new(node, others, database, place);
    }

    /// <summary>The node is gone from one moment to the next, as after kill -9: it says nothing to anybody.</summary>
    public async Task KillAsync()
    {
        place.Cut();
        database.Freeze();
        others.Freeze();
        ((ExtendedActorSystem)Node.System).Abort();
        await Node.Ended;
    }

    /// <summary>No other node hears it or is heard by it.</summary>
    public void CutFromOthers() => others.Freeze();

    /// <summary>The database does not answer it, and nobody is told.</summary>
    public void CutFromDatabase() => database.Freeze();

    /// <summary>A warehouse that lives here.</summary>
    public async Task<string> WarehouseHereAsync()
    {
        for (int i = 0; ; i++)
        {
            if ((await Node.AskAsync($"W{i}")).Node == Node.Self.Address)
            {
                return $"W{i}";
            }
        }
    }

    /// <summary>Asks a warehouse until it lives here, and says after how many seconds it did.</summary>
    public async Task<double> UntilServedHereAsync(string warehouse, long since)
    {
        await Poll.UntilAsync(async () => (await Node.AskAsync(warehouse)).Node == Node.Self.Address, $"{warehouse} is served here");
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        database.Thaw();
        others.Thaw();
        await Node.DisposeAsync();
        await others.DisposeAsync();
        await database.DisposeAsync();
    }
}
