using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Tests.Printing;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Server.Tests.Access;

/// <summary>A node with two owners' things, and what makes more of them: each is made fresh, so that a call may use it up. Every name of an owner's things begins with the owner's.</summary>
internal sealed class RightsWorld : IAsyncDisposable
{
    public const string Own = "ACME";
    public const string Other = "RIVAL";
    public const string Nobody = "NOBODY";

    /// <summary>A printer that is attended all the time.</summary>
    public const string Printer = "DOCK-1";

    private readonly Dictionary<string, BackordersClient> clients;
    private AttendingAgent agent = null!;
    private int count;

    private RightsWorld(TestNode node)
    {
        Node = node;
        clients = new() { [Own] = node.Client("acme"), [Other] = node.Client("rival") };
    }

    public TestNode Node { get; }

    /// <summary>Held by who pulls: nobody else gets the task that was made for it.</summary>
    public SemaphoreSlim Pulling { get; } = new(1);

    public V1.Policy Policy { get; private set; } = new();

    /// <summary>The shard of the other building.</summary>
    public static int North { get; } = ShardMap.ShardOf(new WarehouseId("NORTH"));

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public Timestamp Tomorrow { get; } = Timestamp.FromDateTimeOffset(Start.AddDays(1));

    public static Task<RightsWorld> StartAsync(params (string Id, string? Owner, Role Role)[] keys) => StartAsync(null, keys);

    /// <param name="configure">Changes the options.</param>
    /// <param name="keys">Keys beside the node's usual ones.</param>
    public static async Task<RightsWorld> StartAsync(Action<NodeOptions>? configure, params (string Id, string? Owner, Role Role)[] keys)
    {
        TestNode node = await TestNode.StartAsync(
            options =>
            {
                (options.Clock, options.ClockStart, options.Limits.CheckInvariantsEvery) = (ClockMode.Driven, Start, 0);
                (options.Webhooks.AllowedHosts, options.Webhooks.EndpointsPerOwnerMax) = (["127.0.0.1"], 1_000);
                options.Warehouses[0].Gs1CompanyPrefix = "9521234";
                configure?.Invoke(options);
            },
            keys: keys);
        RightsWorld world = new(node);
        await world.FillAsync();
        return world;
    }

    /// <summary>An item's SKU.</summary>
    public static string Sku(string owner, string item) => $"{owner}-{item}";

    /// <summary>A number that was not used before.</summary>
    public string Fresh(string owner, string what) => $"{owner}-{what}-{Interlocked.Increment(ref count)}";

    public async Task<string> OrderAsync(string owner, Action<SubmitOrderRequest>? change = null)
    {
        string no = Fresh(owner, "ORDER");
        if (owner != Nobody)
        {
            SubmitOrderRequest order = TestNode.Order(no, 2, Sku(owner, "WAIT"));
            change?.Invoke(order);
            await clients[owner].Orders.SubmitOrderAsync(order);
        }

        return no;
    }

    public async Task<string> ShipmentAsync(string owner, Action<AnnounceShipmentRequest>? change = null)
    {
        string no = Fresh(owner, "ASN");
        if (owner != Nobody)
        {
            AnnounceShipmentRequest notice = Notice(owner, no);
            change?.Invoke(notice);
            await clients[owner].Inbound.AnnounceShipmentAsync(notice);
        }

        return no;
    }

    public AnnounceShipmentRequest Notice(string owner, string no) => new()
    {
        Warehouse = TestNode.Warehouse, AsnNo = no, Supplier = $"{owner}-SUPPLIER", Eta = Tomorrow, Lines = { new ShipmentLine { Sku = Sku(owner, "MUG"), Quantity = 5 } },
    };

    public async Task<string> ContainerAsync(string owner)
    {
        string lpn = Fresh(owner, "LPN");
        await ShipmentAsync(owner, notice => notice.Lines[0].Lpn = lpn);
        return lpn;
    }

    /// <summary>A receipt; its scan and its number.</summary>
    public async Task<(string Scan, long Receipt)> ReceiptAsync(string owner, string item = "MUG", Action<ReceiveRequest>? change = null)
    {
        string scan = Fresh(owner, "SCAN");
        if (owner == Nobody)
        {
            return (scan, 999_999);
        }

        ReceiveRequest receive = TestNode.Scan(scan, 1, Sku(owner, item));
        change?.Invoke(receive);
        return (scan, (await clients[owner].Receiving.ReceiveAsync(receive)).ReceiptId);
    }

    /// <summary>A receipt of which more came than was announced.</summary>
    public async Task<long> OverageAsync(string owner)
    {
        string asn = await ShipmentAsync(owner);
        return (await ReceiptAsync(owner, change: r => (r.AsnNo, r.Quantity) = (asn, 9))).Receipt;
    }

