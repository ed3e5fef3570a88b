using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.ReadModel.Sqlite;
using Backorders.Partners.Webhooks;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Hosting;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.ReadModel;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Backorders.Server.Stores;
using Backorders.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>Puts a node together: the one place where everything meets.</summary>
internal static class NodeComposition
{
    public static BackordersNode Compose(
        NodeOptions options, TimeProvider? time, ITurnStore? store, ILoggerProvider? loggers, Func<NodeParts, BackordersNode> make,
        Action<IServiceCollection>? replace, Action<WebApplication>? map)
    {
        string keyPath = options.KeyFile.Length > 0 ? options.KeyFile : Path.Combine(options.DataDirectory, "keys.json");
        (IReadOnlyList<StoredKey> keys, string? developmentKey) = LoadKeys(options, keyPath);
        NodeClock clock = new(
            options.Clock == ClockMode.Driven ? new DrivenTimeProvider(options.ClockStart ?? TimeProvider.System.GetUtcNow()) : time ?? TimeProvider.System,
            TimeProvider.System);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Backorders.Server" });
        NodeLogging.Configure(builder.Logging, options.Log);
        if (loggers is not null)
        {
            builder.Logging.AddProvider(loggers);
        }

        NodeListening.Configure(builder.WebHost, options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Limits.StopSeconds));
        if (!options.HandleSignals)
        {
            builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        }

