using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Cli.Import;

/// <summary>Orders: rows with the same number are one order. Its terms are those of its first row.</summary>
internal sealed class OrdersImport : IImport
{
    private readonly CsvReader csv;
    private readonly ServerConnection server;
    private readonly string warehouse;
    private readonly int orderNo;
    private readonly int sku;
    private readonly int quantity;
    private readonly Dictionary<string, (V1.SubmitOrderRequest Order, List<int> Rows)> orders = new(StringComparer.Ordinal);

    public OrdersImport(CsvReader csv, ServerConnection server, string warehouse)
    {
        (this.csv, this.server, this.warehouse) = (csv, server, warehouse);
        orderNo = csv.ColumnOf("order_no");
        sku = csv.ColumnOf("sku");
        quantity = csv.ColumnOf("quantity");
    }

    public string WholeBy => "order_no";

    public string GroupOf() => csv.Text(orderNo, "order_no");

    public void Take(string group)
    {
        bool isNew = !orders.TryGetValue(group, out (V1.SubmitOrderRequest Order, List<int> Rows) taken);
        V1.OrderLine line = new()
        {
            LineNo = Small("line_no", isNew ? 1 : taken.Rows.Count + 1),
            Sku = csv.Text(sku, "sku"),
            Quantity = csv.Number(quantity, "quantity"),
            Unit = Text("unit"),
            MinPartial = Optional("min_partial", 0),
        };
        if (line.Quantity <= 0)
        {
            throw new CsvRowException(csv.Row, "quantity", $"{line.Quantity} is not 1 or more.");
        }

        if (isNew)
        {
            taken = (new V1.SubmitOrderRequest { Warehouse = warehouse, OrderNo = group, Terms = Terms(), AllOrNothing = true }, []);
            orders.Add(group, taken);
        }

        taken.Order.Lines.Add(line);
        taken.Rows.Add(csv.Row);
    }

    public async Task<IReadOnlyList<RowProblem>> SendAsync(string group, Func<CallOptions> call)
    {
        orders.Remove(group, out (V1.SubmitOrderRequest Order, List<int> Rows) taken);
        try
        {
            await server.Orders.SubmitOrderAsync(taken.Order, call());
            return [];
        }
        catch (RpcException e) when (!CallFailures.IsTransient(e) && e.StatusCode is not (StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.DeadlineExceeded))
        {
            RowProblem[] lines = [.. taken.Order.Lines.Select((line, i) => RefusedRow(taken.Rows[i], line, e)).OfType<RowProblem>()];
            return lines.Length > 0 ? lines : [.. taken.Rows.Select(row => new RowProblem(row, "order_no", CallFailures.Describe(e)))];
        }
    }

    /// <summary>The details name the reason of each line that was refused; the others would have been taken.</summary>
    private static RowProblem? RefusedRow(int row, V1.OrderLine line, RpcException e) =>
        CallFailures.TryReadName(CallFailures.DetailOf(e, $"line_{line.LineNo}"), out V1.Refusal reason)
            ? new RowProblem(row, ColumnOf(reason), $"{CallFailures.NameOf(reason)}: '{line.Sku}' cannot be ordered.")
            : null;

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
        Tier = Small("tier", 0),
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

    private int Small(string name, int otherwise) => Optional(name, otherwise) is >= int.MinValue and <= int.MaxValue and long number
        ? (int)number
        : throw new CsvRowException(csv.Row, name, $"'{Text(name)}' is not a number of at most {int.MaxValue}.");

    private Timestamp? Time(string name) => Text(name).Length > 0 ? csv.Time(csv.ColumnOf(name), name).ToTimestamp() : null;
}
