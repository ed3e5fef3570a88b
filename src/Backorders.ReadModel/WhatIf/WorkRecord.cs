using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.ReadModel.WhatIf;

/// <summary>How the stations of a window worked: for each task that was released in it, or was there already, when it was leased, picked, packed and shipped.</summary>
internal sealed class WorkRecord
{
    private readonly Dictionary<TaskId, TaskFate> open = [];
    private readonly Dictionary<TaskId, TaskFate> before = [];
    private readonly Dictionary<(SkuKey Item, TaskKind Kind), List<TaskFate>> released = [];
    private readonly Dictionary<TaskKind, List<TaskFate>> complete = [];
    private readonly List<TaskFate> inOrder = [];

    public WorkRecord(IEnumerable<TaskView> tasks)
    {
        foreach (TaskView task in tasks)
        {
            TaskFate fate = new(task.Kind, task.Item, default) { Units = task.Quantity.Units };
            open.Add(task.Task, fate);
            before.Add(task.Task, fate);
        }
    }

    /// <summary>Tasks that were there when the window began.</summary>
    public IReadOnlyDictionary<TaskId, TaskFate> Before => before;

    /// <summary>Shorts that stations reported.</summary>
    public long Shorts { get; private set; }

    /// <summary>Tasks of one item and kind that were released in the window, in order.</summary>
    public IReadOnlyList<TaskFate> Released(SkuKey item, TaskKind kind) => released.TryGetValue((item, kind), out List<TaskFate>? fates) ? fates : [];

    /// <summary>
    /// How long the work of a task took that was released about then: the last one of its kind that was released no later, or the first after. Null when no
    /// such task was finished in the window: then nobody did that work.
    /// </summary>
    public TaskFate? Nearest(TaskKind kind, Instant release)
    {
        if (!complete.TryGetValue(kind, out List<TaskFate>? fates))
        {
            return kind == TaskKind.StoragePick ? Nearest(TaskKind.CrossDock, release) : null;
        }

        int low = 0;
        int high = fates.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = fates[middle].ReleasedAt <= release ? (middle + 1, high) : (low, middle);
        }

        return fates[Math.Max(0, low - 1)];
    }

    /// <summary>Takes a turn of the window.</summary>
    public void Learn(in HistoryTurn turn)
    {
        Moment now = new(turn.At, turn.Seq);
        foreach (Event change in turn.Events)
        {
            Learn(change, now);
        }
    }

    /// <summary>All of the window was learned.</summary>
    public void Close()
    {
        foreach (TaskFate fate in inOrder.Where(f => f.IsComplete))
        {
            if (!complete.TryGetValue(fate.Kind, out List<TaskFate>? fates))
            {
                complete.Add(fate.Kind, fates = []);
            }

            fates.Add(fate);
        }

        inOrder.Clear();
        open.Clear();
    }

    private void Learn(Event change, Moment now)
    {
        switch (change)
        {
            case UnitsAllocated e:
                Release(e.Task, e.Source == Source.Storage ? TaskKind.StoragePick : TaskKind.CrossDock, e.Item, e.Quantity, now);
                break;
            case TasksLeased e:
                foreach (Lease lease in e.Leases)
                {
                    Mark(lease.Task, f => f.Leased = f.Picked.IsNever ? now : f.Leased);
                }

                break;
            case TaskPicked e:
                Mark(e.Task, f => (f.Picked, f.Serials) = (now, e.Serials));
                break;
            case TasksPacked e:
                MarkAll(e.Tasks, f => f.Packed = now);
                break;
            case TasksShipped e:
                MarkAll(e.Tasks, f => f.Shipped = now);
                Forget(e.Tasks);
                break;
            case AllocationTakenBack e:
                Shrink(e.Task, e.Quantity, now);
                break;
            case PickedUnitsTakenBack e:
                Shrink(e.Task, e.Quantity, now);
                Release(e.PutBack, TaskKind.PutBack, e.Item, e.Quantity, now);
                break;
            case TaskDamaged e:
                Mark(e.Task, f => (f.Damaged, f.Unfit, f.Reason) = (now, e.Quantity.Units, e.Reason));
                Shrink(e.Task, e.Quantity, now);
                break;
            case TaskShort e:
                Short(e, now);
                break;
            case StrayFound e:
                Release(e.PutBack, TaskKind.PutBack, e.Item, e.Quantity, now);
                break;
            case ContainerDivided e when e.BreakDown != default:
                Release(e.BreakDown, TaskKind.BreakDown, new SkuKey(e.Owner, e.Parts[0].Sku), e.Parts.Aggregate(Quantity.Zero, (sum, p) => sum + p.Quantity), now);
                break;
            case PutBackDone or ContainerBrokenDown:
                TaskId done = ((IEndsTask)change).Task;
                Mark(done, f => f.Picked = now);
                open.Remove(done);
                break;
            case CountDone e:
                Mark(e.Task, f => (f.Picked, f.Missing) = (now, e.Lost.Units));
                open.Remove(e.Task);
                break;
        }
    }

    private void Short(TaskShort e, Moment now)
    {
        Shorts++;
        if (open.TryGetValue(e.Task, out TaskFate? fate))
        {
            (fate.Picked, fate.Missing, fate.Reason, fate.Units, fate.Serials) = (now, e.Missing.Units, e.Reason, e.Picked.Units, e.Serials);
            Release(e.Count, TaskKind.Count, fate.Item, e.Missing + e.Doubted, now);
        }
    }

    private void Release(TaskId id, TaskKind kind, SkuKey item, Quantity units, Moment now)
    {
        TaskFate fate = new(kind, item, now.At) { Units = units.Units };
        open[id] = fate;
        inOrder.Add(fate);
        if (!released.TryGetValue((item, kind), out List<TaskFate>? fates))
        {
            released.Add((item, kind), fates = []);
        }

        fates.Add(fate);
    }

    private void Shrink(TaskId id, Quantity by, Moment now) => Mark(id, f =>
    {
        f.Units -= by.Units;
        f.Ended = f.Units <= 0 ? now : f.Ended;
    });

    private void Mark(TaskId id, Action<TaskFate> mark)
    {
        if (open.TryGetValue(id, out TaskFate? fate))
        {
            mark(fate);
        }
    }

    private void MarkAll(IReadOnlyList<TaskId> tasks, Action<TaskFate> mark)
    {
        foreach (TaskId id in tasks)
        {
            Mark(id, mark);
        }
    }

    private void Forget(IReadOnlyList<TaskId> tasks)
    {
        foreach (TaskId id in tasks)
        {
            open.Remove(id);
        }
    }
}
