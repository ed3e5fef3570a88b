using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.WhatIf;

/// <summary>What became of a task, or what will: when each step of the work was done, and what was found.</summary>
internal sealed class TaskFate(TaskKind kind, SkuKey item, Instant releasedAt)
{
    public TaskKind Kind { get; } = kind;

    public SkuKey Item { get; } = item;

    public Instant ReleasedAt { get; } = releasedAt;

    /// <summary>Units that it still asks for; known of recorded tasks only.</summary>
    public long Units { get; set; }

    /// <summary>The last lease before the pick.</summary>
    public Moment Leased { get; set; } = Moment.Never;

    /// <summary>Picked, or found short; for put-backs and counts: done.</summary>
    public Moment Picked { get; set; } = Moment.Never;

    public Moment Packed { get; set; } = Moment.Never;

    public Moment Shipped { get; set; } = Moment.Never;

    /// <summary>When the record lost sight of it: its units were taken back.</summary>
    public Moment Ended { get; set; } = Moment.Never;

    /// <summary>Units not found at the pick; for a count: units that stayed lost.</summary>
    public long Missing { get; set; }

    /// <summary>The serial numbers that were picked; empty for an item without.</summary>
    public IReadOnlyList<Serial> Serials { get; set; } = [];

    /// <summary>When units of it were found unfit after the pick, and how many.</summary>
    public Moment Damaged { get; set; } = Moment.Never;

    public long Unfit { get; set; }

    public ReasonCode Reason { get; set; } = ReasonCode.NotFound;

    /// <summary>Whether it carries units to a customer.</summary>
    public bool Ships => Kind is TaskKind.CrossDock or TaskKind.StoragePick;

    /// <summary>Whether the record saw its end.</summary>
    public bool IsComplete => Ships ? !Shipped.IsNever : !Picked.IsNever;

    public Moment Of(WorkStep step) => step switch
    {
        WorkStep.Lease => Leased,
        WorkStep.Pick => Picked,
        WorkStep.Pack => Packed,
        WorkStep.Ship => Shipped,
        WorkStep.Damage => Damaged,
        _ => Ended,
    };

    /// <summary>The same lags, counted from another release.</summary>
    public TaskFate LaterFrom(Instant release)
    {
        Moment Shift(Moment m) => m.IsNever ? m : new Moment(release + (m.At - ReleasedAt), Moment.Last);
        return new TaskFate(Kind, Item, release) { Leased = Shift(Leased), Picked = Shift(Picked), Packed = Shift(Packed), Shipped = Shift(Shipped) };
    }
}
