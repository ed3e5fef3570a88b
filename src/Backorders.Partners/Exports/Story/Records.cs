namespace Backorders.Partners.Exports.Story;

/// <summary>An order line, as far as it was told.</summary>
internal sealed class LineRecord(string sku, long ordered)
{
    public string Sku { get; } = sku;

    /// <summary>Base units ordered and not given up.</summary>
    public long Ordered { get; set; } = ordered;

    public long Shipped { get; set; }
}

/// <summary>An order.</summary>
internal sealed class OrderRecord(string customer)
{
    public string Customer { get; } = customer;

    public SortedDictionary<int, LineRecord> Lines { get; } = [];

    public bool IsDone => Lines.Values.All(l => l.Shipped >= l.Ordered);
}

/// <summary>The units of a task, and the parcel they are in.</summary>
internal sealed class TaskRecord(string owner, string orderNo, int lineNo, string sku, long quantity)
{
    public string Owner { get; } = owner;

    public string OrderNo { get; } = orderNo;

    public int LineNo { get; } = lineNo;

    public string Sku { get; } = sku;

    public long Quantity { get; set; } = quantity;

    public string Parcel { get; set; } = string.Empty;
}

/// <summary>A receipt, with where it was told.</summary>
internal sealed record ReceiptRecord(long Cursor, int Number, DateTimeOffset At, V1.ReceiptRecorded Told)
{
    /// <summary>Whether a receipt advice holds it: then taking it back needs an adjustment.</summary>
    public bool IsReported { get; set; }
}
