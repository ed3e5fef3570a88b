using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Cli.Import;

/// <summary>Ship notices: rows with the same number are one notice, due when its first row says.</summary>
internal sealed class ShipmentsImport : IImport
{
    private static readonly string[] OfOneLine = ["UNKNOWN_SKU", "NOT_GOODS", "UNKNOWN_UNIT"];

    private readonly CsvReader csv;
    private readonly ServerConnection server;
    private readonly string warehouse;
    private readonly int asnNo;
    private readonly int sku;
    private readonly int quantity;
    private readonly int eta;
    private readonly Dictionary<string, (V1.AnnounceShipmentRequest Notice, List<int> Rows)> notices = new(StringComparer.Ordinal);

    public ShipmentsImport(CsvReader csv, ServerConnection server, string warehouse)
    {
        (this.csv, this.server, this.warehouse) = (csv, server, warehouse);
        asnNo = csv.ColumnOf("asn_no");
        sku = csv.ColumnOf("sku");
        quantity = csv.ColumnOf("quantity");
        eta = csv.ColumnOf("eta");
    }

    public string WholeBy => "asn_no";

    public string GroupOf() => csv.Text(asnNo, "asn_no");

    public void Take(string group)
    {
        V1.ShipmentLine line = new() { Sku = csv.Text(sku, "sku"), Quantity = csv.Number(quantity, "quantity"), Unit = Text("unit") };
        if (line.Quantity <= 0)
        {
            throw new CsvRowException(csv.Row, "quantity", $"{line.Quantity} is not 1 or more.");
        }

        if (!notices.TryGetValue(group, out (V1.AnnounceShipmentRequest Notice, List<int> Rows) taken))
        {
            taken = (Notice(group), []);
            notices.Add(group, taken);
        }

        taken.Notice.Lines.Add(line);
        taken.Rows.Add(csv.Row);
    }

    /// <summary>A day without a time of day is sent as it is: when it ends, only the warehouse knows.</summary>
    private V1.AnnounceShipmentRequest Notice(string no)
    {
        V1.AnnounceShipmentRequest made = new() { Warehouse = warehouse, AsnNo = no, Supplier = Text("supplier"), Door = Text("door") };
        if (csv.Day(eta) is { } day)
        {
            made.EtaDate = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        else
        {
            made.Eta = csv.Time(eta, "eta").ToTimestamp();
        }

        return made;
    }

    public async Task<IReadOnlyList<RowProblem>> SendAsync(string group, Func<CallOptions> call)
    {
        notices.Remove(group, out (V1.AnnounceShipmentRequest Notice, List<int> Rows) taken);
        try
        {
            await server.Inbound.AnnounceShipmentAsync(taken.Notice, call());
            return [];
        }
        catch (RpcException e) when (!CallFailures.IsTransient(e) && e.StatusCode is not (StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.DeadlineExceeded))
        {
            RowProblem[] lines = OfOneLine.Contains(CallFailures.ReasonOf(e)) && CallFailures.DetailOf(e, "sku") is { } code
                ? [.. taken.Notice.Lines.Index().Where(l => l.Item.Sku == code).Take(1).Select(l => new RowProblem(taken.Rows[l.Index], ColumnOf(e), CallFailures.Describe(e)))]
                : [];
            return lines.Length > 0 ? lines : [.. taken.Rows.Select(row => new RowProblem(row, "asn_no", CallFailures.Describe(e)))];
        }
    }

    private static string ColumnOf(RpcException e) => CallFailures.ReasonOf(e) == "UNKNOWN_UNIT" ? "unit" : "sku";

    private string Text(string name) => csv.ColumnOrNone(name) is >= 0 and int column ? csv[column].Trim() : string.Empty;
}
