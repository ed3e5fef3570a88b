using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>Units arrived. They are at the dock (or held, or damaged) until the events that follow in the same turn give them away.</summary>
/// <param name="Receipt">Its number in this warehouse.</param>
/// <param name="Kind">Blind, expected or returned.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Scan">The device event that reported it.</param>
/// <param name="Door">Where.</param>
/// <param name="Asn">The ship notice it was counted against; null when none.</param>
/// <param name="Lpn">The container; of a return the customer's number for it. May be empty.</param>
/// <param name="Quality">The condition it was found in.</param>
/// <param name="OccurredAt">When, by the device's clock.</param>
public sealed record ReceiptRecorded(
    ReceiptId Receipt, ReceiptKind Kind, SkuKey Item, Quantity Quantity, ScanKey Scan, DoorId Door, AsnKey? Asn, string Lpn, Quality Quality, Instant OccurredAt) : Event, IOfItem
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }

    /// <summary>The serial numbers of the units; empty when the item is not serial-controlled.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>A receipt was taken back. Its units were gathered at the dock by the events before this one.</summary>
/// <param name="Receipt">Which.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Units taken back.</param>
/// <param name="Variance">Units that had already left and could not be taken back: a person must decide.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">The condition the units were in.</param>
public sealed record ReceiptReversed(ReceiptId Receipt, SkuKey Item, Quantity Quantity, Quantity Variance, ReasonCode Reason, Quality From) : Event, IOfItem
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Free units went to storage: they are on hand from here.</summary>
public sealed record UnitsPutAway(SkuKey Item, Quantity Quantity, ReceiptId Receipt) : Event, IOfItem, IFollows
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Units on hand were taken out of storage.</summary>
public sealed record UnitsTakenFromStorage(SkuKey Item, Quantity Quantity, ReasonCode Reason) : Event, IOfItem, IFollows
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Stock was corrected: found (positive) or lost (negative). Lost units were gathered at the dock by the events before this one.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Difference">Found minus lost.</param>
/// <param name="Missing">Units that should have been taken away but were not there any more.</param>
/// <param name="Reason">Why.</param>
/// <param name="Scan">The device event that reported it.</param>
public sealed record StockAdjusted(SkuKey Item, long Difference, Quantity Missing, ReasonCode Reason, ScanKey Scan) : Event, IOfItem
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }

    /// <summary>Units that stood in the books before a physical count, in storage and in doubt; null when nothing was counted.</summary>
    public long? Expected { get; init; }

    /// <summary>Units that a physical count found; null when nothing was counted.</summary>
    public long? Counted { get; init; }

    /// <summary>The serial numbers of the units found or lost; empty when the item is not serial-controlled.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>Units changed their condition. <see cref="Quality.Usable"/> means: at the dock, free to be given.</summary>
public sealed record QualityChanged(SkuKey Item, Quantity Quantity, Quality From, Quality To, ReasonCode Reason) : Event, IOfItem
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }

    /// <summary>The receipt that they came with; none when they were set aside out of stock.</summary>
    public ReceiptId Receipt { get; init; }

    /// <summary>When they came to the dock, or were set aside. Not set in journals of before arrivals were kept.</summary>
    public Instant DockedAt { get; init; }

    /// <summary>The door they came through; empty when they were set aside out of stock.</summary>
    public DoorId Door { get; init; }
}

