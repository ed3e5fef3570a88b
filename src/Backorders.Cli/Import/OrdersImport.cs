using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Cli.Import;

/// <summary>Orders: rows with the same number in a row are one order. Its terms are those of its first good row.</summary>
internal sealed class OrdersImport : IImport
{
    private readonly CsvReader csv;
    private readonly ServerConnection server;
    private readonly string warehouse;
    private readonly int orderNo;
    private readonly int sku;
    private readonly int quantity;
    private readonly List<int> rows = [];
    private V1.SubmitOrderRequest? order;

    public OrdersImport(CsvReader csv, ServerConnection server, string warehouse)
    {
        (this.csv, this.server, this.warehouse) = (csv, server, warehouse);
        orderNo = csv.ColumnOf("order_no");
        sku = csv.ColumnOf("sku");
        quantity = csv.ColumnOf("quantity");
    }

    public string GroupOf() => csv[orderNo];

    public void Take()
    {
        V1.OrderLine line = new()
        {
            LineNo = checked((int)Optional("line_no", rows.Count + 1)),
            Sku = csv.Text(sku, "sku"),
            Quantity = csv.Number(quantity, "quantity"),
            Unit = Text("unit"),
            MinPartial = Optional("min_partial", 0),
        };
        if (line.Quantity <= 0)
        {
            throw new CsvRowException(csv.Row, "quantity", $"{line.Quantity} is not 1 or more.");
        }

        order ??= new V1.SubmitOrderRequest { Warehouse = warehouse, OrderNo = csv.Text(orderNo, "order_no"), Terms = Terms() };
        order.Lines.Add(line);
        rows.Add(csv.Row);
    }

    public async Task<IReadOnlyList<(int Row, string Column, string Problem)>> SendAsync(CancellationToken cancellation)
    {
        V1.SubmitOrderRequest sent = order!;
        int[] sentRows = [.. rows];
        order = null;
        rows.Clear();
        try
        {
            V1.SubmitOrderResponse answer = await server.Orders.SubmitOrderAsync(sent, cancellationToken: cancellation);
            return [.. answer.RefusedLines.Select(r => (RowOf(r.LineNo), ColumnOf(r.Reason), $"{CallFailures.NameOf(r.Reason)}: {r.Message}"))];
        }
        catch (RpcException e) when (!CallFailures.IsTransient(e) && e.StatusCode is not (StatusCode.Unauthenticated or StatusCode.PermissionDenied))
        {
            return [.. sent.Lines.Select((line, i) => RefusedRow(sentRows[i], line, e))];
        }

        int RowOf(int lineNo) => sentRows[sent.Lines.Select(l => l.LineNo).ToList().IndexOf(lineNo)];
    }

    /// <summary>Of an order without one acceptable line, the details name each line's own reason.</summary>
    private static (int Row, string Column, string Problem) RefusedRow(int row, V1.OrderLine line, RpcException e) =>
        CallFailures.TryReadName(CallFailures.DetailOf(e, $"line_{line.LineNo}"), out V1.Refusal reason)
            ? (row, ColumnOf(reason), $"{CallFailures.NameOf(reason)}: '{line.Sku}' cannot be ordered.")
            : (row, "order_no", CallFailures.Describe(e));

    private static string ColumnOf(V1.Refusal reason) => reason switch
    {
        V1.Refusal.InvalidQuantity => "quantity",
        V1.Refusal.UnknownUnit => "unit",
        V1.Refusal.UnknownSku or V1.Refusal.NotGoods => "sku",
        V1.Refusal.InvalidId => "sku",
        _ => "order_no",
    };

    private V1.OrderTerms Terms() => new()
    {
        Customer = Text("customer"),
        Tier = checked((int)Optional("tier", 0)),
        Lane = Text("lane"),
        ShipMode = Mode(),
        ShipBy = Time("ship_by"),
        NotBefore = Time("not_before"),
        CancelBy = Time("cancel_by"),
    };

    private V1.ShipMode Mode() => Text("ship_mode").ToUpperInvariant() switch
    {
        "" => V1.ShipMode.Unspecified,
        "SHIP_AVAILABLE" => V1.ShipMode.ShipAvailable,
        "LINE_COMPLETE" => V1.ShipMode.LineComplete,
        "ORDER_COMPLETE" => V1.ShipMode.OrderComplete,
        string other => throw new CsvRowException(csv.Row, "ship_mode", $"'{other}' is none of SHIP_AVAILABLE, LINE_COMPLETE, ORDER_COMPLETE."),
    };

    private string Text(string name) => csv.ColumnOrNone(name) is >= 0 and int column ? csv[column].Trim() : string.Empty;

    private long Optional(string name, long otherwise) => Text(name).Length > 0 ? csv.Number(csv.ColumnOf(name), name) : otherwise;

    private Timestamp? Time(string name) => Text(name).Length > 0 ? csv.Time(csv.ColumnOf(name), name).ToTimestamp() : null;
}
