using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>Where one unit with a serial number is, and how it came.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Serial">Its number.</param>
/// <param name="Receipt">The receipt it came with; none when a count found it.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Task">The task that has it in hand, packed or shipped it; null while it stands in stock.</param>
public sealed record SerialView(SkuKey Item, Serial Serial, ReceiptId Receipt, Instant ReceivedAt, TaskView? Task);
