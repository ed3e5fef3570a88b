using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>Units were given to a line, and the task to move them was made.</summary>
/// <param name="Task">The task.</param>
/// <param name="Line">Whose units they are now.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Source">Where they were.</param>
/// <param name="Receipt">The receipt they came with; none when they were on hand.</param>
/// <param name="DockedAt">When they came to the dock; the allocation's own time when they were on hand.</param>
/// <param name="Door">Where they stand; empty when they were on hand.</param>
/// <param name="Lane">Where they go.</param>
/// <param name="PolicyVersion">The policy that decided.</param>
public sealed record UnitsAllocated(
    TaskId Task, LineKey Line, SkuKey Item, Quantity Quantity, Source Source, ReceiptId Receipt, Instant DockedAt, DoorId Door, LaneId Lane, int PolicyVersion) : Event, IOfLine, IOfItem, IFollows
{
    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Units were set aside for a line whose order ships complete.</summary>
/// <param name="Line">Whose.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Source">Dock or storage.</param>
/// <param name="ExpiresAt">When the hold ends by itself.</param>
/// <param name="PolicyVersion">The policy that decided.</param>
public sealed record UnitsHeld(LineKey Line, SkuKey Item, Quantity Quantity, Source Source, Instant ExpiresAt, int PolicyVersion) : Event, IOfLine, IOfItem, IFollows
{
    /// <summary>The receipt that the units came with. This and the next two are set where they stand in for units of a receipt that was taken back; else the units are those that came last.</summary>
    public ReceiptId Receipt { get; init; }

    /// <summary>When they came to the dock; not set where the door is not.</summary>
    public Instant DockedAt { get; init; }

    /// <summary>Where they stand; empty when that is storage, or not said.</summary>
    public DoorId Door { get; init; }

    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Held units are free again, where they were set aside from: the dock's first.</summary>
public sealed record HoldEnded(LineKey Line, SkuKey Item, Quantity Quantity, ReasonCode Reason) : Event, ITakesFromLine, IOfItem, IFollows
{
    /// <summary>Of them, those that are free in storage again; the others are at the dock. Null in journals of before events said so.</summary>
    public Quantity? InStorage { get; init; }

    /// <summary>The lot of the units; null for an item that has none.</summary>
    public Lot? Lot { get; init; }
}

/// <summary>Allocated units that nobody had picked were taken back: they are free where they stand, and open on the line again.</summary>
/// <param name="Task">The task that loses them; it is recalled when none are left.</param>
/// <param name="Line">The line that loses them.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Reason">Why.</param>
/// <param name="Requeued">Whether the line is requeued at the front of its class, because the warehouse lost its units (reversal, count, damage, recall).</param>
public sealed record AllocationTakenBack(TaskId Task, LineKey Line, SkuKey Item, Quantity Quantity, ReasonCode Reason, bool Requeued) : Event, ITakesFromLine, IOfItem, IOfTask, IFollows
{
    /// <summary>Where the units are free again: <see cref="Source.Dock"/> or <see cref="Source.Storage"/>. Not set in journals of before events said so.</summary>
    public Source BackTo { get; init; }
}

/// <summary>Picked units were taken back, and the task to bring them was made.</summary>
/// <param name="Task">The task that loses them.</param>
/// <param name="Line">The line that loses them.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="PutBack">The task to bring them back.</param>
/// <param name="Removed">True when they leave stock (a reversal): they count as free at the dock at once, for the reversal that follows.</param>
/// <param name="Reason">Why.</param>
/// <param name="Requeued">Whether the line is requeued at the front of its class, because the warehouse lost its units (reversal, count, damage, recall).</param>
public sealed record PickedUnitsTakenBack(
    TaskId Task, LineKey Line, SkuKey Item, Quantity Quantity, TaskId PutBack, bool Removed, ReasonCode Reason, bool Requeued) : Event, ITakesFromLine, IOfItem, IOfTask, IFollows;
