using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Cli.Import;

/// <summary>Ship notices: rows with the same number in a row are one notice, due when its first good row says.</summary>
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
    private readonly List<int> rows = [];
    private V1.AnnounceShipmentRequest? notice;

    public ShipmentsImport(CsvReader csv, ServerConnection server, string warehouse)
    {
        (this.csv, this.server, this.warehouse) = (csv, server, warehouse);
        asnNo = csv.ColumnOf("asn_no");
        sku = csv.ColumnOf("sku");
        quantity = csv.ColumnOf("quantity");
        eta = csv.ColumnOf("eta");
    }

    public string GroupOf() => csv[asnNo];

    public void Take()
    {
        V1.ShipmentLine line = new() { Sku = csv.Text(sku, "sku"), Quantity = csv.Number(quantity, "quantity"), Unit = Text("unit") };
        if (line.Quantity <= 0)
        {
            // One bad line refuses a whole notice: it must not get that far.
            throw new CsvRowException(csv.Row, "quantity", $"{line.Quantity} is not 1 or more.");
        }

        notice ??= Notice();
        notice.Lines.Add(line);
        rows.Add(csv.Row);
    }

    /// <summary>A day without a time of day is sent as it is: when it ends, only the warehouse knows.</summary>
    private V1.AnnounceShipmentRequest Notice()
    {
        V1.AnnounceShipmentRequest made = new() { Warehouse = warehouse, AsnNo = csv.Text(asnNo, "asn_no"), Supplier = Text("supplier"), Door = Text("door") };
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

    public async Task<IReadOnlyList<(int Row, string Column, string Problem)>> SendAsync(CancellationToken cancellation)
    {
        V1.AnnounceShipmentRequest sent = notice!;
        List<int> sentRows = [.. rows];
        List<(int, string, string)> wrong = [];
        notice = null;
        rows.Clear();
        while (sent.Lines.Count > 0)
        {
            try
            {
                await server.Inbound.AnnounceShipmentAsync(sent, cancellationToken: cancellation);
                return wrong;
            }
            catch (RpcException e) when (OfOneLine.Contains(CallFailures.ReasonOf(e)) && LineOf(sent, e) is >= 0 and int line)
            {
                // One bad line refuses a whole notice: the others shall come without it.
                wrong.Add((sentRows[line], CallFailures.ReasonOf(e) == "UNKNOWN_UNIT" ? "unit" : "sku", CallFailures.Describe(e)));
                sentRows.RemoveAt(line);
                sent.Lines.RemoveAt(line);
            }
            catch (RpcException e) when (!CallFailures.IsTransient(e) && e.StatusCode is not (StatusCode.Unauthenticated or StatusCode.PermissionDenied))
            {
                return [.. wrong, .. sentRows.Select(row => (row, "asn_no", CallFailures.Describe(e)))];
            }
        }

        return wrong;
    }

    private static int LineOf(V1.AnnounceShipmentRequest sent, RpcException e) =>
        CallFailures.DetailOf(e, "sku") is { } code ? sent.Lines.Select(l => l.Sku).ToList().IndexOf(code) : -1;

    private string Text(string name) => csv.ColumnOrNone(name) is >= 0 and int column ? csv[column].Trim() : string.Empty;
}
