using System.Text.Json;
using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.ReadModel;
using Backorders.ReadModel.Fold;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.Sqlite;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Events;
using Backorders.Server.ReadModel;
using Backorders.Server.Services;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Watched = Backorders.Testing.Postgres.Poll;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Tests.Webhooks;

namespace Backorders.Server.Tests;

/// <summary>What is folded beside the warehouses goes with them from node to node.</summary>
public sealed class MovingWarehouseTests
{
    private static readonly WarehouseId[] Warehouses = [.. Enumerable.Range(1, 6).Select(i => new WarehouseId($"W{i}"))];
    private static readonly OwnerId Owner = new("ACME");

    [Fact]
    public async Task WarehousesThatMoveUnderLoad_KeepTheirRowsAndTheirWebhooks()
    {
        FoldingSite site = new();
        await using SqliteReadModel store = SqliteReadModel.Temporary();
        SharedRows shared = new(store);
        ReadModelParts parts = new(shared, store);
        MemoryWebhookStore webhooks = new(isShared: true);
        await using Receiver receiver = await Receiver.StartAsync();
        await using FoldingNode a = await FoldingNode.StartAsync(site, "a", Warehouses, parts, webhooks);
        foreach (WarehouseId warehouse in Warehouses)
        {
            Assert.Null((await a.Warehouses.SubmitAsync(new(warehouse, CommandKey.None, CommandDigest.None, "test", new DefineItems(Owner, [new(new("MUG"), "Mug", true, [])])))).Refused);
        }

        await a.Webhooks.CreateAsync(Endpoint(receiver.Url), [.. Warehouses.Select(w => new DeliveryPosition("wh_1", w.Value, 0))]);
        await ScanAsync(0, 20, a);
        await using FoldingNode b = await FoldingNode.StartAsync(site, "b", Warehouses, parts, webhooks);
        await ScanAsync(20, 60, a, b);
        await Watched.UntilAsync(() => Task.FromResult(Warehouses.Any(b.Serves) && Warehouses.All(w => a.Serves(w) || b.Serves(w))), "the nodes share the warehouses");
        Task leaving = a.Warehouses.LeaveAsync(default);
        await ScanAsync(60, 100, a, b);
        await leaving;
        await ScanAsync(100, 120, a, b);
        Assert.All(Warehouses, w => Assert.True(b.Serves(w) && !a.Serves(w)));

        foreach (WarehouseId warehouse in Warehouses)
        {
            await AssertRowsAsync(b, store, warehouse);
            await AssertToldAsync(b, receiver, warehouse);
        }
    }

    /// <summary>Scans everywhere, each at the node that serves the warehouse then, and again with the same key where it moves meanwhile.</summary>
    private static async Task ScanAsync(int from, int to, params FoldingNode[] nodes) => await Task.WhenAll(Warehouses.Select(w => Task.Run(async () =>
    {
        for (int scan = from; scan < to; scan++)
        {
            ScanKey key = new(new DeviceId("S1"), new ScanId($"{scan}"));
            Receive receive = new(new(Owner, new("MUG")), 3, default, key, new DoorId("D1"), null, string.Empty, Quality.Usable, default);
            CommandRequest request = new(w, CommandKey.ForScan(Owner, key.Device, key.Scan), CommandDigest.Of([1]), "scanner", receive);
            string last = string.Empty;
            try
            {
                await Watched.UntilAsync(
                    async () =>
                    {
                        FoldingNode? here = nodes.FirstOrDefault(n => n.Serves(w));
                        CommandOutcome? outcome = here is null ? null : await here.Warehouses.SubmitAsync(request);
                        last = outcome?.Refused?.Message ?? "nobody serves it";
                        Assert.True(outcome?.Refused?.Reason.IsTransient() ?? true, last);
                        return outcome is { Refused: null };
                    },
                    $"scan {scan} of {w} is taken");
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{e.Message} {last} {string.Join("; ", nodes.Select(n => $"{n.Warehouses.RouteOf(w)} {n.Warehouses.State} {n.Warehouses.Trouble}"))}", e);
            }
        }
    })));

    /// <summary>The rows are those that one node alone would have folded: counts are added up, so a turn left out or folded twice shows.</summary>
    private static async Task AssertRowsAsync(FoldingNode node, SqliteReadModel store, WarehouseId warehouse)
    {
        await Watched.UntilAsync(async () => await node.Rows.CatchUpAsync(warehouse, default) >= node.Warehouses.HighWater(warehouse), $"the rows of {warehouse} are up to date");
        await using SqliteReadModel alone = SqliteReadModel.Temporary();
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(alone, warehouse, default);
        await node.Warehouses.ReadHistory(warehouse).ReadAsync(
            0, node.Warehouses.HighWater(warehouse), async (page, _) => await writer.WriteAsync([.. page.Select(t => new FoldedTurn(t.Seq, t.At, t.Events))], default), default);
        Assert.Equal(await alone.ReadCursorAsync(warehouse, default), await store.ReadCursorAsync(warehouse, default));
        Assert.Equal(await TextAsync(alone, warehouse), await TextAsync(store, warehouse));
        Assert.Equal(120, (await store.ListCountsAsync(warehouse, null, new Instant(0), Instant.Never, default)).Sum(q => q.Counts[Count.Receipts]));
    }

    private static async Task<string> TextAsync(SqliteReadModel store, WarehouseId warehouse)
    {
        RowKeys keys = new();
        keys.Receipts.UnionWith(Enumerable.Range(1, 130).Select(i => new ReceiptId(i)));
        RowBatch rows = await store.LoadAsync(warehouse, keys, default);
        return string.Join(
            '\n',
            (await store.ListCountsAsync(warehouse, null, new Instant(0), Instant.Never, default)).Select(q => $"{q.Quarter} {string.Join(' ', q.Counts.All)}")
                .Concat(rows.Receipts.OrderBy(r => r.Id.Value).Select(r => $"{r.Id.Value} {r.Scan} {r.Quantity} {r.At} {r.PutAway}")));
    }

    /// <summary>Every decision came, in order; what came again, for a move cut its answer off, came as before.</summary>
    private static async Task AssertToldAsync(FoldingNode node, Receiver receiver, WarehouseId warehouse)
    {
        List<long> expected = [];
        EventFilter filter = new(Owner.Value, false, [], string.Empty, string.Empty);
        await foreach (V1.SubscribeResponse message in node.Events.FollowAsync(warehouse, 0, filter, default))
        {
            if (message.Events.Count > 0)
            {
                expected.Add(message.Cursor);
            }

            if (message.Cursor >= node.Warehouses.HighWater(warehouse))
            {
                break;
            }
        }

        Received[] Told() => [.. receiver.All.Where(r => WarehouseOf(r) == warehouse.Value)];
        await Watched.UntilAsync(() => Task.FromResult(Told().SelectMany(r => r.Cursors).Distinct().Count() >= expected.Count), $"everything of {warehouse} is told");
        Assert.Equal(expected, Told().SelectMany(r => r.Cursors).Distinct());
        Assert.All(Told().GroupBy(r => r.Id), same => Assert.Single(same.Select(r => r.Text).Distinct()));
    }

    private static string? WarehouseOf(Received received)
    {
        using JsonDocument json = JsonDocument.Parse(received.Body);
        return json.RootElement.GetProperty("warehouse").GetString();
    }

    private static WebhookEndpoint Endpoint(string url) => new()
    {
        Id = "wh_1", Owner = Owner.Value, Url = url, Warehouses = [.. Warehouses.Select(w => w.Value)], Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null)],
    };
}
