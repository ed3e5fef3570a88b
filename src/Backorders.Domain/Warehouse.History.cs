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

    /// <summary>The receipt that a device event reported; null when it is older than <see cref="Limits.HistoryKept"/> or was never recorded.</summary>
    public ReceiptId? FindReceipt(OwnerId owner, ScanKey scan) => state.FindReceipt(owner, scan)?.Id;

    /// <summary>Serial numbers of an item that stand in stock and in no hand, in their order. Costs a look at every serial number.</summary>
    public IEnumerable<Serial> ListFreeSerials(SkuKey item) => state.Serials.Where(s => s.Item == item && s.Task is null).Select(s => s.Serial);

    /// <summary>Serial numbers of an item that were shipped lately, in their order. Costs a look at every serial number.</summary>
    public IEnumerable<Serial> ListShippedSerials(SkuKey item) => state.Serials.Where(s => s.Item == item && s.IsShipped).Select(s => s.Serial);
}
