using System.Globalization;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>The people of one warehouse: an order desk, a scanner, a station on a stream, and a partner who follows what happens.</summary>
internal sealed class Floor(string warehouse, Callers callers, Ledger ledger)
{
    private const string owner = "DEMO";
    private const int skus = 8;
    private const string station = "P1";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(60);

    private readonly StationHand hand = new(warehouse, station, callers, ledger);
    private int orders;
    private int scans;
    private long cursor;

    /// <summary>Receipts that the partner was told of.</summary>
    public int ReceiptsTold { get; private set; }

    /// <summary>Receipts that were acknowledged.</summary>
    public int Receipts { get; private set; }

    /// <summary>Tasks that were acknowledged as shipped.</summary>
    public int Shipped => hand.Shipped;

    /// <inheritdoc/>
    public override string ToString() => $"{warehouse}: {ReceiptsTold} of {Receipts} receipts told, up to {cursor}";

    public async Task OpenAsync()
    {
        DefineItemsRequest items = new() { Warehouse = warehouse, RequestId = callers.NewRequestId() };
        items.Items.AddRange(Enumerable.Range(0, skus).Select(i => new V1.Item { Sku = Sku(i), Description = "thing", IsGoods = true }));
        await callers.AnswerAsync("items", (c, o) => c.Items.DefineItemsAsync(items, o));
    }

    /// <summary>Works until told to stop; what was begun is seen through to its answer.</summary>
    public Task WorkAsync(CancellationToken stop) => Task.WhenAll(
        Task.Run(() => RepeatAsync(OrderAsync, stop), CancellationToken.None),
        Task.Run(() => RepeatAsync(ScanAsync, stop), CancellationToken.None),
        Task.Run(() => hand.WorkAsync(stop), CancellationToken.None));

    /// <summary>Follows what happens until the partner has been told of every acknowledged receipt and is told to stop.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using AsyncServerStreamingCall<SubscribeResponse> stream = callers.AnyClient().Events.Subscribe(
                    new SubscribeRequest { Warehouse = warehouse, Cursor = cursor }, cancellationToken: stop);
                while (await stream.ResponseStream.MoveNext(stop))
                {
                    Told(stream.ResponseStream.Current);
                }
            }
            catch (RpcException e) when (stop.IsCancellationRequested || Callers.MayPass(e))
            {
                // Its gateway is gone, or it is told to stop: it goes on from its cursor, or not at all.
                await Task.Yield();
            }
        }
    }

    private static string Sku(int i) => "SKU-" + i.ToString(CultureInfo.InvariantCulture);

    private static async Task RepeatAsync(Func<Task> work, CancellationToken stop)
    {
        using PeriodicTimer pace = new(Pace);
        while (!stop.IsCancellationRequested)
        {
            await work();
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Told(SubscribeResponse message)
    {
        if (message.Events.Count > 0 && message.Cursor <= cursor)
        {
            ledger.Faults.Enqueue($"{warehouse}: the partner was told of {message.Cursor} after {cursor}.");
        }

        cursor = Math.Max(cursor, message.Cursor);
        ReceiptsTold += message.Events.Count(e => e.BodyCase == Event.BodyOneofCase.ReceiptRecorded);
    }

    private async Task OrderAsync()
    {
        string number = "SO-" + (++orders).ToString(CultureInfo.InvariantCulture);
        SubmitOrderRequest order = new() { Warehouse = warehouse, OrderNo = number };
        for (int line = 1; line <= 1 + callers.Draw(3); line++)
        {
            order.Lines.Add(new OrderLine { LineNo = line, Sku = Sku(callers.Draw(skus)), Quantity = 1 + callers.Draw(9) });
        }

        if (await callers.AnswerAsync("order", (c, o) => c.Orders.SubmitOrderAsync(order, o)) is not null)
        {
            ledger.Acknowledge(warehouse, CommandKey.ForOrder(new OwnerId(owner), new OrderNo(number)), number);
        }
    }

    private async Task ScanAsync()
    {
        string scan = (++scans).ToString(CultureInfo.InvariantCulture);
        ReceiveRequest receive = new() { Warehouse = warehouse, DeviceId = "S1", ScanId = scan, Sku = Sku(callers.Draw(skus)), Quantity = 1 + callers.Draw(19), Door = "D1" };
        if (await callers.AnswerAsync("scan", (c, o) => c.Receiving.ReceiveAsync(receive, o)) is not { } answer)
        {
            return;
        }

        Receipts++;
        ledger.Acknowledge(warehouse, CommandKey.ForScan(new OwnerId(owner), new DeviceId("S1"), new ScanId(scan)), "scan " + scan);
        ledger.Received(warehouse, receive.Quantity);
        if (answer.Quantity != receive.Quantity)
        {
            ledger.Faults.Enqueue($"{warehouse}: scan {scan} of {receive.Quantity} was answered with {answer.Quantity}.");
        }
    }
}
