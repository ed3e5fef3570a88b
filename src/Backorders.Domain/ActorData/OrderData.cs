using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>
/// What is known of an order: its terms, its lines, whether it is on hold. What becomes of it is decided in <c>OrderActor</c>.
/// </summary>
internal abstract class OrderData(OrderKey key, OrderTerms terms, Instant acceptedAt)
{
    /// <summary>Above so many lines the lines of one item are found by a table; below, a look at all of them costs less.</summary>
    private const int TableFrom = 16;

    private Dictionary<SkuData, BackorderLine>? byItem;
    private List<WorkTask>? tasks;

    public OrderKey Key { get; } = key;

    public OrderTerms Terms { get; set; } = terms;

    public Instant AcceptedAt { get; } = acceptedAt;

    /// <summary>Why it is on hold; null when it is not.</summary>
    public ReasonCode? Hold { get; set; }

    /// <summary>The order may hold no units before this time, because its holds expired; otherwise it could withhold units from other lines for ever.</summary>
    public Instant HoldsBlockedUntil { get; set; } = new(long.MinValue);

    /// <summary>How its payment stands; null for one that is not paid when packed.</summary>
    public PaymentStand? Payment { get; set; } = terms.PaymentRequired ? new PaymentStand() : null;

    /// <summary>Until when it keeps what it has after it lost units it needs to be complete; <see cref="Instant.Never"/> when it is not so.</summary>
    public Instant FellBackUntil { get; set; } = Instant.Never;

    public bool HasFallenBack => FellBackUntil != Instant.Never;

    /// <summary>Whether it may neither take units nor be worked on.</summary>
    public bool IsStopped => Hold is not null || Payment is { Status: PaymentStatus.Declined };

    /// <summary>By line number.</summary>
    public List<BackorderLine> Lines { get; } = new(1);

    /// <summary>In the order in which they were made. Empty for the many orders that still wait.</summary>
    public IReadOnlyList<WorkTask> Tasks => tasks ?? (IReadOnlyList<WorkTask>)[];

    /// <summary>Lines on which units are open. Kept by the fold.</summary>
    public int OpenLines { get; set; }

    /// <summary>Lines that continue another one, whose quantity was raised. Kept by the fold.</summary>
    public int Increments { get; set; }

    /// <summary>Whether so few lines are open that each of them may be the last one beside its own increments. If not, none completes the order.</summary>
    public bool IsNearlyServed => OpenLines <= 1 + Increments;

    /// <summary>Lines that are not finished. Kept by the fold.</summary>
    public int LiveLines { get; set; }

    public bool IsClosed => LiveLines == 0;

    /// <summary>What the last plan found for it; null for one that need not be complete.</summary>
    public PlannedOrder? Planned { get; set; }

    /// <summary>Whether its cutoff stands on the agenda.</summary>
    public bool IsCutoffWatched { get; set; }

    /// <summary>Whether its lane takes nothing now.</summary>
    public bool IsLaneShut { get; set; }

    /// <summary>After this time units are of no use to it: the cutoff of its departure, or its cancel-by.</summary>
    public Instant Deadline => Terms.ShipBy < Terms.CancelBy ? Terms.ShipBy : Terms.CancelBy;

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

    /// <summary>A line and what was added to it by raising its quantity, by line number: together they are what the customer wants of it.</summary>
    public IReadOnlyList<BackorderLine> WithIncrements(BackorderLine line)
    {
        List<BackorderLine> all = [line];
        foreach (BackorderLine other in Increments > 0 ? Lines : [])
        {
            if (other.Side is { Continues: > 0 } side && all.Exists(l => l.Key.LineNo == side.Continues))
            {
                all.Add(other);
            }
        }

        return all;
    }

    /// <summary>Whether nothing else of the order is open beside an open line. Its own increments do not count: by them it would lose its place.</summary>
    public bool IsCompletedBy(BackorderLine line) =>
        OpenLines == 1 || (IsNearlyServed && OpenLines == WithIncrements(line).Count(static l => !l.Open.IsZero));

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

    public void Add(WorkTask task) => (tasks ??= new List<WorkTask>(1)).Add(task);

    /// <summary>Joins the line to the others for its item.</summary>
    private void Tie(BackorderLine line)
    {
        BackorderLine? same = byItem is not null ? byItem.GetValueOrDefault(line.Item) : Lines.Find(l => l.Item == line.Item && l != line);
        line.NextOfItem = same?.NextOfItem ?? line;
        if (same is not null)
        {
            same.NextOfItem = line;
        }

        if (byItem is null && Lines.Count > TableFrom)
        {
            byItem = Lines.GroupBy(l => l.Item).ToDictionary(g => g.Key, g => g.First());
        }

        byItem?.TryAdd(line.Item, line);
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
