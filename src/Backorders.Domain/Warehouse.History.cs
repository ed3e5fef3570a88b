using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain;

/// <summary>What a replay of history must know of the state that it begins with.</summary>
public sealed partial class Warehouse
{
    /// <summary>All owners' orders on which something is left to do, by owner and number. Costs a look at every order.</summary>
    public IEnumerable<OrderView> ListOpenOrders() => state.Orders.Values.Where(o => !o.IsClosed).OrderBy(o => o.Key).Select(o => o.ToView());

    /// <summary>All tasks on which something is left to do, by number. Costs a look at every task.</summary>
    public IEnumerable<TaskView> ListOpenTasks() => state.Board.All
        .Where(t => t.State is not (TaskState.Done or TaskState.Short or TaskState.Recalled)).OrderBy(t => t.Id).Select(t => t.ToView());

    /// <summary>The device event that reported a receipt; null when it is older than <see cref="Limits.HistoryKept"/> or was never recorded.</summary>
    public ScanKey? FindScan(ReceiptId receipt) => state.FindReceipt(receipt)?.Scan;
}
