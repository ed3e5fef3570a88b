using Backorders.Actors.Port;
using Backorders.Actors.Projections;
using Backorders.Domain.Ids;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reports;
using Backorders.Server.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.ReadModel;

/// <summary>
/// The read models of a node's warehouses: a feeder for each, and the rows that they fill. A feeder runs while its warehouse is served here.
/// </summary>
internal sealed class ReadModelHost : IProjection, IHostedService
{
    /// <summary>How long a report waits until the rows include everything that was durable when it was asked for. After that it is answered with its lag.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IWarehouses warehouses;
    private readonly IWarehouseRoutes routes;
    private readonly IReadModelStore store;
    private readonly Dictionary<WarehouseId, ReadModelFeeder> feeders;

    public ReadModelHost(
        IWarehouses warehouses, IWarehouseRoutes routes, ReadModelParts parts, NodeClock clock, ReadModelInstruments instruments, ILogger<ReadModelFeeder> logger)
    {
        (this.warehouses, this.routes, store, Queries) = (warehouses, routes, parts.Store, parts.Queries);
        feeders = warehouses.Ids.ToDictionary(w => w, w => new ReadModelFeeder(warehouses, parts.Store, w, clock.Waiting, instruments, logger));
        instruments.Observe(this);
    }

    /// <summary>The rows.</summary>
    public IReadModelQueries Queries { get; }

    /// <summary>The warehouses.</summary>
    public IReadOnlyList<WarehouseId> Warehouses => warehouses.Ids;

    /// <inheritdoc/>
    public string Name => "read-model";

    /// <inheritdoc/>
    public Task RunAsync(WarehouseId warehouse, CancellationToken served, CancellationToken cutOff) => feeders[warehouse].RunAsync(served, cutOff);

    /// <summary>Does nothing: a feeder starts with its warehouse.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Closes the store. The warehouses have been stopped, and with them whatever fed it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => await store.DisposeAsync().ConfigureAwait(false);

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

    /// <summary>Durable turns of the warehouse's shard that the rows do not hold yet.</summary>
    public long LagOf(WarehouseId warehouse) => Math.Max(0, warehouses.HighWater(warehouse) - feeders[warehouse].Seq);

    /// <summary>A warehouse's zone.</summary>
    public TimeZoneInfo ZoneOf(WarehouseId warehouse) => Calendar.Zone(feeders[warehouse].TimeZone);
}
