using Backorders.Domain.Ids;


namespace Backorders.ReadModel.Port;

/// <summary>Which rows are asked for.</summary>
public sealed class RowKeys
{
    /// <summary>Tasks by number.</summary>
    public HashSet<TaskId> Tasks { get; } = [];

    /// <summary>Receipts by number.</summary>
    public HashSet<ReceiptId> Receipts { get; } = [];

    /// <summary>Order heads.</summary>
    public HashSet<OrderKey> Orders { get; } = [];

    /// <summary>Order lines.</summary>
    public HashSet<LineKey> Lines { get; } = [];

    /// <summary>Notices, with all their SKUs.</summary>
    public HashSet<AsnKey> Notices { get; } = [];

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsEmpty => Tasks.Count == 0 && Receipts.Count == 0 && Orders.Count == 0 && Lines.Count == 0 && Notices.Count == 0;
}
