using Backorders.Cli.Client;
using Backorders.Cli.Hosting;
using Grpc.Core;

namespace Backorders.Cli.Demo.Replay;

/// <summary>The 3PL: submits the invoices of a slice as orders, sends customers' goods back, corrects the stock, and announces what suppliers send.</summary>
internal sealed class ThirdParty : IDisposable
{
    private const int ItemsPerCall = 1_000;
    private const int ShipCompleteEvery = 10;

    private readonly Link link;
    private readonly ReplayCounts counts;
    private readonly ReplayIds ids;
    private readonly Demand demand;
    private readonly TaskHint hint;
    private readonly Faults faults;
    private readonly HashSet<string> defined = new(StringComparer.Ordinal);
    private readonly Exchange<V1.SubmitOrderRequest, V1.SubmitOrdersResponse> orders;
    private readonly Exchange<V1.AnnounceShipmentRequest, V1.AnnounceShipmentsResponse> notices;
    private readonly List<V1.SubmitOrderRequest> newOrders = [];
    private readonly List<(Invoice Invoice, InvoiceLine Line)> corrections = [];
    private readonly List<string> newItems = [];
    private long orderCount;
    private long scanCount;

    public ThirdParty(Link link, ReplayCounts counts, ReplayIds ids, Demand demand, TaskHint hint, Faults faults)
    {
        (this.link, this.counts, this.ids, this.demand, this.hint, this.faults) = (link, counts, ids, demand, hint, faults);
        orders = new(link, () => link.Server.Orders.SubmitOrders(cancellationToken: link.Cancellation), null, a => (true, a.Refused));
        notices = new(link, () => link.Server.Inbound.AnnounceShipments(cancellationToken: link.Cancellation), null, a => (true, a.Refused));
    }

    /// <summary>Defines items, those without a description too.</summary>
    public async Task DefineAsync(IEnumerable<(string Sku, string Description)> items)
    {
        foreach ((string Sku, string Description)[] part in items.Where(i => defined.Add(i.Sku)).Chunk(ItemsPerCall))
        {
            V1.DefineItemsRequest request = new() { Warehouse = link.Warehouse, RequestId = ids.Next() };
            request.Items.AddRange(part.Select(i => new V1.Item { Sku = i.Sku, Description = i.Description, IsGoods = Goods.IsGoods(i.Sku) }));
            await link.CallAsync(() => link.Server.Items.DefineItemsAsync(request, cancellationToken: link.Cancellation)).ConfigureAwait(false);
        }
    }

    /// <summary>Takes an invoice into the slice. Nothing is sent yet.</summary>
    public void Add(Invoice invoice)
    {
        V1.SubmitOrderRequest? order = null;
        foreach (InvoiceLine line in invoice.Lines)
        {
            if (!defined.Contains(line.Sku))
            {
                newItems.Add(line.Sku);
            }

            if (line.Quantity < 0)
            {
                corrections.Add((invoice, line));
                continue;
            }

            order ??= NewOrder(invoice);
            order.Lines.Add(new V1.OrderLine { LineNo = line.LineNo, Sku = line.Sku, Quantity = line.Quantity });
        }

        if (order is not null)
        {
            newOrders.Add(order);
        }
    }

    /// <summary>Sends what was taken in: orders, then what comes back or is corrected, one after the other.</summary>
    public async Task SendAsync()
    {
        if (newItems.Count > 0)
        {
            await DefineAsync(newItems.Distinct(StringComparer.Ordinal).Select(s => (s, string.Empty)).ToArray()).ConfigureAwait(false);
            newItems.Clear();
        }

        await orders.RunAsync(newOrders, OnOrder).ConfigureAwait(false);
        newOrders.Clear();
        foreach ((Invoice invoice, InvoiceLine line) in corrections)
        {
            await CorrectAsync(invoice, line).ConfigureAwait(false);
        }

        corrections.Clear();
    }

