using Backorders.Domain.Views;

namespace Backorders.Domain.Actors;

/// <summary>
/// An order: its terms, its lines, whether it is on hold, and for one that ships only complete, whether it could be completed.
/// </summary>
internal sealed class OrderActor(OrderKey key, OrderTerms terms, Instant acceptedAt)
{
    public OrderKey Key { get; } = key;

    public OrderTerms Terms { get; set; } = terms;

    public Instant AcceptedAt { get; } = acceptedAt;

    /// <summary>Why it is on hold; null when it is not.</summary>
    public ReasonCode? Hold { get; set; }

    /// <summary>After its holds of units ran out it may hold none before this time, or it would take them from everybody for ever.</summary>
    public Instant HoldsBlockedUntil { get; set; } = new(long.MinValue);

    /// <summary>By line number.</summary>
    public List<BackorderLine> Lines { get; } = [];

    public List<WorkTask> Tasks { get; } = [];

    /// <summary>Lines on which units are open. Kept by the fold.</summary>
    public int OpenLines { get; set; }

    /// <summary>Lines that are not finished. Kept by the fold.</summary>
    public int LiveLines { get; set; }

    public bool IsClosed => LiveLines == 0;

    public BackorderLine? Find(int lineNo)
    {
        int low = 0;
        int high = Lines.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int found = Lines[middle].Key.LineNo;
            if (found == lineNo)
            {
                return Lines[middle];
            }

            (low, high) = found < lineNo ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    public void Add(BackorderLine line)
    {
        int at = Lines.Count;
        while (at > 0 && Lines[at - 1].Key.LineNo > line.Key.LineNo)
        {
            at--;
        }

        Lines.Insert(at, line);
        LiveLines++;
        OpenLines++;
    }

    /// <summary>The open lines of the order for one SKU wanted together.</summary>
    public Quantity OpenOf(SkuActor item)
    {
        Quantity open = Quantity.Zero;
        foreach (BackorderLine line in Lines)
        {
            open += line.Item == item ? line.Open : Quantity.Zero;
        }

        return open;
    }

    public OrderView ToView() => new()
    {
        Order = Key,
        Terms = Terms,
        AcceptedAt = AcceptedAt,
        Hold = Hold,
        Closed = IsClosed,
        Lines = [.. Lines.Select(l => l.ToView())],
        Tasks = [.. Tasks.OrderBy(t => t.Id).Select(t => t.ToView())],
    };
}
