namespace Backorders.Domain.Events;

/// <summary>Units arrived. They are at the dock (or held, or damaged) until the events that follow in the same turn give them away.</summary>
/// <param name="Receipt">Its number in this warehouse.</param>
/// <param name="Kind">Blind, expected or returned.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Scan">The device event that reported it.</param>
/// <param name="Door">Where.</param>
/// <param name="Asn">The ship notice it was counted against; null when none.</param>
/// <param name="Lpn">The container; may be empty.</param>
/// <param name="Quality">The condition it was found in.</param>
/// <param name="OccurredAt">When, by the device's clock.</param>
public sealed record ReceiptRecorded(
    ReceiptId Receipt, ReceiptKind Kind, SkuKey Item, Quantity Quantity, ScanKey Scan, DoorId Door, AsnKey? Asn, string Lpn, Quality Quality, Instant OccurredAt) : Event;

/// <summary>A receipt was taken back. Its units were gathered at the dock by the events before this one.</summary>
/// <param name="Receipt">Which.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Units taken back.</param>
/// <param name="Variance">Units that had already left and could not be taken back: a person must decide.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">The condition the units were in.</param>
public sealed record ReceiptReversed(ReceiptId Receipt, SkuKey Item, Quantity Quantity, Quantity Variance, ReasonCode Reason, Quality From) : Event;

/// <summary>Free units went to storage: they are on hand from here.</summary>
public sealed record UnitsPutAway(SkuKey Item, Quantity Quantity, ReceiptId Receipt) : Event;

/// <summary>Units on hand were taken out of storage.</summary>
public sealed record UnitsTakenFromStorage(SkuKey Item, Quantity Quantity, ReasonCode Reason) : Event;

/// <summary>Stock was corrected: found (positive) or lost (negative). Lost units were gathered at the dock by the events before this one.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Difference">Found minus lost.</param>
/// <param name="Missing">Units that should have been taken away but were not there any more.</param>
/// <param name="Reason">Why.</param>
/// <param name="Scan">The device event that reported it.</param>
public sealed record StockAdjusted(SkuKey Item, long Difference, Quantity Missing, ReasonCode Reason, ScanKey Scan) : Event;

/// <summary>Units changed their condition. <see cref="Quality.Usable"/> means: at the dock, free to be given.</summary>
public sealed record QualityChanged(SkuKey Item, Quantity Quantity, Quality From, Quality To, ReasonCode Reason) : Event;
