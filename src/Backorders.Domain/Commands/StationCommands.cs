using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Commands;

/// <summary>Asks for work under a lease.</summary>
/// <param name="Station">Who.</param>
/// <param name="Owner">Only this owner's tasks; null for a station that serves all.</param>
/// <param name="Max">At most this many.</param>
public sealed record PullTasks(StationId Station, OwnerId? Owner, int Max) : Command, IAsksAgain;

/// <summary>Says that work on a task began.</summary>
public sealed record StartTask(OwnerId? Owner, Lease Lease) : Command;

/// <summary>Says that units are in hand, or that a put-back or a count is finished.</summary>
/// <param name="Owner">The station's owner, or null.</param>
/// <param name="Lease">The task and its token.</param>
/// <param name="Quantity">How many units: all that the task asks for; for a count, those found.</param>
public sealed record ConfirmPick(OwnerId? Owner, Lease Lease, long Quantity) : Command
{
    /// <summary>What was scanned at the shelf or dock, to be checked against the task; null when nothing was.</summary>
    public ScannedUnits? Scan { get; init; }

    /// <summary>The serial numbers in hand, or found by a count; required for an item that is serial-controlled.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>Says that fewer units are there than asked.</summary>
/// <param name="Owner">The station's owner, or null.</param>
/// <param name="Lease">The task and its token.</param>
/// <param name="Picked">How many are in hand.</param>
/// <param name="Reason">Why.</param>
public sealed record ReportShort(OwnerId? Owner, Lease Lease, long Picked, ReasonCode Reason) : Command
{
    /// <summary>The serial numbers in hand; required for an item that is serial-controlled.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>Packs picked tasks of one order into one parcel.</summary>
public sealed record Pack(OwnerId? Owner, IReadOnlyList<Lease> Leases, string Parcel) : Command
{
    /// <summary>What was scanned into the parcel, to be checked against the tasks; empty when nothing was.</summary>
    public IReadOnlyList<ScannedUnits> Scans { get; init; } = [];
}

/// <summary>What a station scanned.</summary>
/// <param name="Sku">The owner's code; not set when the barcode says it.</param>
/// <param name="Gtin">The barcode; null when the SKU was named.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of measure; the base unit, or the barcode's, when it was not set.</param>
public sealed record ScannedUnits(Sku Sku, Gtin? Gtin, long Quantity, UnitName Unit)
{
    /// <summary>The serial numbers scanned into a parcel; empty when they were not scanned.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>Reports stray units at a station, which belong to none of its tasks: a put-back task is made.</summary>
public sealed record ReportStray(SkuKey Item, long Quantity, UnitName Unit, Gtin? Gtin) : Command;

/// <summary>Says that packed tasks left the building.</summary>
public sealed record Ship(OwnerId? Owner, IReadOnlyList<TaskId> Tasks, string Carrier, string Tracking) : Command;

/// <summary>Gives a task back.</summary>
public sealed record ReturnTask(OwnerId? Owner, Lease Lease, ReasonCode Reason) : Command;

/// <summary>Heartbeat: renews all leases of the station. With an owner only if all that it holds are that owner's tasks.</summary>
public sealed record RenewLeases(StationId Station, OwnerId? Owner = null) : Command, IAsksAgain;

/// <summary>Makes a parked task ready again.</summary>
public sealed record UnparkTask(OwnerId? Owner, TaskId Task) : Command;

/// <summary>Says that units in hand or in a parcel are unfit.</summary>
/// <param name="Owner">The station's owner, or null.</param>
/// <param name="Lease">The task and its token; a packed task is nobody's, and needs none.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Reason">Why.</param>
public sealed record ReportDamage(OwnerId? Owner, Lease Lease, long Quantity, ReasonCode Reason) : Command;
