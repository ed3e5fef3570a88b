using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>A unit of human work on the <c>TaskBoard</c>.</summary>
internal sealed class WorkTask(TaskId id, TaskKind kind, SkuData item)
{
    public TaskId Id { get; } = id;

    public TaskKind Kind { get; } = kind;

    public SkuData Item { get; } = item;

    public TaskState State { get; set; } = TaskState.Ready;

    /// <summary>The state it goes back to when a supervisor unparks it.</summary>
    public TaskState ParkedFrom { get; set; } = TaskState.Ready;

    /// <summary>The line it serves; null for put-backs and counts.</summary>
    public BackorderLine? Line { get; set; }

    public Quantity Quantity { get; set; }

    public Source Source { get; set; } = Source.Dock;

    public DockOrigin Origin { get; set; }

    public LaneId Lane { get; set; }

    public StationId Station { get; set; }

    public FencingToken Token { get; set; }

    public Instant LeaseExpiresAt { get; set; } = Instant.Never;

    public int Attempts { get; set; }

    /// <summary>Whether it came back and stands before the others.</summary>
    public bool AtFront { get; set; }

    public string Parcel { get; set; } = string.Empty;

    /// <summary>The container that its units came in, or the part of it that they are; empty when none was named.</summary>
    public string Lpn { get; set; } = string.Empty;

    /// <summary>The lot of its units; null for an item that has none.</summary>
    public Lot? Lot { get; set; }

    /// <summary>Serial numbers in hand, packed or shipped; null for an item that has none.</summary>
    public SortedSet<Serial>? Serials { get; set; }

    /// <summary>For a put-back: its units have left stock already, so bringing them back changes no count.</summary>
    public bool UnitsRemoved { get; set; }

    /// <summary>Whether its parcel may leave, when its order is paid when packed.</summary>
    public bool IsPaid { get; set; }

    /// <summary>The turn of the board in which it last became ready, or ceased to be.</summary>
    public long ReadinessChangedIn { get; set; }

    /// <summary>Whether it was ready when that turn began.</summary>
    public bool WasReady { get; set; }

    public bool HasHolder => Station.Value.Length > 0;

    /// <summary>Whether a station has it and has not picked it yet: it takes a place of those that the station wants filled.</summary>
    public bool IsUnpicked => HasHolder && (State is TaskState.Leased or TaskState.Started);

    /// <summary>Whether units of a line are still within reach of it: not yet in a parcel.</summary>
    public bool CanLoseUnits => State is TaskState.Ready or TaskState.Leased or TaskState.Started or TaskState.Picked or TaskState.Parked;

    /// <summary>Whether its units are in somebody's hands.</summary>
    public bool IsPicked => State == TaskState.Picked || (State == TaskState.Parked && ParkedFrom == TaskState.Picked);

    public Instant ShipBy => Line?.Order.Terms.ShipBy ?? Instant.Never;

    /// <param name="description">What the item is called.</param>
    public TaskView ToView(string description = "") => new()
    {
        Task = Id,
        Kind = Kind,
        State = State == TaskState.Ready && Line is { Order.IsLaneShut: true } ? TaskState.NoLane : State,
        Item = Item.Key,
        Line = Line?.Key,
        Quantity = Quantity,
        Door = Origin.Door,
        Lane = Lane,
        DockedAt = Origin.DockedAt,
        ShipBy = ShipBy,
        Station = Station,
        Token = Token,
        LeaseExpiresAt = LeaseExpiresAt,
        Attempts = Attempts,
        Parcel = Parcel,
        Lot = Lot,
        Lpn = Lpn,
        Description = description,
        Serials = Serials is null ? [] : [.. Serials],
    };
}
