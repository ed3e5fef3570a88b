using Backorders.Domain.Views;

namespace Backorders.Domain.Actors;

/// <summary>
/// An order: its terms, its lines, whether it is on hold, and for one that ships only complete, whether it could be completed.
/// </summary>
internal sealed class OrderActor(OrderKey key, OrderTerms terms, Instant acceptedAt)
{
    private readonly Dictionary<SkuActor, List<BackorderLine>> byItem = [];

    public OrderKey Key { get; } = key;

    public OrderTerms Terms { get; set; } = terms;

    public Instant AcceptedAt { get; } = acceptedAt;

    /// <summary>Why it is on hold; null when it is not.</summary>
    public ReasonCode? Hold { get; set; }

    /// <summary>After its holds of units ran out it may hold none before this time, or it would take them from everybody for ever.</summary>
    public Instant HoldsBlockedUntil { get; set; } = new(long.MinValue);

    /// <summary>How its payment stands; null for one that is not paid when packed.</summary>
    public PaymentStand? Payment { get; set; } = terms.PaymentRequired ? new PaymentStand() : null;

    /// <summary>Until when it keeps what it has after it lost units it needs to be complete; <see cref="Instant.Never"/> when it is not so.</summary>
    public Instant FellBackUntil { get; set; } = Instant.Never;

    public bool HasFallenBack => FellBackUntil != Instant.Never;

    /// <summary>Whether it may neither take units nor be worked on.</summary>
    public bool IsStopped => Hold is not null || Payment is { Status: PaymentStatus.Declined };

    /// <summary>By line number.</summary>
    public List<BackorderLine> Lines { get; } = [];

    public List<WorkTask> Tasks { get; } = [];

    /// <summary>Lines on which units are open. Kept by the fold.</summary>
    public int OpenLines { get; set; }

    /// <summary>Lines that are not finished. Kept by the fold.</summary>
    public int LiveLines { get; set; }

    public bool IsClosed => LiveLines == 0;

    /// <summary>Where the last look at the order found a line that is not covered. Only a hint where to look first; the answer does not hang on it.</summary>
    public int UncoveredHint { get; set; }

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
        Tie(line);
    }

    /// <summary>All lines for one item, asked for by any of them: they want units of the same stock.</summary>
    public IReadOnlyList<BackorderLine> LinesOf(SkuActor item) => byItem[item];

    /// <summary>Puts the lines of one item together, so that a look at an order of a thousand lines stays a look at a thousand lines.</summary>
    private void Tie(BackorderLine line)
    {
        if (!byItem.TryGetValue(line.Item, out List<BackorderLine>? lines))
        {
            byItem.Add(line.Item, lines = []);
        }

        lines.Add(line);
    }

    public OrderView ToView() => new()
    {
        Order = Key,
        Terms = Terms,
        AcceptedAt = AcceptedAt,
        Hold = Hold,
        Closed = IsClosed,
        Payment = Payment?.Status,
        PaymentUntil = Payment?.Until ?? Instant.Never,
        FellBackUntil = FellBackUntil,
        Lines = [.. Lines.Select(l => l.ToView())],
        Tasks = [.. Tasks.OrderBy(t => t.Id).Select(t => t.ToView())],
    };
}
