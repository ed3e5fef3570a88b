using Backorders.Cli.Csv;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// Reads order lines and hands them out invoice by invoice. Rows of one invoice need not stand together: an invoice is handed out when the file has gone on for
/// an hour after its first row. Rows that cannot be read are counted and left out; one whose quotes are not closed ends the reading with an error.
/// </summary>
internal sealed class InvoiceSource : IDisposable
{
    private const long OpenSeconds = ReplayCalendar.HourSeconds;

    private readonly CsvReader csv;
    private readonly ReplayCounts counts;
    private readonly int invoiceNo;
    private readonly int lineNo;
    private readonly int sku;
    private readonly int quantity;
    private readonly int invoicedAt;
    private readonly int customer;
    private readonly Queue<Invoice> open = new();
    private readonly Dictionary<string, Invoice> byNo = new(StringComparer.Ordinal);
    private long latest = long.MinValue;
    private bool atEnd;

    public InvoiceSource(CsvReader csv, ReplayCounts counts)
    {
        (this.csv, this.counts) = (csv, counts);
        invoiceNo = csv.ColumnOf("invoice_no");
        lineNo = csv.ColumnOf("line_no");
        sku = csv.ColumnOf("stock_code");
        quantity = csv.ColumnOf("quantity");
        invoicedAt = csv.ColumnOf("invoiced_at");
        customer = csv.ColumnOrNone("customer_id");
        ReadAhead();
    }

    /// <summary>The next invoice; null at the end.</summary>
    public Invoice? Next => open.TryPeek(out Invoice? next) ? next : null;

    /// <summary>Takes the next invoice.</summary>
    public Invoice Take()
    {
        Invoice taken = open.Dequeue();
        byNo.Remove(taken.No);
        ReadAhead();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => csv.Dispose();

    private void ReadAhead()
    {
        while (!atEnd && (open.Count == 0 || latest - open.Peek().At <= OpenSeconds))
        {
            atEnd = !csv.Read();
            if (csv.IsBroken)
            {
                throw new CliException($"{csv.Name}: {csv.Broken().Message}");
            }

            if (!atEnd)
            {
                counts.LinesRead++;
                TakeRow();
            }
        }
    }

    private void TakeRow()
    {
        try
        {
            InvoiceLine line = new(checked((int)csv.Number(lineNo, "line_no")), csv.Text(sku, "stock_code"), csv.Number(quantity, "quantity"));
            string no = csv.Text(invoiceNo, "invoice_no");

            // Time never goes back, whatever the file says: an invoice that stands after a later one happened then.
            latest = Math.Max(latest, csv.Time(invoicedAt, "invoiced_at").ToUnixTimeSeconds());
            if (!byNo.TryGetValue(no, out Invoice? invoice))
            {
                invoice = new Invoice(no, latest, customer < 0 ? string.Empty : csv[customer], []);
                byNo.Add(no, invoice);
                open.Enqueue(invoice);
            }

            invoice.Lines.Add(line);
        }
        catch (Exception e) when (e is CsvRowException or OverflowException)
        {
            counts.Refuse(ReplayCounts.BrokenRow);
        }
    }
}