    /// <summary>Announces trucks.</summary>
    public Task AnnounceAsync(IReadOnlyList<ExpectedCartons> expected) => notices.RunAsync(
        [.. expected.Select(e => new V1.AnnounceShipmentRequest
        {
            Warehouse = link.Warehouse, AsnNo = e.AsnNo, Supplier = "SUPPLIER", Eta = ReplayCalendar.ToTimestamp(e.Eta), Door = e.Door,
            Lines = { new V1.ShipmentLine { Sku = e.Sku, Quantity = e.Units } },
        })],
        (_, answer, refused) =>
        {
            hint.Released(answer.Announced?.Dispositions);
            if (refused is not null)
            {
                counts.Trouble(CallFailures.NameOf(refused.Reason));
            }
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        orders.Dispose();
        notices.Dispose();
    }

    private V1.SubmitOrderRequest NewOrder(Invoice invoice)
    {
        bool complete = faults.ShipComplete == Faults.EveryTenth
            ? ++orderCount % ShipCompleteEvery == 0
            : faults.Strikes(faults.ShipComplete, "ship-complete", invoice.No);
        counts.CompleteOrders += complete ? 1 : 0;
        return new V1.SubmitOrderRequest
        {
            Warehouse = link.Warehouse,
            OrderNo = invoice.No,
            Terms = new V1.OrderTerms
            {
                Customer = invoice.Customer,
                ShipMode = complete ? V1.ShipMode.OrderComplete : V1.ShipMode.ShipAvailable,
                OrderedAt = ReplayCalendar.ToTimestamp(invoice.At),
            },
        };
    }

    private void OnOrder(V1.SubmitOrderRequest order, V1.SubmitOrdersResponse answer, V1.Refused? refused)
    {
        if (refused is not null)
        {
            RefuseAll(order, refused);
            return;
        }

        foreach (V1.SubmitOrderResponse.Types.Line line in answer.Accepted.Lines)
        {
            demand.Ask(line.Sku, line.Quantity);
        }

        foreach (V1.RefusedLine line in answer.Accepted.RefusedLines)
        {
            counts.Refuse(CallFailures.NameOf(line.Reason));
        }

        hint.Released(answer.Accepted.Dispositions);
    }

    /// <summary>Of an order without one acceptable line, the details name each line's own reason, as far as they reach.</summary>
    private void RefuseAll(V1.SubmitOrderRequest order, V1.Refused refused)
    {
        foreach (V1.OrderLine line in order.Lines)
        {
            string reason = CallFailures.TryReadName(refused.Details.GetValueOrDefault($"line_{line.LineNo}"), out V1.Refusal named)
                ? CallFailures.NameOf(named)
                : CallFailures.NameOf(refused.Reason);
            counts.Refuse(reason);
        }
    }

    private async Task CorrectAsync(Invoice invoice, InvoiceLine line)
    {
        string scan = (++scanCount).ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            if (invoice.IsReturn)
            {
                V1.ReceiveReturnRequest back = new()
                {
                    Warehouse = link.Warehouse, DeviceId = "RETURNS", ScanId = scan, Sku = line.Sku, Quantity = -line.Quantity, Door = DefaultBuilding.DoorName(0),
                    Quality = V1.Quality.Usable, Reference = invoice.No, OccurredAt = ReplayCalendar.ToTimestamp(invoice.At),
                };
                V1.ReceiveResponse answer = await link
                    .CallAsync(() => link.Server.Receiving.ReceiveReturnAsync(back, cancellationToken: link.Cancellation)).ConfigureAwait(false);
                hint.Released(answer.Dispositions);
                hint.Released(answer.Released);
                return;
            }

            V1.CountStockRequest count = new()
            {
                Warehouse = link.Warehouse, DeviceId = "COUNTS", ScanId = scan, Sku = line.Sku, Difference = line.Quantity, Reason = V1.ReasonCode.CountDifference,
            };
            V1.CountStockResponse counted = await link
                .CallAsync(() => link.Server.Receiving.CountStockAsync(count, cancellationToken: link.Cancellation)).ConfigureAwait(false);
            hint.Released(counted.Dispositions);
        }
        catch (RpcException e)
        {
            counts.Refuse(CallFailures.ReasonOf(e));
        }
    }
}