        AddServices(builder.Services, options, clock, keys);
        AddStore(builder.Services, options, clock, store);
        replace?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        NodeEndpoints.Map(app, options);
        map?.Invoke(app);
        return make(new NodeParts(
            app, options, app.Services.GetRequiredService<ITurnStore>(), app.Services.GetRequiredService<IWarehouseHost>(), developmentKey,
            options.Journal == JournalKind.Memory && options.KeyFile.Length == 0 ? null : keyPath));
    }

    /// <summary>A driven clock must not stand before what the journal holds.</summary>
    public static async Task CatchUpAsync(IServiceProvider services, IWarehouses warehouses)
    {
        if (services.GetRequiredService<NodeClock>().Decisions is DrivenTimeProvider driven)
        {
            foreach (WarehouseId warehouse in warehouses.Ids)
            {
                // A warehouse never decides earlier than it did before, so the time it answers with is that of the last turn at least.
                QueryOutcome<Instant> now = await warehouses.AskAsync(warehouse, new TellTime()).ConfigureAwait(false);
                driven.TryMoveTo(now.Value.ToDateTimeOffset());
            }
        }
    }

    private static void AddServices(IServiceCollection services, NodeOptions options, NodeClock clock, IReadOnlyList<StoredKey> keys)
    {
        AddWebhooks(services, options, clock);
        services.AddCallEdge(options.Limits.MessageBytesMax);
        services.AddSingleton(provider => provider.GetRequiredService<NodeHealth>().Service);
        services.AddSingleton(clock).AddSingleton(clock.Waiting).AddSingleton(options.Limits);
        services.AddSingleton(new KeyRing(keys)).AddSingleton<AuditLog>();
        services.AddSingleton<ServerInstruments>().AddSingleton<PrometheusExporter>().AddSingleton<WarehouseInstruments>();
        services.AddSingleton(provider => SeatOf(provider, options, clock)).AddSingleton(provider => MakeHost(provider, options, clock));
        services.AddSingleton(options).AddSingleton(options.Cluster).AddSingleton<NodeSelf>().AddSingleton<ClusterDesk>().AddSingleton<BackUpDesk>().AddSingleton<ClusterGauges>();
        services.AddSingleton<IWarehouseHost>(provider => provider.GetRequiredService<ActorWarehouses>());
        services.AddSingleton<IWarehouses>(provider => provider.GetRequiredService<ActorWarehouses>());
        services.AddSingleton<IWarehouseRoutes>(provider => provider.GetRequiredService<ActorWarehouses>());
        services.AddSingleton<IWarehouseCalls>(provider => provider.GetRequiredService<ActorWarehouses>());
        services.AddSingleton<IStationDoors>(provider => provider.GetRequiredService<ActorWarehouses>());
        services.AddSingleton<IClusterView>(provider => provider.GetRequiredService<ActorWarehouses>());
        services.AddSingleton<CallDesk>().AddSingleton<CallRouter>().AddSingleton<OtherNodes>();
        services.AddSingleton<CommandGate>().AddSingleton<TaskDesk>();
        services.AddSingleton<ReportDesk>().AddSingleton<ReorderDesk>().AddSingleton<SimulationDesk>().AddSingleton<TraceDesk>();
        services.AddSingleton(provider => new LabelDesk(provider.GetRequiredService<CommandGate>(), options.Warehouses));
        services.AddSingleton(provider => OpenReadModel(options, provider)).AddSingleton<ReadModelInstruments>().AddSingleton<ReadModelHost>().AddSingleton<FigureGauges>();
        services.AddSingleton<ReceivingService>().AddSingleton<StationsService>().AddSingleton<OrdersService>().AddSingleton<InboundService>();
        services.AddSingleton<ItemsService>().AddSingleton<AvailabilityService>().AddSingleton<EventsService>().AddSingleton<OperationsService>();
        if (clock.Decisions is DrivenTimeProvider driven)
        {
            services.AddSingleton(driven).AddSingleton<DrivenClockService>();
        }
    }

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

    private static void AddWebhooks(IServiceCollection services, NodeOptions options, NodeClock clock)
    {
        services.AddSingleton<EventFeed>().AddSingleton<WarehouseReach>().AddSingleton(provider => OpenWebhookStore(options, provider));
        services.AddSingleton<IWebhookFeed, WebhookFeed>().AddSingleton<WebhookInstruments>().AddSingleton<WebhookAudit>().AddSingleton<WebhookProjection>().AddSingleton<WebhooksService>();
        services.AddSingleton(provider => new WebhookDispatcher(
            options.Webhooks, provider.GetRequiredService<IWebhookStore>(), provider.GetRequiredService<IWebhookFeed>(), clock.Waiting,
            provider.GetRequiredService<ILogger<WebhookDispatcher>>(), provider.GetRequiredService<WebhookInstruments>(), Random.Shared.NextDouble));
    }

    private static IWebhookStore OpenWebhookStore(NodeOptions options, IServiceProvider provider)
    {
        try
        {
            return options.Journal switch
            {
                JournalKind.Memory => new MemoryWebhookStore(),
                JournalKind.Postgres => NodeDatabase.OpenWebhookStore(options, provider.GetRequiredService<PostgresTurnStoreOptions>()),
                _ => SqliteWebhookStore.Open(Path.Combine(options.DataDirectory, "webhooks.db")),
            };
        }
        catch (WebhookStoreException e)
        {
            throw new NodeStartException(e.Message, e);
        }
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

    private static void AddStore(IServiceCollection services, NodeOptions options, NodeClock clock, ITurnStore? store)
    {
        if (store is null && options.Journal == JournalKind.Postgres)
        {
            services.AddSingleton(_ => NodeDatabase.TurnsOf(options));
            services.AddSingleton<ITurnStore>(provider => NodeDatabase.OpenTurns(provider.GetRequiredService<PostgresTurnStoreOptions>(), clock));
            return;
        }

        services.AddSingleton(store ?? OpenStore(options, clock));
    }

    private static ITurnStore OpenStore(NodeOptions options, NodeClock clock)
    {
        if (options.Journal == JournalKind.Memory)
        {
            return new MemoryTurnStore(clock.Waiting);
        }

        try
        {
            return SqliteTurnStore.Open(new SqliteStoreOptions { Path = Path.Combine(options.DataDirectory, "turns.db") }, clock.Waiting);
        }
        catch (JournalException e)
        {
            throw new NodeStartException($"The store in '{options.DataDirectory}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The rows stand in a file of their own: the journal's is nobody else's. A node without a store keeps them in a temporary folder.</summary>
    private static ReadModelParts OpenReadModel(NodeOptions options, IServiceProvider provider)
    {
        if (options.Journal == JournalKind.Postgres)
        {
            return NodeDatabase.OpenReadModel(options, provider.GetRequiredService<PostgresTurnStoreOptions>());
        }

        SqliteReadModel rows = options.Journal == JournalKind.Memory
            ? SqliteReadModel.Temporary()
            : new SqliteReadModel(Path.Combine(options.DataDirectory, "read.db"));
        return new ReadModelParts(rows, rows);
    }

    /// <summary>The keys; when there is no file, a development key that is written only once the node serves, so that it is never lost unseen.</summary>
    private static (IReadOnlyList<StoredKey> Keys, string? DevelopmentKey) LoadKeys(NodeOptions options, string path)
    {
        if ((options.Journal == JournalKind.Memory && options.KeyFile.Length == 0) || !File.Exists(path))
        {
            string key = KeyFile.NewKey();
            return ([KeyFile.DevelopmentKey(key)], key);
        }

        return (KeyFile.Read(path), null);
    }

    /// <summary>Makes the key file when it was not there.</summary>
    public static void StoreDevelopmentKey(string key, string path, AuditLog audit)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            KeyFile.Write(path, [KeyFile.DevelopmentKey(key)]);
            audit.DevelopmentKeyMade(KeyFile.DevelopmentOwner, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"The key file {path} cannot be written: {e.Message}", e);
        }
    }
}
