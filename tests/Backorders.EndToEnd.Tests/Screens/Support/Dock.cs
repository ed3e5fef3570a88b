using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Tests;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>A node with items, orders that wait and a truck, the network before it, and a folder for a browser's profile.</summary>
internal sealed class Dock : IAsyncDisposable
{
    /// <summary>The barcode of a mug, and of a case of twelve.</summary>
    public const string MugGtin = "4006381333931";
    public const string CaseGtin = "14006381333938";

    public const string PillGtin = "5901234123457";

    /// <summary>A container of the notice, with ten bowls in it.</summary>
    public const string Sscc = "106141411234567897";
    public const string Notice = "ASN-1";

    /// <summary>The key of a print agent.</summary>
    public const string PrintAgent = "print-agent";

    private readonly DirectoryInfo profiles = Directory.CreateTempSubdirectory("backorders-screens-");

    private Dock(TestNode node) => (Node, Network) = (node, new Network(node.Node.HttpAddress));

    public TestNode Node { get; }

    public Network Network { get; }

    /// <summary>The same folder each time: a browser that is opened again finds what it kept.</summary>
    public string Profile => Path.Combine(profiles.FullName, "handheld");

    /// <summary>Two orders wait for ten mugs, a truck brings mugs, bowls and pills.</summary>
    /// <param name="configure">Changes the node's options.</param>
    public static async Task<Dock> OpenAsync(Action<NodeOptions>? configure = null)
    {
        TestNode node = await TestNode.StartAsync(
            options =>
            {
                options.Warehouses[0].Gs1CompanyPrefix = "7610425";
                configure?.Invoke(options);
            },
            keys: (PrintAgent, null, Role.PrintAgent));
        await node.Acme.Items.DefineItemsAsync(Items());
        foreach ((string order, string lane, int quantity) in new[] { ("SO-1", "L2", 6), ("SO-2", "L1", 4) })
        {
            SubmitOrderRequest request = TestNode.Order(order, quantity);
            request.Terms.Lane = lane;
            await node.Acme.Orders.SubmitOrderAsync(request);
        }

        await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse, AsnNo = Notice, Supplier = "Potters & Sons", Door = "D1", Eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddHours(1)),
            Lines =
            {
                new ShipmentLine { Sku = "MUG", Quantity = 40 }, new ShipmentLine { Sku = "BOWL", Quantity = 10, Lpn = Sscc }, new ShipmentLine { Sku = "PILL", Quantity = 5 },
            },
        });
        return new Dock(node);
    }

    /// <summary>Starts a browser of its own, which finds what the one before it kept.</summary>
    /// <param name="more">What else it is started with.</param>
    public Task<Handheld> StartHandheldAsync(params string[] more) => Handheld.StartAsync(Profile, more: more);

    /// <summary>Mugs come: the first six go to SO-1 in lane L2, the next four to SO-2 in lane L1.</summary>
    public async Task ReceiveMugsAsync(int quantity = 6) => await Node.Acme.Receiving.ReceiveAsync(TestNode.Scan(TestNode.Id(), quantity));

    /// <summary>Tasks that are not finished, as the engine has them.</summary>
    public async Task<IReadOnlyList<WorkTask>> TasksAsync() =>
        [.. (await Node.Acme.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse })).Tasks.Select(t => t.Task)];

    /// <summary>Lets the leases end that nobody renews.</summary>
    public void EndLeases() => Node.Time.Advance(TimeSpan.FromSeconds(301));

    /// <summary>What came of the notice, by SKU.</summary>
    public async Task<Dictionary<string, long>> ReceivedAsync() => (await Node.Acme.Inbound.GetShipmentAsync(new GetShipmentRequest { Warehouse = TestNode.Warehouse, AsnNo = Notice }))
        .Lines.ToDictionary(line => line.Sku, line => line.Received);

    /// <summary>How many units of an item came, whatever became of them.</summary>
    public async Task<StockView> StockAsync(string sku)
    {
        GetStockResponse stock = await Node.Acme.Operations.GetStockAsync(new GetStockRequest { Warehouse = TestNode.Warehouse, Sku = sku });
        return new StockView(stock.OnHand + stock.Usable, stock.QcHold, stock.Damaged, stock.Allocated);
    }

    /// <summary>Units of an item by what they are.</summary>
    internal sealed record StockView(long OnHand, long QcHold, long Damaged, long Allocated)
    {
        public long All => OnHand + QcHold + Damaged + Allocated;
    }

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await Node.DisposeAsync();
        profiles.Delete(recursive: true);
    }

    private static DefineItemsRequest Items()
    {
        DefineItemsRequest items = TestNode.Items();
        items.Items[0].Barcodes.Add(new Barcode { Gtin = MugGtin });
        items.Items[0].Barcodes.Add(new Barcode { Gtin = CaseGtin, Unit = "case" });
        items.Items.Add(new Item { Sku = "PILL", Description = "Pills", IsGoods = true, Barcodes = { new Barcode { Gtin = PillGtin } }, LotControlled = true, ExpiryControlled = true });
        items.Items.Add(new Item { Sku = "PHONE", Description = "A phone", IsGoods = true, SerialControlled = true });
        return items;
    }
}
