using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>A station took tasks under a lease.</summary>
/// <param name="Station">Who.</param>
/// <param name="ExpiresAt">When they go back by themselves.</param>
/// <param name="Leases">The tasks, each with its fencing token.</param>
public sealed record TasksLeased(StationId Station, Instant ExpiresAt, IReadOnlyList<Lease> Leases) : Event, IOfTasks, IFollows
{
    IReadOnlyList<TaskId> IOfTasks.Tasks => [.. Leases.Select(l => l.Task)];

    /// <inheritdoc/>
    public IReadOnlyList<Quantity> Units { get; init; } = [];
}

/// <summary>A station sent a heartbeat: its leases are renewed.</summary>
public sealed record LeasesRenewed(StationId Station, Instant ExpiresAt) : Event, IFollows;

/// <summary>A lease ran out: the task is ready again, at the front, with what was done on it kept.</summary>
/// <param name="Task">The task.</param>
/// <param name="Station">Who lost it.</param>
/// <param name="Parked">Whether it failed too often.</param>
public sealed record LeaseExpired(TaskId Task, StationId Station, bool Parked) : Event, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }
}

/// <summary>The station began.</summary>
public sealed record TaskStarted(TaskId Task) : Event, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }
}

/// <summary>All units of the task are in hand.</summary>
public sealed record TaskPicked(TaskId Task) : Event, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }

    /// <summary>The serial numbers in hand; empty when the item is not serial-controlled.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>Fewer units were found than asked. The missing ones are suspect, the line waits for them at the front of its class, and a count was asked for.</summary>
/// <param name="Task">The task.</param>
/// <param name="Picked">Units in hand.</param>
/// <param name="Missing">Units not found.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">The count task.</param>
public sealed record TaskShort(TaskId Task, Quantity Picked, Quantity Missing, ReasonCode Reason, TaskId Count) : Event, ITellsUnits, IFollows
{
    Quantity ITellsUnits.Units => Picked + Missing;

    /// <summary>Units on hand that are in doubt with the missing ones: nobody gets them until the count has found them.</summary>
    public Quantity Doubted { get; init; }

    /// <summary>The serial numbers in hand; empty when the item is not serial-controlled.</summary>
    public IReadOnlyList<Serial> Serials { get; init; } = [];
}

/// <summary>The station gave the task back.</summary>
public sealed record TaskReturned(TaskId Task, ReasonCode Reason, bool Parked) : Event, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }
}

/// <summary>A supervisor made a parked task ready again.</summary>
public sealed record TaskUnparked(TaskId Task) : Event, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }
}

/// <summary>Units were packed into one parcel.</summary>
public sealed record TasksPacked(string Parcel, IReadOnlyList<TaskId> Tasks) : Event, IOfTasks, IFollows
{
    /// <inheritdoc/>
    public IReadOnlyList<Quantity> Units { get; init; } = [];
}

/// <summary>Parcels left the building.</summary>
public sealed record TasksShipped(string Carrier, string Tracking, IReadOnlyList<TaskId> Tasks) : Event, IOfTasks, IFollows
{
    /// <inheritdoc/>
    public IReadOnlyList<Quantity> Units { get; init; } = [];
}

/// <summary>Units were brought back: they are free at the dock.</summary>
public sealed record PutBackDone(TaskId Task) : Event, IEndsTask, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }

    /// <summary>
    /// Of them, those that count as free only from here on: none when they were never counted as away (<see cref="StrayFound"/>) or counted as free at once
    /// (<see cref="PickedUnitsTakenBack.Removed"/>). Null in journals of before events said so.
    /// </summary>
    public Quantity? Freed { get; init; }
}

/// <summary>A count of suspect units ended: those found are free, the rest is lost.</summary>
public sealed record CountDone(TaskId Task, Quantity Found, Quantity Lost) : Event, IEndsTask, ITellsUnits, IFollows
{
    Quantity ITellsUnits.Units => Found + Lost;

    /// <summary>Of those found, the ones that lie in storage; the others are at the dock.</summary>
    public Quantity InStorage { get; init; }
}

/// <summary>Stray units were found at a station, which belong to none of its tasks. They are still counted where they were before; a put-back task was made.</summary>
public sealed record StrayFound(SkuKey Item, Quantity Quantity, TaskId PutBack) : Event, IOfItem;

/// <summary>Units in hand or in a parcel turned out to be unfit. They are damaged stock from here, and the line waits for others at the front of its class.</summary>
/// <param name="Task">The task that loses them; it is recalled when none are left.</param>
/// <param name="Line">The line that loses them.</param>
/// <param name="Item">Owner and SKU.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskDamaged(TaskId Task, LineKey Line, SkuKey Item, Quantity Quantity, ReasonCode Reason) : Event, ITakesFromLine, IOfItem, ITellsUnits, IFollows
{
    /// <inheritdoc/>
    public Quantity Units { get; init; }
}
