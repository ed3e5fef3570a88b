using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Where one unit with a serial number is, and how it came.</summary>
internal sealed class SerialRecord(SkuKey item, Serial serial, ReceiptId receipt, Instant at)
{
    public SkuKey Item { get; } = item;

    public Serial Serial { get; } = serial;

    public ReceiptId Receipt { get; } = receipt;

    /// <summary>When it came.</summary>
    public Instant At { get; } = at;

    /// <summary>The task that has it in hand, packed or shipped it; null while it stands in stock.</summary>
    public WorkTask? Task { get; set; }

    public bool IsShipped => Task?.State == TaskState.Done;
}
