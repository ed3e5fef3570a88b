using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Grpc.Core;

namespace Backorders.Cli.Import;

/// <summary>Items, a thousand at a time.</summary>
internal sealed class ItemsImport : IImport
{
    private const int RowsPerCall = 1_000;

    private static readonly string[] Yes = ["", "1", "true", "yes", "y"];
    private static readonly string[] No = ["0", "false", "no", "n"];

    private readonly CsvReader csv;
    private readonly ServerConnection server;
    private readonly string warehouse;
    private readonly int sku;
    private readonly int description;
    private readonly int isGoods;
    private readonly int gtin;
    private readonly Dictionary<string, int> rows = new(StringComparer.Ordinal);
    private V1.DefineItemsRequest request = new();
    private int taken;

    public ItemsImport(CsvReader csv, ServerConnection server, string warehouse)
    {
        (this.csv, this.server, this.warehouse) = (csv, server, warehouse);
        sku = csv.ColumnOf("sku");
        description = csv.ColumnOrNone("description");
        isGoods = csv.ColumnOrNone("is_goods");
        gtin = csv.ColumnOrNone("gtin");
    }

    public string? WholeBy => null;

    public string GroupOf() => (taken / RowsPerCall).ToString(CultureInfo.InvariantCulture);

    public void Take(string group)
    {
        taken++;
        string code = csv.Text(sku, "sku");
        if (rows.TryGetValue(code, out int before))
        {
            throw new CsvRowException(csv.Row, "sku", $"'{code}' stands on row {before} already.");
        }

        string goods = isGoods < 0 ? string.Empty : csv[isGoods].Trim();
        bool yes = Yes.Contains(goods, StringComparer.OrdinalIgnoreCase);
        if (!yes && !No.Contains(goods, StringComparer.OrdinalIgnoreCase))
        {
            throw new CsvRowException(csv.Row, "is_goods", $"'{goods}' is neither yes nor no.");
        }

        rows.Add(code, csv.Row);
        V1.Item item = new() { Sku = code, Description = description < 0 ? string.Empty : csv[description].Trim(), IsGoods = yes };
        if (gtin >= 0 && csv[gtin].Trim() is { Length: > 0 } barcode)
        {
            item.Barcodes.Add(new V1.Barcode { Gtin = barcode });
        }

        request.Items.Add(item);
    }

    public Task<IReadOnlyList<RowProblem>> SendAsync(string group, Func<CallOptions> call) => SendAsync(call);

    private async Task<IReadOnlyList<RowProblem>> SendAsync(Func<CallOptions> call)
    {
        V1.DefineItemsRequest sent = request;
        request = new V1.DefineItemsRequest();
        sent.Warehouse = warehouse;
        sent.RequestId = ContentId.Of(sent);
        try
        {
            await server.Items.DefineItemsAsync(sent, call());
            return [];
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument && sent.Items.Count > 1)
        {
            return await SendOneByOneAsync(sent, call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            return [new RowProblem(rows[sent.Items[0].Sku], "sku", CallFailures.Describe(e))];
        }
    }

    /// <summary>One bad item refuses all of a call: only that one shall be left out.</summary>
    private async Task<IReadOnlyList<RowProblem>> SendOneByOneAsync(V1.DefineItemsRequest refused, Func<CallOptions> call)
    {
        List<RowProblem> wrong = [];
        foreach (V1.Item item in refused.Items)
        {
            request.Items.Add(item);
            wrong.AddRange(await SendAsync(call).ConfigureAwait(false));
        }

        return wrong;
    }
}
