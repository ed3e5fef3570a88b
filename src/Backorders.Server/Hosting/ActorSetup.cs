using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Warehouses;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.ReadModel;
using Backorders.Server.Stores;
using Backorders.Server.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

/// <summary>What stands behind the port of the warehouses: the actors, which only this file names, and their way back into the services.</summary>
internal static class ActorSetup
{
    public static IServiceCollection AddWarehouses(this IServiceCollection services, NodeOptions options, NodeClock clock) => services
        .AddSingleton<WarehouseInstruments>().AddSingleton<CallDesk>()
        .AddSingleton(provider => SeatOf(provider, options, clock)).AddSingleton(provider => MakeHost(provider, options, clock))
        .AddSingleton<IWarehouseHost>(provider => provider.GetRequiredService<ActorWarehouses>())
        .AddSingleton<IWarehouses>(provider => provider.GetRequiredService<ActorWarehouses>())
        .AddSingleton<IWarehouseRoutes>(provider => provider.GetRequiredService<ActorWarehouses>())
        .AddSingleton<IWarehouseCalls>(provider => provider.GetRequiredService<ActorWarehouses>())
        .AddSingleton<IStationDoors>(provider => provider.GetRequiredService<ActorWarehouses>())
        .AddSingleton<IClusterView>(provider => provider.GetRequiredService<ActorWarehouses>())
        .AddSingleton<ServedWarehouses>().AddSingleton<TakenCommands>();

    private static ActorWarehouses MakeHost(IServiceProvider provider, NodeOptions options, NodeClock clock) => new(
        HostOptionsOf(options), provider.GetRequiredService<ITurnStore>(), clock.Decisions, clock.Waiting, provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredService<WarehouseInstruments>(), provider.GetRequiredService<NodeSeat>(), provider.GetRequiredService<CallDesk>,
        () => [provider.GetRequiredService<ReadModelHost>(), provider.GetRequiredService<WebhookProjection>()]);

    /// <summary>Where a node listens is known only once it does, so it is asked for when the actor system starts.</summary>
    private static NodeSeat SeatOf(IServiceProvider provider, NodeOptions options, NodeClock clock)
    {
        ILoggerFactory loggers = provider.GetRequiredService<ILoggerFactory>();
        NodeSelf self = provider.GetRequiredService<NodeSelf>();
        return options.Journal == JournalKind.Postgres
            ? new NodeSeat(true, () => NodeDatabase.SeatOf(options, provider.GetRequiredService<PostgresTurnStoreOptions>(), self.Identity.Address, clock.Waiting, loggers))
            : new NodeSeat(false, () => Actors.Hosting.NodeParts.Alone(
                new ClusterNodeOptions { NodeId = options.Cluster.NodeName, Address = self.Identity.Address, Weight = options.Cluster.Weight }, loggers, clock.Waiting));
    }

    private static WarehouseHostOptions HostOptionsOf(NodeOptions options) => new()
    {
        Warehouses = [.. options.Warehouses.Select(w => w.ToSetup())],
        MailboxCapacity = options.Limits.MailboxCapacity,
        SnapshotEveryTurns = options.Limits.SnapshotEveryTurns,
        CheckInvariantsEvery = options.Limits.CheckInvariantsEvery,
        HeartbeatEvery = TimeSpan.FromSeconds(options.Limits.FeedHeartbeatSeconds),

        // A database that is back should find its callers served within a second; a file that fails is a matter for a person.
        RetryAfterMax = TimeSpan.FromSeconds(options.Journal == JournalKind.Postgres ? 1 : 5),
    };
}
