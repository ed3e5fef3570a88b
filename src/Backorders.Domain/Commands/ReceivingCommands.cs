using Backorders.Domain.Ids;
using Backorders.Domain.Values;

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
    SkuKey Item, long Quantity, UnitName Unit, ScanKey Scan, DoorId Door, AsnNo? Asn, string Lpn, Quality Quality, Instant OccurredAt) : Command
{
    /// <summary>The barcode that was scanned, in place of SKU and unit, or to be checked against them; null when none was.</summary>
    public Gtin? Gtin { get; init; }

    /// <summary>The serial numbers of the units; as many as units for an item that is serial-controlled, else not looked at.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];

    /// <summary>The lot of the units; required for an item that is lot-controlled.</summary>
    public LotNo Lot { get; init; }

    /// <summary>Their last day of use; required for an item that is expiry-controlled, unless the lot is known already.</summary>
    public DateOnly? Expiry { get; init; }
}

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
    SkuKey Item, long Quantity, UnitName Unit, ScanKey Scan, DoorId Door, Quality Quality, string Reference, Instant OccurredAt) : Command
{
    /// <inheritdoc cref="Receive.Gtin"/>
    public Gtin? Gtin { get; init; }

    /// <summary>The order that they come back from: its customer gets the money back. Not set when the return does not say.</summary>
    public OrderNo Order { get; init; }

    /// <summary>What the inspection decided, in place of the condition; null when only the condition is known.</summary>
    public DispositionCode? Disposition { get; init; }

    /// <inheritdoc cref="Receive.Serials"/>
    public IReadOnlyList<Serial> Serials { get; init; } = [];

    /// <inheritdoc cref="Receive.Lot"/>
    public LotNo Lot { get; init; }

    /// <inheritdoc cref="Receive.Expiry"/>
    public DateOnly? Expiry { get; init; }
}

/// <summary>Reports a physical count, or a known difference.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Counted">Units found on hand in storage; null when only the difference is known.</param>
/// <param name="Difference">Units found (positive) or lost (negative); ignored when counted.</param>
/// <param name="Reason">Why.</param>
/// <param name="Scan">The device event.</param>
public sealed record CountStock(SkuKey Item, long? Counted, long Difference, ReasonCode Reason, ScanKey Scan) : Command
{
    /// <summary>Unit of measure of both numbers; the base unit when it was not set.</summary>
    public UnitName Unit { get; init; }

    /// <inheritdoc cref="Receive.Gtin"/>
    public Gtin? Gtin { get; init; }

    /// <inheritdoc cref="Receive.Serials"/>
    public IReadOnlyList<Serial> Serials { get; init; } = [];

    /// <inheritdoc cref="Receive.Lot"/>
    public LotNo Lot { get; init; }

    /// <inheritdoc cref="Receive.Expiry"/>
    public DateOnly? Expiry { get; init; }
}

/// <summary>Changes the condition of units. Usable units are taken in the same order as by a reversal: surplus first, picked units last.</summary>
public sealed record SetQuality(SkuKey Item, long Quantity, Quality From, Quality To, ReasonCode Reason) : Command
{
    /// <summary>Only units that came with this receipt; null for the oldest arrivals first.</summary>
    public ReceiptId? Receipt { get; init; }

    /// <inheritdoc cref="Receive.Lot"/>
    public LotNo Lot { get; init; }

    /// <inheritdoc cref="Receive.Expiry"/>
    public DateOnly? Expiry { get; init; }
}

/// <summary>Decides what becomes of units that are held or damaged.</summary>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">How many base units.</param>
/// <param name="From">The condition they are in: held or damaged.</param>
/// <param name="Disposition">What was decided.</param>
/// <param name="Reason">Why.</param>
public sealed record DisposeUnits(SkuKey Item, long Quantity, Quality From, DispositionCode Disposition, ReasonCode Reason) : Command
{
    /// <inheritdoc cref="SetQuality.Receipt"/>
    public ReceiptId? Receipt { get; init; }

    /// <inheritdoc cref="Receive.Serials"/>
    public IReadOnlyList<Serial> Serials { get; init; } = [];

    /// <inheritdoc cref="Receive.Lot"/>
    public LotNo Lot { get; init; }

    /// <inheritdoc cref="Receive.Expiry"/>
    public DateOnly? Expiry { get; init; }
}

/// <summary>A supervisor decides about units beyond what was announced.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Receipt">The receipt that brought them.</param>
/// <param name="Disposition">Restock to accept them, as of their arrival; scrap or return to supplier to reject them.</param>
/// <param name="Reason">Why.</param>
public sealed record DecideOverage(OwnerId Owner, ReceiptId Receipt, DispositionCode Disposition, ReasonCode Reason) : Command;

/// <summary>A supervisor accepts a variance: units that a reversal or count had to take back, but that had left already.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Scan">The scan of the receipt that was reversed, or of the count.</param>
/// <param name="Reason">Why.</param>
public sealed record ApproveVariance(OwnerId Owner, ScanKey Scan, ReasonCode Reason) : Command;

/// <summary>Takes a lot out of circulation: what has not been packed is taken back and held, and nobody gets or ships any of it.</summary>
public sealed record RecallLot(SkuKey Item, LotNo Lot, DateOnly? Expiry, ReasonCode Reason) : Command;

/// <summary>Ends a recall. Units that it held stay held until they are released or disposed of.</summary>
public sealed record ReleaseLot(SkuKey Item, LotNo Lot, DateOnly? Expiry, ReasonCode Reason) : Command;

/// <summary>Reports a whole container at a receiving door: the content that its ship notice announced is received.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Lpn">Its number, without application identifier.</param>
/// <param name="Scan">The device event.</param>
/// <param name="Door">Where.</param>
/// <param name="OccurredAt">When, by the device's clock.</param>
public sealed record ReceiveContainer(OwnerId Owner, string Lpn, ScanKey Scan, DoorId Door, Instant OccurredAt) : Command;
