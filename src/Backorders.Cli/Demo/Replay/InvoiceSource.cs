using Backorders.Cli.Csv;

namespace Backorders.Cli.Demo.Replay;

/// <summary>Reads order lines and hands them out invoice by invoice, one ahead. Rows that cannot be read are counted and left out.</summary>
internal sealed class InvoiceSource : IDisposable
{
    private readonly CsvReader csv;
    private readonly ReplayCounts counts;
    private readonly int invoiceNo;
    private readonly int lineNo;
    private readonly int sku;
    private readonly int quantity;
    private readonly int invoicedAt;
    private readonly int customer;
    private (string No, long At, string Customer, InvoiceLine Line)? ahead;
    private long latest = long.MinValue;

    public InvoiceSource(CsvReader csv, ReplayCounts counts)
    {
        (this.csv, this.counts) = (csv, counts);
        invoiceNo = csv.ColumnOf("invoice_no");
        lineNo = csv.ColumnOf("line_no");
        sku = csv.ColumnOf("stock_code");
        quantity = csv.ColumnOf("quantity");
        invoicedAt = csv.ColumnOf("invoiced_at");
        customer = csv.ColumnOrNone("customer_id");
        ahead = ReadRow();
        Next = ReadInvoice();
    }

    /// <summary>The next invoice; null at the end.</summary>
    public Invoice? Next { get; private set; }

    /// <summary>Takes the next invoice.</summary>
    public Invoice Take()
    {
        Invoice taken = Next!;
        Next = ReadInvoice();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => csv.Dispose();

    private Invoice? ReadInvoice()
    {
        if (ahead is not { } first)
        {
            return null;
        }

        // Time never goes back, whatever the file says: an invoice that stands after a later one happened then.
        latest = Math.Max(latest, first.At);
        Invoice invoice = new(first.No, latest, first.Customer, []);
        while (ahead is { } row && row.No == invoice.No)
        {
            invoice.Lines.Add(row.Line);
            ahead = ReadRow();
        }

        return invoice;
    }

    private (string No, long At, string Customer, InvoiceLine Line)? ReadRow()
    {
        while (csv.Read())
        {
            counts.LinesRead++;
            try
            {
                InvoiceLine line = new(checked((int)csv.Number(lineNo, "line_no")), csv.Text(sku, "stock_code"), csv.Number(quantity, "quantity"));
                return (csv.Text(invoiceNo, "invoice_no"), csv.Time(invoicedAt, "invoiced_at").ToUnixTimeSeconds(), customer < 0 ? string.Empty : csv[customer], line);
            }
            catch (Exception e) when (e is CsvRowException or OverflowException)
            {
                counts.Refuse(ReplayCounts.BrokenRow);
            }
        }

        return null;
    }
}
