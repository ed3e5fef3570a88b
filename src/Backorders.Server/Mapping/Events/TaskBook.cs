using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping.Events;

/// <summary>
/// What a follower of the stream knows of tasks: events of stations name only a task's number, and customers want the order. Learned from the stream
/// itself; what was made before it began is asked for.
/// </summary>
internal sealed class TaskBook
{
    /// <summary>Cache limit. When it is reached the cache is cleared; entries are read again on demand.</summary>
    private const int EntriesMax = 200_000;

    /// <summary>Cache limit for lines. They are cheaper to read than tasks, and most are named soon after they were accepted.</summary>
    private const int LinesMax = 50_000;

    private readonly Dictionary<TaskId, (OwnerId Owner, V1.TaskRef Task)> known = [];
    private readonly Dictionary<LineKey, string> skus = [];

    /// <summary>A task; null when it is not known.</summary>
    public (OwnerId Owner, V1.TaskRef Task)? Find(TaskId task) => known.TryGetValue(task, out (OwnerId, V1.TaskRef) found) ? found : null;

    /// <summary>Notes a task.</summary>
    public void Note(TaskId task, SkuKey item, LineKey? line, Quantity quantity)
    {
        if (known.Count >= EntriesMax)
        {
            known.Clear();
        }

        known[task] = (item.Owner, new V1.TaskRef
        {
            TaskId = task.Value,
            Sku = item.Sku.Value,
            OrderNo = line?.Order.OrderNo.Value ?? string.Empty,
            LineNo = line?.LineNo ?? 0,
            Quantity = quantity.Units,
        });
    }

    /// <summary>What a line is about; empty when it is not known.</summary>
    public string SkuOf(LineKey line) => skus.GetValueOrDefault(line, string.Empty);

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
                    Note(e.Task, e.Item, e.Line, e.Quantity);
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
                case TaskShort e when Find(e.Task) is { } known:
                    Note(e.Count, new SkuKey(known.Owner, new Sku(known.Task.Sku)), null, e.Missing);
                    break;
                case ContainerDivided e when e.BreakDown != default:
                    Note(e.BreakDown, new SkuKey(e.Owner, e.Parts[0].Sku), null, e.Parts.Aggregate(Quantity.Zero, (sum, p) => sum + p.Quantity));
                    break;
                case StrayFound e:
                    Note(e.PutBack, e.Item, null, e.Quantity);
                    break;
                case PickedUnitsTakenBack e:
                    Note(e.PutBack, e.Item, null, e.Quantity);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Lets go of tasks that a turn finished.</summary>
    public void Forget(IReadOnlyList<Event> events)
    {
        foreach (Event change in events)
        {
            if (change is TasksShipped shipped)
            {
                foreach (TaskId task in shipped.Tasks)
                {
                    known.Remove(task);
                }
            }
            else if (change is IEndsTask ended)
            {
                known.Remove(ended.Task);
            }
        }
    }

    /// <summary>The tasks of a turn that are not known yet.</summary>
    public List<TaskId> Missing(IReadOnlyList<Event> events)
    {
        List<TaskId> missing = [];
        foreach (Event change in events)
        {
            foreach (TaskId task in Named(change))
            {
                if (!known.ContainsKey(task))
                {
                    missing.Add(task);
                }
            }
        }

        return missing;
    }

    /// <summary>The lines of a turn that are named without their SKU.</summary>
    public List<LineKey> MissingLines(IReadOnlyList<Event> events)
    {
        List<LineKey> missing = [];
        foreach (Event change in events)
        {
            if (change is IOfLine { Line: var line } and not IOfItem && !skus.ContainsKey(line))
            {
                missing.Add(line);
            }
        }

        return missing;
    }

    /// <summary>Tasks that an event names without telling what they are about.</summary>
    private static IEnumerable<TaskId> Named(Event change) => change switch
    {
        IOfTask e when change is not IOfItem => [e.Task],
        IOfTasks e => e.Tasks,
        _ => [],
    };
}
