using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

/// <summary>The rows that a fold works on: those that live stay in memory between batches, the rest is read when it is needed.</summary>
internal sealed class RowBook
{
    /// <summary>Rows of one table kept between batches: some tens of megabytes at most, and all that a busy building has in hand.</summary>
    private const int KeepMax = 60_000;

    private readonly Dictionary<AsnKey, List<InboundRow>> notices = [];
    private Dictionary<(OwnerId Owner, long Quarter), Counts> counts = [];
    private List<DiscrepancyRow> discrepancies = [];
    private List<(TaskId Task, Instant At)> settled = [];

    public RowTable<OrderKey, OrderRow> Orders { get; } = new(static r => r.Key);

    public RowTable<LineKey, LineRow> Lines { get; } = new(static r => r.Key);

    public RowTable<TaskId, TaskRow> Tasks { get; } = new(static r => r.Id);

    public RowTable<ReceiptId, ReceiptRow> Receipts { get; } = new(static r => r.Id);

    public RowTable<(AsnKey Asn, Sku Sku), InboundRow> Inbound { get; } = new(static r => (r.Asn, r.Sku));

    /// <summary>All SKUs of a notice; none when it is not there.</summary>
    public IReadOnlyList<InboundRow> Notice(AsnKey asn) => notices.GetValueOrDefault(asn) ?? [];

    public bool HasNotice(AsnKey asn) => notices.ContainsKey(asn);

    public void Add(InboundRow row)
    {
        Inbound.Add(row);
        Of(row.Asn).Add(row);
    }

    public void Add(DiscrepancyRow row) => discrepancies.Add(row);

    public void Settle(TaskId task, Instant at) => settled.Add((task, at));

    public Counts CountsOf(OwnerId owner, Instant at)
    {
        (OwnerId, long) key = (owner, Quarter.Of(at));
        if (!counts.TryGetValue(key, out Counts? found))
        {
            counts.Add(key, found = new Counts());
        }

        return found;
    }

    public void Load(RowBatch stored)
    {
        foreach (OrderRow row in stored.Orders)
        {
            Orders.Load(row);
        }

        foreach (LineRow row in stored.Lines)
        {
            Lines.Load(row);
        }

        foreach (TaskRow row in stored.Tasks)
        {
            Tasks.Load(row);
        }

        foreach (ReceiptRow row in stored.Receipts)
        {
            Receipts.Load(row);
        }

        foreach (InboundRow row in stored.Inbound)
        {
            Inbound.Load(row);
            Of(row.Asn).Add(row);
        }
    }

    public RowBatch ToBatch(ReadCursor cursor) => new()
    {
        Cursor = cursor,
        Orders = Orders.Changed,
        Lines = Lines.Changed,
        Tasks = Tasks.Changed,
        Receipts = Receipts.Changed,
        Inbound = Inbound.Changed,
        Discrepancies = discrepancies,
        Settled = settled,
        Counts = counts,
    };

    public void Committed()
    {
        Orders.Committed(static r => r.ClosedAt != Instant.Never, KeepMax);
        Lines.Committed(static r => r.IsClosed, KeepMax);
        Tasks.Committed(static r => r.EndedAt != Instant.Never, KeepMax);
        Receipts.Committed(static _ => true, 0);
        Inbound.Committed(static _ => false, KeepMax);
        counts = [];
        discrepancies = [];
        settled = [];
        if (Inbound.Count == 0)
        {
            notices.Clear();
        }

        foreach (AsnKey closed in notices.Where(n => n.Value.TrueForAll(r => r.ClosedAt != Instant.Never)).Select(n => n.Key).ToArray())
        {
            Forget(closed);
        }
    }

    private void Forget(AsnKey asn)
    {
        foreach (InboundRow row in notices[asn])
        {
            Inbound.Forget((row.Asn, row.Sku));
        }

        notices.Remove(asn);
    }

    private List<InboundRow> Of(AsnKey asn)
    {
        if (!notices.TryGetValue(asn, out List<InboundRow>? rows))
        {
            notices.Add(asn, rows = []);
        }

        return rows;
    }
}
