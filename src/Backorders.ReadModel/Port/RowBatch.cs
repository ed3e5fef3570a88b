using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Port;

/// <summary>
/// Rows: those that a commit replaces or adds, or those that a load found. Rows belong to the fold; a store copies what it needs before its call ends.
/// </summary>
public sealed record RowBatch
{
    /// <summary>Where the read model stands when the batch is stored.</summary>
    public ReadCursor Cursor { get; init; }

    /// <summary>Order heads.</summary>
    public IReadOnlyCollection<OrderRow> Orders { get; init; } = [];

    /// <summary>Order lines.</summary>
    public IReadOnlyCollection<LineRow> Lines { get; init; } = [];

    /// <summary>Tasks.</summary>
    public IReadOnlyCollection<TaskRow> Tasks { get; init; } = [];

    /// <summary>Receipts.</summary>
    public IReadOnlyCollection<ReceiptRow> Receipts { get; init; } = [];

    /// <summary>SKUs of notices.</summary>
    public IReadOnlyCollection<InboundRow> Inbound { get; init; } = [];

    /// <summary>New discrepancies.</summary>
    public IReadOnlyCollection<DiscrepancyRow> Discrepancies { get; init; } = [];

    /// <summary>Tasks that have settled the discrepancies that named them, and when.</summary>
    public IReadOnlyCollection<(TaskId Task, Instant At)> Settled { get; init; } = [];

    /// <summary>What is to be added to the counts, by owner and <see cref="Quarter"/>.</summary>
    public IReadOnlyDictionary<(OwnerId Owner, long Quarter), Counts> Counts { get; init; } = new Dictionary<(OwnerId, long), Counts>();

    /// <summary>Rows in all.</summary>
    public int Rows => Orders.Count + Lines.Count + Tasks.Count + Receipts.Count + Inbound.Count + Discrepancies.Count + Settled.Count + Counts.Count;
}
