using System.Net.Sockets;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Edge;
using Backorders.Server.Security;
using Backorders.Partners.Webhooks;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.ReadModel;
using Backorders.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>
/// A node: warehouses with their journal behind the public API. The static <c>StartAsync</c> builds and starts one; <see cref="StopAsync"/>, or
/// disposing of it, finishes what was taken in.
/// </summary>
public sealed partial class BackordersNode : IAsyncDisposable
{
    /// <summary>Well below what balancers ask at, and nothing beside a second's work.</summary>
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    private readonly WebApplication app;
    private readonly ITurnStore store;
    private readonly NodeOptions options;
    private readonly ILogger logger;
    private readonly string? keyFileToMake;
    private readonly CancellationTokenSource watch = new();
    private Task watching = Task.CompletedTask;
    private Task? stopping;
    private bool webhooksStarted;

    private BackordersNode(NodeParts parts)
    {
        (app, options, store, Warehouses, DevelopmentKey, keyFileToMake) =
            (parts.App, parts.Options, parts.Store, parts.Warehouses, parts.DevelopmentKey, parts.KeyFileToMake);
        logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<BackordersNode>();
    }

    /// <summary>The warehouses within, for those who run in the same process.</summary>
    public IWarehouseHost Warehouses { get; }

    /// <summary>
    /// The key that may do everything for owner <c>DEMO</c>; only there when this start made the key file. It is stored nowhere else.
    /// </summary>
    public string? DevelopmentKey { get; }

    /// <summary>Where gRPC is spoken, such as <c>http://127.0.0.1:5081</c>.</summary>
    public Uri GrpcAddress { get; private set; } = null!;

    /// <summary>Where JSON, gRPC-Web, metrics and health are, such as <c>http://127.0.0.1:5080</c>.</summary>
    public Uri HttpAddress { get; private set; } = null!;

    /// <summary>
    /// Why the node can never serve again and asks to be stopped: another process has its place in the cluster. Null while all is well.
    /// </summary>
    public string? Failure { get; private set; }

    /// <summary>Builds a node without starting it, for hosts that want to look at it first.</summary>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <param name="time">What decisions are taken by; null for the system's clock. Not used with <see cref="ClockMode.Driven"/>.</param>
    /// <param name="store">Where turns are kept; null for what the options say. The node disposes of it.</param>
    /// <param name="loggers">A further place where logs go; null for none.</param>
    /// <exception cref="NodeStartException">The options or the key file are wrong; every mistake is named.</exception>
    public static BackordersNode Create(NodeOptions options, TimeProvider? time = null, ITurnStore? store = null, ILoggerProvider? loggers = null) =>
        Create(options, time, store, loggers, replace: null, map: null);

    /// <summary>As the public form; tests put parts of their own in the place of the node's, and services beside its own.</summary>
    internal static BackordersNode Create(
        NodeOptions options, TimeProvider? time, ITurnStore? store, ILoggerProvider? loggers, Action<IServiceCollection>? replace, Action<WebApplication>? map = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new NodeStartException("The options are wrong:\n  " + string.Join("\n  ", wrong));
        }

