namespace Backorders.Domain.Commands;

/// <summary>Reports units at a receiving door. The device and its scan id are the natural key.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of measure; the base unit when it was not set.</param>
/// <param name="Scan">The device event.</param>
/// <param name="Door">Where.</param>
/// <param name="Asn">The ship notice, or null when blind.</param>
/// <param name="Lpn">The container; may be empty.</param>
/// <param name="Quality">The condition.</param>
/// <param name="OccurredAt">When, by the device's clock.</param>
public sealed record Receive(
    SkuKey Item, long Quantity, UnitName Unit, ScanKey Scan, DoorId Door, AsnNo? Asn, string Lpn, Quality Quality, Instant OccurredAt) : Command;

/// <summary>Takes back a receipt: a wrong item or quantity was scanned.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Scan">The device event that reported it.</param>
/// <param name="Reason">Why.</param>
public sealed record ReverseReceipt(OwnerId Owner, ScanKey Scan, ReasonCode Reason) : Command;

/// <summary>Reports goods that a customer sent back, after inspection. Usable ones serve waiting lines like any receipt.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of measure.</param>
/// <param name="Scan">The device event.</param>
/// <param name="Door">Where.</param>
/// <param name="Quality">What the inspection decided.</param>
/// <param name="Reference">The customer's return number; may be empty.</param>
/// <param name="OccurredAt">When, by the device's clock.</param>
public sealed record ReceiveReturn(
    SkuKey Item, long Quantity, UnitName Unit, ScanKey Scan, DoorId Door, Quality Quality, string Reference, Instant OccurredAt) : Command;

/// <summary>Reports a physical count, or a known difference.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Counted">Units found on hand in storage; null when only the difference is known.</param>
/// <param name="Difference">Units found (positive) or lost (negative); ignored when counted.</param>
/// <param name="Reason">Why.</param>
/// <param name="Scan">The device event.</param>
public sealed record CountStock(SkuKey Item, long? Counted, long Difference, ReasonCode Reason, ScanKey Scan) : Command;

/// <summary>Changes the condition of units. Good units are taken from where they hurt least, in the order in which a reversal takes them.</summary>
public sealed record SetQuality(SkuKey Item, long Quantity, Quality From, Quality To, ReasonCode Reason) : Command;
