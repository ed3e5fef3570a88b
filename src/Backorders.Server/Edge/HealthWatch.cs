using Backorders.Actors.Port;
using Backorders.Server.Options;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Edge;

/// <summary>While a store is away the node lives but does not serve: balancers are told, and told again when it is back.</summary>
internal sealed class HealthWatch(IWarehouseHost warehouses, NodeHealth health, NodeOptions options, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    /// <summary>Well below what balancers ask at, and nothing beside a second's work.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ending = new();
    private Task watching = Task.CompletedTask;

    /// <summary>Why the node can never serve again and asks to be stopped: another process has its place in the cluster. Null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Report();
        watching = WatchAsync(ending.Token);
        return Task.CompletedTask;
    }

    /// <summary>From here on the node is NOT_SERVING.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        health.End();
    }

    /// <inheritdoc/>
    public void Dispose() => ending.Dispose();

    private async Task WatchAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                Report();
                if (options.Journal == JournalKind.Postgres && warehouses.State == WarehouseHostState.Stopped)
                {
                    Failure = warehouses.Trouble ?? "The node has lost its place in the cluster.";
                    lifetime.StopApplication();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private void Report() => health.Set(warehouses.State == WarehouseHostState.Ready);
}
