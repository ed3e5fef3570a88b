using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Port;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.ReadModel;
using Backorders.Server.Common;
using Backorders.Server.ReadModel;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Backorders.Server.Webhooks;
using Backorders.Testing;
using Backorders.Partners.Webhooks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Server.Tests;

/// <summary>What a node has beside its warehouses, without its ports: the actors, its rows and its webhooks, on stores that others share.</summary>
internal sealed class FoldingNode : IAsyncDisposable
{
    private readonly SeededRandom chance = new(7);
    private readonly WebhookInstruments? none = null;

    private FoldingNode(FoldingSite site, string id, IReadOnlyList<WarehouseId> warehouses, ReadModelParts rows, IWebhookStore webhooks, ILoggerProvider? log)
    {
        WarehouseHostOptions options = new()
        {
            Warehouses = [.. warehouses.Select(w => new WarehouseSetup(w, "Europe/London", [new DoorId("D1")], [new("L1")]))], HeartbeatEvery = TimeSpan.FromMilliseconds(200),
        };
        NodeSeat seat = new(true, () => new()
        {
            Options = new ClusterNodeOptions { NodeId = id, Address = "http://" + id },
            Meeting = site.Meeting, Arbiter = site.Arbiter, Logs = NullLoggerFactory.Instance, Time = TimeProvider.System,
        });
        Warehouses = new ActorWarehouses(options, site.Store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance, seat: seat, projections: () => [Rows!, new WebhookProjection(Webhooks!)]);
        NodeClock clock = new(TimeProvider.System, TimeProvider.System);
        Instruments = new ReadModelInstruments();
        Rows = new ReadModelHost(Warehouses, Warehouses, rows, clock, Instruments, new LoggerFactory(log is null ? [] : [log]).CreateLogger<ReadModelFeeder>());
        Events = new EventFeed(new CommandGate(Warehouses, clock, TestAudit.Log()));
        Webhooks = new WebhookDispatcher(
            new WebhookOptions { AllowedHosts = ["127.0.0.1"], FirstRetryMilliseconds = 100 }, webhooks, new WebhookFeed(Events, Warehouses, Warehouses, webhooks), TimeProvider.System,
            NullLogger<WebhookDispatcher>.Instance, none, () => chance.Next(1000) / 1000.0);
    }

    public IWarehouseHost Warehouses { get; }

    public ReadModelInstruments Instruments { get; }

    public ReadModelHost Rows { get; }

    public EventFeed Events { get; }

    public WebhookDispatcher Webhooks { get; }

    public static async Task<FoldingNode> StartAsync(
        FoldingSite site, string id, IReadOnlyList<WarehouseId> warehouses, ReadModelParts rows, IWebhookStore webhooks, ILoggerProvider? feederLog = null)
    {
        FoldingNode node = new(site, id, warehouses, rows, webhooks, feederLog);
        await node.Warehouses.StartAsync(default);
        await node.Webhooks.StartAsync();
        return node;
    }

    public bool Serves(WarehouseId warehouse) => Warehouses.RouteOf(warehouse).Place == RoutePlace.Here;

    public async ValueTask DisposeAsync()
    {
        await Webhooks.DisposeAsync();
        await Warehouses.StopAsync(default);
        await Rows.StopAsync(CancellationToken.None);
        Instruments.Dispose();
    }
}