    /// <summary>A scan that was taken back when its units had left already.</summary>
    public async Task<string> VarianceAsync(string owner)
    {
        (long task, _, string scan) = await PackedAsync(owner);
        if (owner != Nobody)
        {
            await clients[owner].Stations.ShipAsync(new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { task } });
            await clients[owner].Receiving.ReverseReceiptAsync(new ReverseReceiptRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), DeviceId = "scanner-1", ScanId = scan, Reason = ReasonCode.WrongScan,
            });
        }

        return scan;
    }

    public async Task<string> LotAsync(string owner, bool recalled = false)
    {
        string lot = Fresh(owner, "LOT");
        await ReceiptAsync(owner, "MILK", r => r.Lot = lot);
        if (recalled && owner != Nobody)
        {
            await clients[owner].Receiving.RecallLotAsync(new RecallLotRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = Sku(owner, "MILK"), Lot = lot, Reason = ReasonCode.Recall,
            });
        }

        return lot;
    }

    public async Task<string> SerialAsync(string owner)
    {
        string serial = Fresh(owner, "SERIAL");
        await ReceiptAsync(owner, "TV", r => r.Serials.Add(serial));
        return serial;
    }

    /// <summary>An order whose only unit is at the dock, so that there is a task for it; with an item of its own, for what is done with one task decides who gets the next unit of its item.</summary>
    public async Task<(string Order, string Scan)> ReadyAsync(string owner)
    {
        string item = Fresh("ITEM", "PICK");
        await clients[owner].Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Items = { new Item { Sku = Sku(owner, item), IsGoods = true } },
        });
        string order = await OrderAsync(owner, o => (o.Lines[0].Sku, o.Lines[0].Quantity) = (Sku(owner, item), 1));
        return (order, (await ReceiptAsync(owner, item)).Scan);
    }

    /// <summary>A task under lease: number, token, station, and the scan that brought its unit.</summary>
    public async Task<(long Task, long Token, string Station, string Scan)> TaskAsync(string owner)
    {
        if (owner == Nobody)
        {
            return (999_999, 1, "NOBODY-STATION", "NOBODY-SCAN");
        }

        await Pulling.WaitAsync();
        try
        {
            (string order, string scan) = await ReadyAsync(owner);
            string station = Fresh(owner, "STATION");
            PullTasksResponse pulled = await clients[owner].Stations.PullTasksAsync(
                new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = station, Max = 100 });
            TaskOffer offer = pulled.Offers.Single(o => o.Task.OrderNo == order);
            return (offer.Task.TaskId, offer.Token, station, scan);
        }
        finally
        {
            Pulling.Release();
        }
    }

    public async Task<(long Task, long Token, string Scan)> PickedAsync(string owner)
    {
        (long task, long token, _, string scan) = await TaskAsync(owner);
        if (owner != Nobody)
        {
            await clients[owner].Stations.ConfirmPickAsync(
                new ConfirmPickRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = task, Token = token, Quantity = 1 });
        }

        return (task, token, scan);
    }

    public async Task<(long Task, long Token, string Scan)> PackedAsync(string owner)
    {
        (long task, long token, string scan) = await PickedAsync(owner);
        if (owner != Nobody)
        {
            await clients[owner].Stations.PackAsync(new PackRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = Fresh(owner, "PARCEL"), Leases = { new Lease { TaskId = task, Token = token } },
            });
        }

        return (task, token, scan);
    }

    /// <summary>A task that came back as often as it may.</summary>
    public async Task<long> ParkedAsync(string owner)
    {
        (long task, long token, _, _) = await TaskAsync(owner);
        if (owner != Nobody)
        {
            await clients[owner].Stations.ReturnTaskAsync(new ReturnTaskRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = task, Token = token, Reason = ReasonCode.StationTrouble,
            });
        }

        return task;
    }

    public async Task<string> EndpointAsync(string owner) => owner == Nobody
        ? "wh_nobody"
        : (await clients[owner].Webhooks.CreateEndpointAsync(Endpoint(owner))).Endpoint.EndpointId;

    public static CreateEndpointRequest Endpoint(string owner) => new()
    {
        // Nobody listens there, and only events that never happen here would be sent.
        RequestId = TestNode.Id(), Url = "http://127.0.0.1:9/", Description = $"{owner}-WEBHOOK", Kinds = { EventKind.CompensationDue }, FromNow = true,
    };

    public async Task<string> WishAsync(string owner)
    {
        string reference = Fresh(owner, "WISH");
        if (owner != Nobody)
        {
            await clients[owner].Availability.RequestBackInStockAsync(new RequestBackInStockRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = Sku(owner, "WAIT"), Reference = reference, Quantity = 1,
            });
        }

        return reference;
    }

    public async Task<string> HeldOrderAsync(string owner)
    {
        string no = await OrderAsync(owner);
        if (owner != Nobody)
        {
            await clients[owner].Orders.HoldOrderAsync(new HoldOrderRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = no, Reason = ReasonCode.Review });
        }

        return no;
    }

    public async Task<string> PrintJobAsync(string owner)
    {
        string id = TestNode.Id();
        if (owner != Nobody)
        {
            await clients[owner].Printing.PrintLabelAsync(new PrintLabelRequest
            {
                Warehouse = TestNode.Warehouse, RequestId = id, Printer = Printer, Label = new LabelSubject { TaskId = (await TaskAsync(owner)).Task },
            });
        }

        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        await Node.DisposeAsync();
        Pulling.Dispose();
    }

    private async Task FillAsync()
    {
        agent = await AttendingAgent.StartAsync(Node.Client("staff"), Printer);
        Policy = (await Node.Operator.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        (Policy.HoldOverage, Policy.TaskAttemptsMax, Policy.AskDelayConsent) = (true, 1, false);
        await Node.Operator.Operations.SetPolicyAsync(new SetPolicyRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = Policy });
        foreach ((string owner, BackordersClient client) in clients)
        {
            await client.Items.DefineItemsAsync(Items(owner));
            await ReceiptAsync(owner, change: r => r.Quantity = 100_000);
            await ReceiptAsync(owner, change: r => (r.Quantity, r.Quality) = (100_000, Quality.Damaged));
            await OrderAsync(owner);
            await ShipmentAsync(owner);
            await EndpointAsync(owner);
        }
    }

    public static DefineItemsRequest Items(string owner) => new()
    {
        Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(),
        Items =
        {
            new[] { "MUG", "WAIT" }.Select(i => new Item { Sku = Sku(owner, i), IsGoods = true }),
            new Item { Sku = Sku(owner, "MILK"), IsGoods = true, LotControlled = true }, new Item { Sku = Sku(owner, "TV"), IsGoods = true, SerialControlled = true },
        },
    };
}