        return NodeComposition.Compose(options, time, store, loggers, static parts => new BackordersNode(parts), replace, map);
    }

    /// <summary>Builds and starts a node. Returns when it serves.</summary>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <param name="time">What decisions are taken by; null for the system's clock. Not used with <see cref="ClockMode.Driven"/>.</param>
    /// <param name="store">Where turns are kept; null for what the options say. The node disposes of it.</param>
    /// <param name="loggers">A further place where logs go; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NodeStartException">It cannot start; the message says why, every mistake at once.</exception>
    public static async Task<BackordersNode> StartAsync(
        NodeOptions options, TimeProvider? time = null, ITurnStore? store = null, ILoggerProvider? loggers = null, CancellationToken cancellation = default)
    {
        BackordersNode node = Create(options, time, store, loggers);
        try
        {
            await node.StartAsync(cancellation).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Listens, reads the journal and serves. The ports open first: until the journal is read, callers are told to come again.</summary>
    /// <exception cref="NodeStartException">A port is in use, or the store cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await NodeDatabase.CheckAsync(app.Services, options, cancellation).ConfigureAwait(false);
        await ListenAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Warehouses.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (HostStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
        catch (Exception e) when (e is JournalException or InvalidOperationException)
        {
            string store = options.Journal == JournalKind.Postgres ? $"schema '{options.Postgres.Schema}'" : $"'{options.DataDirectory}'";
            throw new NodeStartException($"The store in {store} cannot be used: {e.Message}", e);
        }

        await NodeComposition.CatchUpAsync(app.Services, Warehouses).ConfigureAwait(false);
        if (DevelopmentKey is not null && keyFileToMake is not null)
        {
            NodeComposition.StoreDevelopmentKey(DevelopmentKey, keyFileToMake, app.Services.GetRequiredService<AuditLog>());
        }

        await StartWebhooksAsync().ConfigureAwait(false);
        ReportHealth();
        watching = WatchAsync(watch.Token);
        LogServing(GrpcAddress, HttpAddress, string.Join(", ", Warehouses.Ids));
    }

    /// <summary>
    /// Waits until somebody asks this node to stop: a signal, when <see cref="NodeOptions.HandleSignals"/> is set, or the token; or it must stop, and
    /// <see cref="Failure"/> says why.
    /// </summary>
    public async Task WaitForShutdownAsync(CancellationToken cancellation)
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration signal = app.Lifetime.ApplicationStopping.Register(() => asked.TrySetResult());
        using CancellationTokenRegistration token = cancellation.Register(() => asked.TrySetResult());
        await asked.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Stops in order: health says NOT_SERVING, shards that other nodes can serve are given to them, streams end with UNAVAILABLE, calls in flight
    /// are answered, the warehouses finish what they took and write their snapshot, the journal is closed. May be called more than once.
    /// </summary>
    public Task StopAsync() => stopping ??= StopOnceAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StopOnceAsync()
    {
        LogStopping();
        await watch.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        app.Services.GetRequiredService<NodeHealth>().End();
        if (webhooksStarted)
        {
            await app.Services.GetRequiredService<WebhookDispatcher>().StopAsync().ConfigureAwait(false);
        }

        await LeaveAsync().ConfigureAwait(false);
        using (CancellationTokenSource patience = new(TimeSpan.FromSeconds(options.Limits.StopSeconds)))
        {
            bool streamsEnded = await InTimeAsync(app.Services.GetRequiredService<OpenStreams>().EndAsync(patience.Token)).ConfigureAwait(false);
            bool callsEnded = await InTimeAsync(app.StopAsync(patience.Token)).ConfigureAwait(false);
            if (!streamsEnded || !callsEnded)
            {
                LogCutOff(options.Limits.StopSeconds);
            }
        }

        using (CancellationTokenSource patience = new(TimeSpan.FromSeconds(options.Limits.StopSeconds)))
        {
            // A node alone finishes what it took, however long its disk needs; one among others must not hang on a database that is away.
            await Warehouses.StopAsync(options.Journal == JournalKind.Postgres ? patience.Token : CancellationToken.None).ConfigureAwait(false);
        }

        await app.Services.GetRequiredService<ReadModelHost>().CloseAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        LogStopped();
        await app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whether something ended before patience did.</summary>
    private static async Task<bool> InTimeAsync(Task ending)
    {
        try
        {
            await ending.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Gives the shards to other nodes, while calls are still taken: those for what is given already are forwarded.</summary>
    private async Task LeaveAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(options.Limits.StopSeconds));
        await Warehouses.LeaveAsync(patience.Token).ConfigureAwait(false);
    }

    /// <summary>While a store is away the node lives but does not serve: balancers are told, and told again when it is back.</summary>
    private async Task WatchAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(WatchEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                ReportHealth();
                if (options.Journal == JournalKind.Postgres && Warehouses.State == WarehouseHostState.Stopped)
                {
                    Failure = Warehouses.Trouble ?? "The node has lost its place in the cluster.";
                    app.Lifetime.StopApplication();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops: from here on it is NOT_SERVING for good.
        }
    }

    private async Task StartWebhooksAsync()
    {
        try
        {
            await app.Services.GetRequiredService<WebhookDispatcher>().StartAsync().ConfigureAwait(false);
            webhooksStarted = true;
        }
        catch (WebhookStoreException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    private void ReportHealth() => app.Services.GetRequiredService<NodeHealth>().Set(Warehouses.State == WarehouseHostState.Ready);

    private async Task ListenAsync(CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new NodeStartException($"{e.Message.TrimEnd('.')}. Stop what uses it, or change Listen.", e);
        }
        catch (SocketException e)
        {
            // An address that is not this machine's, or a port that takes a right which the process does not have.
            throw new NodeStartException($"Listen: cannot listen on {options.Listen.Places()}: {e.Message}. Name addresses of this machine, and ports that this user may open.", e);
        }

        Uri[] bound = [.. app.Urls.Select(u => new Uri(u.Replace("[::]", "localhost", StringComparison.Ordinal)))];
        (HttpAddress, GrpcAddress) = (bound[0], bound[^1]);
        app.Services.GetRequiredService<NodeSelf>().ListensAt(GrpcAddress);
    }
}
