namespace Backorders.Domain.ActorData;

/// <summary>
/// Items of which something changed in this turn that their plan hangs on: supply, open units, the order of the queue, what bars a line. The fold and the queues
/// put them here, so that no decision can forget to. At the end of the turn they are planned again.
/// </summary>
internal sealed class PlanList
{
    private readonly List<SkuData> items = [];

    public bool IsEmpty => items.Count == 0;

    /// <summary>Grows with each change of anything that a plan hangs on, and with each turn, for time passes between turns.</summary>
    public long Changes { get; private set; }

    /// <summary>
    /// Lines and sums that plans have looked at one by one since the building was loaded: what planning costs, as a number that is the same on every machine. It decides nothing.
    /// </summary>
    public long Looks { get; private set; }

    /// <summary>So many more lines or sums were looked at.</summary>
    public void Looked(long count) => Looks += count;

    /// <summary>Something changed that the item's plan hangs on.</summary>
    public void Add(SkuData item)
    {
        Changes++;
        AddUnchanged(item);
    }

    /// <summary>Has an item planned again at the end of the turn; nothing about it has changed yet.</summary>
    public void AddUnchanged(SkuData item)
    {
        if (!item.IsPlanDue)
        {
            item.IsPlanDue = true;
            items.Add(item);
        }
    }

    /// <summary>Empties the list, and returns those on it for which lines wait, by owner and SKU. An item for which nobody waits has nothing to plan.</summary>
    public List<SkuData> Take()
    {
        List<SkuData> taken = items.FindAll(static i => i.Queue.Count > 0);
        Clear();
        taken.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return taken;
    }

    /// <summary>A turn begins.</summary>
    public void BeginTurn()
    {
        Clear();
        Changes++;
    }

    /// <summary>Forgets what is on the list: a replay decides nothing.</summary>
    public void Clear()
    {
        foreach (SkuData item in items)
        {
            item.IsPlanDue = false;
        }

        items.Clear();
    }
}
