using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Hosting;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>
/// A node: warehouses with their journal behind the public API. The static <c>StartAsync</c> builds and starts one; <see cref="StopAsync"/>, or
/// disposing of it, finishes what was taken in.
/// </summary>
public sealed partial class BackordersNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly NodeOrder order;
    private readonly NodePorts ports;
    private readonly HealthWatch health;
    private readonly ILogger logger;
    private readonly NodeKeys keys;
    private Task? stopping;

    private BackordersNode(WebApplication app)
    {
        this.app = app;
        order = app.Services.GetRequiredService<NodeOrder>();
        ports = app.Services.GetRequiredService<NodePorts>();
        health = app.Services.GetRequiredService<HealthWatch>();
        logger = app.Services.GetRequiredService<ILogger<BackordersNode>>();
        Warehouses = app.Services.GetRequiredService<IWarehouseHost>();
        keys = app.Services.GetRequiredService<NodeKeys>();
    }

    /// <summary>The warehouses within, for those who run in the same process.</summary>
    public IWarehouseHost Warehouses { get; }

    /// <summary>
    /// The key that may do everything about the goods of owner <c>DEMO</c>; only there when this start made the key file, which is known when the node serves. It is
    /// stored nowhere else.
    /// </summary>
    public string? DevelopmentKey => keys.Development;

    /// <summary>The key that operates the building, made with <see cref="DevelopmentKey"/> and like it.</summary>
    public string? OperatorKey => keys.Operator;

    /// <summary>Where gRPC is spoken, such as <c>http://127.0.0.1:5081</c>.</summary>
    public Uri GrpcAddress => ports.Grpc;

    /// <summary>Where JSON, gRPC-Web, metrics and health are, such as <c>http://127.0.0.1:5080</c>.</summary>
    public Uri HttpAddress => ports.Http;

    /// <summary>
    /// The page that tells devices how to trust the local authority, with the authority's SHA-256 as fragment; null without one. Its QR code is the way from a handheld to this node.
    /// </summary>
    public Uri? TrustAddress => app.Services.GetService<TrustPlace>()?.Told;

    /// <summary>
    /// Why the node can never serve again and asks to be stopped: another process has its place in the cluster. Null while all is well.
    /// </summary>
    public string? Failure => health.Failure;

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

        return new BackordersNode(NodeComposition.Compose(options, time, store, loggers, replace, map));
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
        await order.StartAsync(cancellation).ConfigureAwait(false);
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
        await order.StopAsync().ConfigureAwait(false);
        LogStopped();
        await app.DisposeAsync().ConfigureAwait(false);
    }
}
