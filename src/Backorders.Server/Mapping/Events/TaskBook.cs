using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping.Events;

/// <summary>
/// What a follower of the stream knows of tasks: events of stations name only a task's number, and customers want the order. Learned from the stream
/// itself; what was made before it began is asked for. Units are said by the events; only those of former journals do not say them, and get the units that are kept here.
/// </summary>
internal sealed class TaskBook
{
    /// <summary>Cache limit. When it is reached the cache is cleared; entries are read again on demand.</summary>
    private const int EntriesMax = 200_000;

    /// <summary>Cache limit for lines. They are cheaper to read than tasks, and most are named soon after they were accepted.</summary>
    private const int LinesMax = 50_000;

    private readonly Dictionary<TaskId, Entry> known = [];
    private readonly Dictionary<LineKey, string> skus = [];

    /// <summary>A task as an event tells of it. Of one that is not known, only the number and what the event says.</summary>
    /// <param name="task">Which.</param>
    /// <param name="said">The units that the event says; zero when it does not.</param>
    public (OwnerId Owner, V1.TaskRef Task) Find(TaskId task, Quantity said)
    {
        if (!known.TryGetValue(task, out Entry found))
        {
            return (default, new V1.TaskRef { TaskId = task.Value, Quantity = said.Units });
        }

        return (found.Owner, said.IsZero || said.Units == found.Task.Quantity ? found.Task : WithUnits(found.Task, said.Units));
    }

    /// <summary>Notes a task as the warehouse describes it: what it is about never changes, but its units are those of today.</summary>
    public void NoteAsked(TaskId task, SkuKey item, LineKey? line, Quantity quantity) => Note(task, item, line, quantity, isFollowed: false);

    /// <summary>What the line of an event is about: as the event says, else as it was noted; empty when neither is known.</summary>
    public string SkuOf(ITellsSku told) => told.Sku.Value.Length > 0 ? told.Sku.Value : skus.GetValueOrDefault(told.Line, string.Empty);

    /// <summary>Notes what a line is about.</summary>
    public void Note(LineKey line, Sku sku)
    {
        if (skus.Count >= LinesMax)
        {
            skus.Clear();
        }

        skus[line] = sku.Value;
    }

    /// <summary>
    /// Notes the tasks that a turn made, and the lines that it names. A count task is about the order and item of the short task: when that task is not known yet, this must be
    /// called again once it is.
    /// </summary>
    public void Learn(IReadOnlyList<Event> events)
    {
        foreach (Event change in events)
        {
            if (change is IOfLine { Line: var told } && change is IOfItem about)
            {
                Note(told, about.Item.Sku);
            }

            switch (change)
            {
                case UnitsAllocated e:
                    Note(e.Task, e.Item, e.Line, e.Quantity, isFollowed: true);
                    break;
                case OrderAccepted e:
                    foreach (AcceptedLine line in e.Lines)
                    {
                        Note(new LineKey(e.Order, line.LineNo), line.Sku);
                    }

                    break;
                case LineAdded e:
                    Note(new LineKey(e.Order, e.Line.LineNo), e.Line.Sku);
                    break;
                case TaskShort e when known.TryGetValue(e.Task, out Entry task):
                    Note(e.Count, new SkuKey(task.Owner, new Sku(task.Task.Sku)), null, e.Missing + e.Doubted, isFollowed: true);
                    break;
                case ContainerDivided e when e.BreakDown != default:
                    Note(e.BreakDown, new SkuKey(e.Owner, e.Parts[0].Sku), null, e.Parts.Aggregate(Quantity.Zero, (sum, p) => sum + p.Quantity), isFollowed: true);
                    break;
                case StrayFound e:
                    Note(e.PutBack, e.Item, null, e.Quantity, isFollowed: true);
                    break;
                case PickedUnitsTakenBack e:
                    Note(e.PutBack, e.Item, null, e.Quantity, isFollowed: true);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A turn was told: its tasks have fewer units, and those that it finished are let go.</summary>
    public void Follow(IReadOnlyList<Event> events)
    {
        foreach (Event change in events)
        {
            switch (change)
            {
                case TasksShipped e:
                    foreach (TaskId task in e.Tasks)
                    {
                        known.Remove(task);
                    }

                    break;
                case IEndsTask e:
                    known.Remove(e.Task);
                    break;
                case TaskShort e:
                    Take(e.Task, e.Missing);
                    break;
                case ITakesFromLine e when change is IOfTask { Task: var task }:
                    Take(task, e.Quantity);
                    break;
            }
        }
    }

    /// <summary>The tasks of a turn that are not known yet; of one whose units the event does not say, also when they were not followed from its beginning.</summary>
    public List<TaskId> Missing(IReadOnlyList<Event> events)
    {
        List<TaskId> missing = [];
        foreach (Event change in events)
        {
            (IReadOnlyList<TaskId> tasks, bool saysUnits) = Named(change);
            missing.AddRange(tasks.Where(t => !known.TryGetValue(t, out Entry found) || !(saysUnits || found.IsFollowed)));
        }

        return missing;
    }

    /// <summary>The lines of a turn that are named without their SKU: by events of former journals alone.</summary>
    public List<LineKey> MissingLines(IReadOnlyList<Event> events) =>
        [.. events.OfType<ITellsSku>().Where(e => e.Sku.Value.Length == 0 && !skus.ContainsKey(e.Line)).Select(e => e.Line)];

    private void Note(TaskId task, SkuKey item, LineKey? line, Quantity quantity, bool isFollowed)
    {
        if (known.Count >= EntriesMax)
        {
            known.Clear();
        }

        V1.TaskRef reference = new()
        {
            TaskId = task.Value,
            Sku = item.Sku.Value,
            OrderNo = line?.Order.OrderNo.Value ?? string.Empty,
            LineNo = line?.LineNo ?? 0,
            Quantity = quantity.Units,
        };
        known[task] = new Entry(item.Owner, reference, isFollowed);
    }

    private void Take(TaskId task, Quantity units)
    {
        if (known.TryGetValue(task, out Entry found))
        {
            long left = found.Task.Quantity - units.Units;
            if (left > 0)
            {
                known[task] = found with { Task = WithUnits(found.Task, left) };
            }
            else if (found.IsFollowed)
            {
                known.Remove(task);
            }
        }
    }

    /// <summary>Another one, because messages that were told hold the first.</summary>
    private static V1.TaskRef WithUnits(V1.TaskRef task, long units)
    {
        V1.TaskRef other = task.Clone();
        other.Quantity = units;
        return other;
    }

    /// <summary>Tasks that an event names without telling what they are about, and whether it says their units.</summary>
    private static (IReadOnlyList<TaskId> Tasks, bool SaysUnits) Named(Event change) => change switch
    {
        IOfItem => ([], true),
        ITellsUnits e => ([e.Task], !e.Units.IsZero),
        IOfTask e => ([e.Task], true),
        IOfTasks e => (e.Tasks, e.Units.Count == e.Tasks.Count),
        _ => ([], true),
    };

    /// <param name="Owner">Whose goods.</param>
    /// <param name="Task">What it is about.</param>
    /// <param name="IsFollowed">Whether all that changed its units was read.</param>
    private readonly record struct Entry(OwnerId Owner, V1.TaskRef Task, bool IsFollowed);
}