/// <summary>
/// What was decided about held or damaged units. Those restocked, scrapped or returned to the supplier are at the dock from here: given away, or taken out of
/// stock by the <see cref="StockAdjusted"/> that follows. Those to be refurbished wait for another inspection.
/// </summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="From">The condition they were in.</param>
/// <param name="Disposition">What was decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="Receipt">The receipt that they came with; none when they were set aside out of stock.</param>
/// <param name="DockedAt">When they came to the dock, or were set aside.</param>
/// <param name="Door">The door they came through; empty when they were set aside out of stock.</param>
public sealed record UnitsDisposed(
    SkuKey Item, Quantity Quantity, Quality From, DispositionCode Disposition, ReasonCode Reason, ReceiptId Receipt, Instant DockedAt, DoorId Door) : Event, IOfItem
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Units of the receipt before are more than was announced and tolerated: they wait for a supervisor, and a task for that was made.</summary>
/// <param name="Receipt">The receipt that brought them.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Asn">The ship notice.</param>
/// <param name="Task">The supervisor's task.</param>
public sealed record OverageHeld(ReceiptId Receipt, SkuKey Item, Quantity Quantity, AsnKey Asn, TaskId Task) : Event, IOfItem, IFollows
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>A supervisor decided about an overage: its units are at the dock from here, given away as of their arrival or taken out of stock by what follows.</summary>
public sealed record OverageDecided(ReceiptId Receipt, SkuKey Item, Quantity Quantity, DispositionCode Disposition, ReasonCode Reason, TaskId Task) : Event, IOfItem, IEndsTask;

/// <summary>A supervisor accepted that units which a reversal or a count wanted back had left already.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Scan">The scan of the receipt or count.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Reason">Why.</param>
public sealed record VarianceApproved(SkuKey Item, ScanKey Scan, Quantity Quantity, ReasonCode Reason) : Event, IOfItem;

/// <summary>A customer sent units of an order back: the owner owes the money for them. Never for more than a line shipped, over all its returns, while the order is known.</summary>
/// <param name="Receipt">The return.</param>
/// <param name="Order">The order they came from.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Disposition">What the inspection decided; null when only the condition is known.</param>
/// <param name="Reference">The customer's return number; may be empty.</param>
public sealed record ReturnRefundDue(ReceiptId Receipt, OrderKey Order, SkuKey Item, Quantity Quantity, DispositionCode? Disposition, string Reference) : Event, IOfOrder, IOfItem, IFollows;

/// <summary>
/// A return was taken back: nobody sent these units, and the refund that was told for them is not owed. Whoever has paid it asks for it back or counts it towards the
/// next one. The units of the order may come back, and be refunded, again.
/// </summary>
/// <param name="Receipt">The return that was taken back.</param>
/// <param name="Order">The order that the refund was told of.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units: all for which a refund was told.</param>
/// <param name="Reference">The customer's return number; may be empty.</param>
public sealed record ReturnRefundWithdrawn(ReceiptId Receipt, OrderKey Order, SkuKey Item, Quantity Quantity, string Reference) : Event, IOfOrder, IOfItem, IFollows;

/// <summary>
/// A customer sent back more units of an order than it shipped and had not refunded yet. They are here and counted, and no money is owed for them: somebody has to
/// find out where they come from.
/// </summary>
/// <param name="Receipt">The return.</param>
/// <param name="Order">The order that it named.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units for which no refund is due.</param>
/// <param name="Shipped">Base units that the order shipped.</param>
/// <param name="Disposition">What the inspection decided; null when only the condition is known.</param>
/// <param name="Reference">The customer's return number; may be empty.</param>
public sealed record ReturnBeyondShipped(
    ReceiptId Receipt, OrderKey Order, SkuKey Item, Quantity Quantity, Quantity Shipped, DispositionCode? Disposition, string Reference) : Event, IOfOrder, IOfItem, IFollows;

/// <summary>A lot was recalled. What had not been packed is taken back by the events that follow; what was packed may not ship.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Lot">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="Packed">Tasks whose units stand in parcels.</param>
/// <param name="Shipped">Tasks whose units have left, as far as they are still known.</param>
public sealed record LotRecalled(SkuKey Item, Lot Lot, ReasonCode Reason, IReadOnlyList<TaskId> Packed, IReadOnlyList<TaskId> Shipped) : Event, IOfItem;

/// <summary>A recall ended.</summary>
public sealed record LotReleased(SkuKey Item, Lot Lot, ReasonCode Reason) : Event, IOfItem;
