using Backorders.Domain;
using Backorders.Engine;
using Backorders.ReadModel;
using Backorders.ReadModel.Reports;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>
/// The read models of a node's warehouses: a feeder for each, and the rows that they fill. Where nodes share a store, a feeder runs while its warehouse is served here.
/// </summary>
internal sealed class ReadModelHost
{
    /// <summary>How long a report waits for the rows to hold what was durable when it was asked for. Beyond that, being told of the lag is worth more than waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How often is looked whether a warehouse has come here: reports of it lag by that much at first.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly IWarehouses warehouses;
    private readonly IWarehouseRoutes routes;
    private readonly TimeProvider clock;
    private readonly IReadModelStore store;
    private readonly Dictionary<WarehouseId, ReadModelFeeder> feeders;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource ending = new();
    private Task running = Task.CompletedTask;

    public ReadModelHost(
        IWarehouses warehouses, IWarehouseRoutes routes, ReadModelParts parts, NodeClock clock, ReadModelInstruments instruments, ILogger<ReadModelFeeder> logger)
    {
        (this.warehouses, this.routes, this.clock, store, Queries) = (warehouses, routes, clock.Waiting, parts.Store, parts.Queries);
        feeders = warehouses.Ids.ToDictionary(w => w, w => new ReadModelFeeder(warehouses, routes, parts.Store, w, clock.Waiting, instruments, logger));
        instruments.Observe(this);
    }

    /// <summary>The rows.</summary>
    public IReadModelQueries Queries { get; }

    /// <summary>The warehouses.</summary>
    public IReadOnlyList<WarehouseId> Warehouses => warehouses.Ids;

    /// <summary>Begins to feed. The warehouses have been started.</summary>
    public void Start() => running = Task.WhenAll(feeders.Select(f => Task.Run(() => KeepAsync(f.Key, f.Value))));

    /// <summary>Writes the rest and closes the store. The warehouses have been stopped, and with them the feeds.</summary>
    /// <param name="patience">For the rest; what is not written then is folded at the next start.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        stop.CancelAfter(patience);
        await running.ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
        ending.Dispose();
    }

    /// <summary>Whether this node serves a warehouse, and so feeds its rows.</summary>
    public bool IsHere(WarehouseId warehouse) => !routes.ServedHere(warehouse).IsCancellationRequested;

    /// <summary>Waits for the rows to hold what is durable now, for a while.</summary>
    /// <returns>The last turn that they hold.</returns>
    public async Task<long> CatchUpAsync(WarehouseId warehouse, CancellationToken cancellation)
    {
        ReadModelFeeder feeder = feeders[warehouse];
        await feeder.WaitForAsync(warehouses.HighWater(warehouse), Patience, cancellation).ConfigureAwait(false);
        return feeder.Seq;
    }

    /// <summary>The last turn that a warehouse's rows hold.</summary>
    public long SeqOf(WarehouseId warehouse) => feeders[warehouse].Seq;

    /// <summary>Durable turns of the warehouse's shard that the rows do not hold yet.</summary>
    public long LagOf(WarehouseId warehouse) => Math.Max(0, warehouses.HighWater(warehouse) - feeders[warehouse].Seq);

    private async Task KeepAsync(WarehouseId warehouse, ReadModelFeeder feeder)
    {
        using PeriodicTimer look = new(LookEvery, clock);
        try
        {
            do
            {
                if (IsHere(warehouse))
                {
                    await feeder.RunAsync(stop.Token).ConfigureAwait(false);
                }
            }
            while (await look.WaitForNextTickAsync(ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>A warehouse's zone.</summary>
    public TimeZoneInfo ZoneOf(WarehouseId warehouse) => Calendar.Zone(feeders[warehouse].TimeZone);
}
