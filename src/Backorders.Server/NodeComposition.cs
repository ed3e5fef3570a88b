using Backorders.Domain;
using Backorders.Engine;
using Backorders.Grpc.Server;
using Backorders.Journal;
using Backorders.Journal.Sqlite;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>Puts a node together: the one place where everything meets.</summary>
internal static class NodeComposition
{
    public static BackordersNode Compose(NodeOptions options, TimeProvider? time, IJournal? journal, Func<NodeParts, BackordersNode> make)
    {
        (IReadOnlyList<StoredKey> keys, string? developmentKey) = LoadKeys(options);
        NodeClock clock = new(
            options.Clock == ClockMode.Driven ? new DrivenTimeProvider(options.ClockStart ?? TimeProvider.System.GetUtcNow()) : time ?? TimeProvider.System,
            TimeProvider.System);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Backorders.Server" });
        NodeLogging.Configure(builder.Logging, options.Log);
        NodeListening.Configure(builder.WebHost, options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Limits.StopSeconds));
        if (!options.HandleSignals)
        {
            builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        }

        AddServices(builder.Services, options, clock, keys);
        builder.Services.AddSingleton(journal ?? OpenJournal(options));
        WebApplication app = builder.Build();
        NodeEndpoints.Map(app, options);
        if (developmentKey is not null && options.Journal != JournalKind.Memory)
        {
            app.Services.GetRequiredService<AuditLog>().DevelopmentKeyMade(KeyFile.DevelopmentOwner, KeyPath(options));
        }

        return make(new NodeParts(
            app, options, app.Services.GetRequiredService<IJournal>(), app.Services.GetRequiredService<BackordersEngine>(), developmentKey));
    }

    /// <summary>A driven clock must not stand before what the journal holds.</summary>
    public static async Task CatchUpAsync(IServiceProvider services, BackordersEngine engine)
    {
        if (services.GetRequiredService<NodeClock>().Decisions is DrivenTimeProvider driven)
        {
            foreach (WarehouseId warehouse in engine.Warehouses)
            {
                // The engine never decides earlier than it did before, so the time it answers with is that of the last turn at least.
                QueryOutcome<Instant> now = await engine.QueryAsync(warehouse, static (_, at) => at).ConfigureAwait(false);
                driven.TryMoveTo(now.Value.ToDateTimeOffset());
            }
        }
    }

    private static void AddServices(IServiceCollection services, NodeOptions options, NodeClock clock, IReadOnlyList<StoredKey> keys)
    {
        services.AddRoutingCore();
        services.AddBackordersGrpc(grpc =>
        {
            grpc.MaxReceiveMessageBytes = options.Limits.MessageBytesMax;
            grpc.Filters.Add<MeasuringFilter>();
            grpc.Filters.Add<AuthenticationFilter>();
        });
        services.AddSingleton(clock).AddSingleton(clock.Waiting).AddSingleton(options.Limits);
        services.AddSingleton(new KeyRing(keys)).AddSingleton<AuditLog>();
        services.AddSingleton<ServerInstruments>().AddSingleton<PrometheusExporter>().AddSingleton<EngineInstruments>();
        services.AddSingleton(provider => new BackordersEngine(
            EngineOptionsOf(options), provider.GetRequiredService<IJournal>(), clock.Decisions, provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<EngineInstruments>()));
        services.AddSingleton<CommandGate>().AddSingleton<TaskDesk>();
        services.AddSingleton<ReceivingService>().AddSingleton<StationsService>().AddSingleton<OrdersService>().AddSingleton<InboundService>();
        services.AddSingleton<ItemsService>().AddSingleton<AvailabilityService>().AddSingleton<EventsService>().AddSingleton<OperationsService>();
        if (clock.Decisions is DrivenTimeProvider driven)
        {
            services.AddSingleton(driven).AddSingleton<DrivenClockService>();
        }
    }

    private static EngineOptions EngineOptionsOf(NodeOptions options) => new()
    {
        Warehouses = [.. options.Warehouses.Select(w => w.ToSetup())],
        MailboxCapacity = options.Limits.MailboxCapacity,
        SnapshotEveryTurns = options.Limits.SnapshotEveryTurns,
        CheckInvariantsEvery = options.Limits.CheckInvariantsEvery,
        HeartbeatEvery = TimeSpan.FromSeconds(options.Limits.FeedHeartbeatSeconds),
    };

    private static IJournal OpenJournal(NodeOptions options)
    {
        if (options.Journal == JournalKind.Memory)
        {
            return new MemoryJournal();
        }

        using ILoggerFactory loggers = LoggerFactory.Create(logging => NodeLogging.Configure(logging, options.Log));
        return new SqliteJournal(
            new SqliteJournalOptions { Path = Path.Combine(options.DataDirectory, "backorders.db") }, loggers.CreateLogger<SqliteJournal>());
    }

    private static string KeyPath(NodeOptions options) => options.KeyFile.Length > 0 ? options.KeyFile : Path.Combine(options.DataDirectory, "keys.json");

    private static (IReadOnlyList<StoredKey> Keys, string? DevelopmentKey) LoadKeys(NodeOptions options)
    {
        if (options.Journal == JournalKind.Memory && options.KeyFile.Length == 0)
        {
            string key = KeyFile.NewKey();
            return ([KeyFile.DevelopmentKey(key)], key);
        }

        string path = KeyPath(options);
        try
        {
            Directory.CreateDirectory(options.DataDirectory);
            string? made = File.Exists(path) ? null : KeyFile.CreateDevelopmentKey(path);
            return (KeyFile.Read(path), made);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"The folder '{options.DataDirectory}' cannot be used: {e.Message}", e);
        }
    }
}
