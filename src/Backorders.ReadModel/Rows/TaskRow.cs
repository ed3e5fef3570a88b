using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>A task as a row of <c>task</c>.</summary>
public sealed class TaskRow
{
    /// <summary>Its number in the warehouse.</summary>
    public required TaskId Id { get; init; }

    /// <summary>What it asks for.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>Owner and SKU.</summary>
    public required SkuKey Item { get; init; }

    /// <summary>The line that it serves; null for put-backs, counts and other work.</summary>
    public LineKey? Line { get; init; }

    /// <summary>Units.</summary>
    public long Quantity { get; set; }

    /// <summary>Where the units were.</summary>
    public Source Source { get; init; } = Source.Dock;

    /// <summary>The receipt that the units came with; none when they were on hand.</summary>
    public ReceiptId Receipt { get; init; }

    /// <summary>When the units came to the dock; <see cref="Instant.Never"/> when they were on hand.</summary>
    public Instant DockedAt { get; init; } = Instant.Never;

    /// <summary>When it was made, and so put before the stations.</summary>
    public required Instant MadeAt { get; init; }

    /// <summary>Where it stands.</summary>
    public TaskState State { get; set; } = TaskState.Ready;

    /// <summary>Where it stood when it was parked.</summary>
    public TaskState ParkedFrom { get; set; } = TaskState.Ready;

    /// <summary>Who has it under lease, or had it last.</summary>
    public string Station { get; set; } = string.Empty;

    /// <summary>When a station first took it.</summary>
    public Instant LeasedAt { get; set; } = Instant.Never;

    /// <summary>When its units were in hand.</summary>
    public Instant PickedAt { get; set; } = Instant.Never;

    /// <summary>When they were in a parcel.</summary>
    public Instant PackedAt { get; set; } = Instant.Never;

    /// <summary>When they left.</summary>
    public Instant ShippedAt { get; set; } = Instant.Never;

    /// <summary>When nothing more was to be done on it.</summary>
    public Instant EndedAt { get; set; } = Instant.Never;

    /// <summary>The parcel; empty before.</summary>
    public string Parcel { get; set; } = string.Empty;

    /// <summary>Whether the units came from the dock and never saw a shelf.</summary>
    public bool IsFromDock => Source != Source.Storage && DockedAt != Instant.Never;
}
