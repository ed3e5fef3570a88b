using System.Runtime.InteropServices;
using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>
/// Who gets which units of an item, if all shipments come as expected and nothing else happens: each step's units go along the queue from front to back, by the
/// rules by which lines take at a scan, and what nobody takes is there at the next step.
/// </summary>
/// <remarks>
/// Plain lines take whatever reaches them, so they fill up from front to back, and it is enough to know how many of their units are filled after each step. Only
/// special lines are looked at one by one. A plan costs O(steps × special lines), and O(log n) for each special line to find it, however many plain lines wait.
/// </remarks>
internal sealed class QueuePlan
{
    private readonly List<PlanEntry> entries = [];
    private readonly List<Step> steps = [];
    private readonly TimeSpan allowance;
    private readonly DistributionMode mode;
    private readonly List<PlanEntry> playing = [];
    private readonly Instant now;
    private long[] plainAfter = [];
    private long[]? takenBefore;

    private QueuePlan(SkuData item, Ranking ranking, Instant now)
    {
        Item = item;
        allowance = ranking.Allowance;
        mode = item.HasLots ? DistributionMode.Sequential : ranking.DistributionOf(item.Key.Sku); // units of lots are given away from front to back
        this.now = now;
    }

    public SkuData Item { get; }

    /// <summary>How a shortage of the item is spread.</summary>
    public DistributionMode Mode => mode;

    /// <summary>Whether a shortage is spread over the lines of a class.</summary>
    public bool IsSpread => mode != DistributionMode.Sequential;

    /// <summary>In the order in which they come.</summary>
    public IReadOnlyList<Step> Steps => steps;

    /// <summary>The same, for whoever goes through them often; not while times are added.</summary>
    public ReadOnlySpan<Step> AllSteps => CollectionsMarshal.AsSpan(steps);

    /// <summary>The special lines, front to back.</summary>
    public IReadOnlyList<PlanEntry> Entries => entries;

    /// <summary>Open units of all plain lines.</summary>
    public long Plain => Item.Queue.Ranked.Plain;

    /// <summary>Units that nobody takes, of those that are free and those that come.</summary>
    public long Unclaimed { get; private set; }

    /// <summary>The plan of an item as it stands; <see cref="PlayDates"/> plays it.</summary>
    public static QueuePlan Of(SkuData item, Ranking ranking, Instant now)
    {
        item.Queue.Refresh(ranking, now);
        QueuePlan plan = new(item, ranking, now);
        if (item.Queue.Ranked.AnySpecial)
        {
            List<(BackorderLine Line, long PlainBefore)> specials = [];
            item.Queue.Ranked.AddSpecials(specials);
            foreach ((BackorderLine line, long plainBefore) in specials)
            {
                plan.entries.Add(new PlanEntry(line, line.Rank, plainBefore, line.Open.Units, line.Order.Terms) { At = plan.entries.Count });
            }
        }

        item.Looked(plan.entries.Count);
        plan.AddSteps();
        return plan;
    }

    /// <summary>Adds a line that is only thought of, where it would stand.</summary>
    public PlanEntry Imagine(in RankKey rank, long units, OrderTerms terms)
    {
        PlanEntry entry = new(null, rank, Item.Queue.Ranked.PlainBefore(rank), units, terms);
        RankKey place = rank;
        int at = entries.FindIndex(e => e.Rank.CompareTo(place) > 0);
        entries.Insert(at < 0 ? entries.Count : at, entry);
        steps.Clear();
        AddSteps();
        return entry;
    }

    /// <summary>How many units of plain lines are filled after a step, counted from the front.</summary>
    public long PlainAfter(int step) => step < 0 ? 0 : plainAfter[step];

    /// <summary>The dates of all lines: those that must be complete take when they are covered, and whoever names a lot gets no date, for no shipment says which it brings.</summary>
    /// <param name="more">Units that are thought to be free besides those that are.</param>
    public QueuePlan PlayDates(long more = 0)
    {
        Play(static e => e.Line is null || (e.Line.Lot.Value.Length == 0 && (!e.Line.IsWhole || e.Line.IsCovered)) ? e.From : Instant.Never, FreeNow() + more);
        return this;
    }

    private void Play(Func<PlanEntry, Instant> from, long first)
    {
        Item.Looked(entries.Count);
        plainAfter = plainAfter.Length == steps.Count ? plainAfter : new long[steps.Count];
        playing.Clear();
        foreach (PlanEntry entry in entries)
        {
            entry.Begin(from(entry));
            if (entry.Takes)
            {
                playing.Add(entry);
            }
        }

        (long pool, long filled, long plain) = (0, 0, Plain);
        int front = 0;
        for (int k = 0; k < steps.Count; k++)
        {
            pool += k == 0 ? first : steps[k].Units;
            if (steps[k].WaitsForNext)
            {
                plainAfter[k] = 0;
                continue;
            }

            Instant at = steps[k].At > now ? steps[k].At : now;
            while (front < playing.Count && playing[front].Left == 0)
            {
                front++; // these are filled, and so are all plain lines before them
            }

            int i = front;
            for (; i < playing.Count; i++)
            {
                PlanEntry entry = playing[i];
                long before = Math.Clamp(entry.PlainBefore - filled, 0, pool);
                (filled, pool) = (filled + before, pool - before);
                if (pool == 0)
                {
                    break;
                }

                pool -= entry.Take(pool, k, at);
            }

            long rest = Math.Clamp(plain - filled, 0, pool);
            (filled, pool) = (filled + rest, pool - rest);
            plainAfter[k] = filled;
            Item.Looked(i - front + 1);
        }

        Unclaimed = pool;
        takenBefore = null;
    }

    /// <summary>
    /// The step that gives a line its last open unit, or <see cref="PlanEntry.NotFilled"/>. Where a shortage is spread, that is the step with which enough has come for
    /// all of its class, and for the classes before.
    /// </summary>
    public int StepOf(BackorderLine line)
    {
        int at = IndexOf(line.Rank);
        return at < entries.Count && entries[at].Line == line ? StepOf(entries[at]) : StepOf(line, StepOfPlain(Item.Queue.Ranked.PlainBefore(line.Rank) + line.Open.Units));
    }

    /// <summary>The same for a special line.</summary>
    public int StepOf(PlanEntry entry) => StepOf(entry.Line!, entry.FilledAt);

    /// <summary>The number of the first special line that does not stand before a rank.</summary>
    public int IndexOf(in RankKey rank)
    {
        (int low, int high) = (0, entries.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = entries[middle].Rank.CompareTo(rank) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The step with which enough has come for all of a line's class, and for the classes before; not before the one that fills the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="own">The step that fills it.</param>
    /// <param name="takenBefore">Open units of the special lines before a rank that take any.</param>
    public int StepOfClass(BackorderLine line, int own, Func<RankKey, long> takenBefore)
    {
        RankKey end = line.Rank.EndOfClass(mode);
        int all = own == PlanEntry.NotFilled ? own : StepOfSum(Item.Queue.Ranked.PlainBefore(end) + takenBefore(end));
        return all == PlanEntry.NotFilled ? all : Math.Max(own, all);
    }

    private int StepOf(BackorderLine line, int own) => IsSpread ? StepOfClass(line, own, TakenBefore) : own;

    private long TakenBefore(RankKey rank)
    {
        if (takenBefore is null)
        {
            takenBefore = new long[entries.Count + 1];
            for (int i = 0; i < entries.Count; i++)
            {
                takenBefore[i + 1] = takenBefore[i] + (entries[i].Takes ? entries[i].Open : 0);
            }
        }

        return takenBefore[IndexOf(rank)];
    }

    /// <summary>The step with which so many units have come, with those that are free, or <see cref="PlanEntry.NotFilled"/>.</summary>
    private int StepOfSum(long units)
    {
        long come = 0;
        for (int step = 0; step < steps.Count; step++)
        {
            come += steps[step].Units;
            if (come >= units)
            {
                return step;
            }
        }

        return PlanEntry.NotFilled;
    }

    /// <summary>The first step after which so many units of plain lines are filled, or <see cref="PlanEntry.NotFilled"/>.</summary>
    public int StepOfPlain(long units)
    {
        int at = Array.FindIndex(plainAfter, filled => filled >= units);
        return at < 0 ? PlanEntry.NotFilled : at;
    }

    /// <summary>The date that can be promised for units of a step: some time after they come, and never one that has passed; <see cref="Instant.Never"/> for what is never filled.</summary>
    public Instant DateOf(int step)
    {
        if (step == PlanEntry.NotFilled)
        {
            return Instant.Never;
        }

        Instant date = steps[step].At + allowance;
        Instant latest = steps[step].Latest > now ? steps[step].Latest : now; // a shipment is found to be overdue only in the turn after the policy says that it is
        return date > latest ? date : latest;
    }

    /// <summary>The shipment that a step hangs on; null when on none.</summary>
    public AsnKey? AsnOf(int step) => step == PlanEntry.NotFilled ? null : steps[step].Asn;

    /// <summary>Units that are free now. Of an item with lots none are: whoever may have them has them; but before its release nobody has any.</summary>
    public long FreeNow() => Item.Lots is null || Item.ReleaseAt > now ? Item.Stock.Free.Units : 0;

    /// <summary>Adds a time from which somebody takes who took nothing before: what nobody took is offered again then.</summary>
    public void AddTime(Instant at)
    {
        if (at <= now || at <= Item.ReleaseAt)
        {
            return;
        }

        (int low, int high) = (1, steps.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = steps[middle].At <= at ? (middle + 1, high) : (low, middle);
        }

        if (steps[low - 1].At != at || steps[low - 1].Units > 0)
        {
            steps.Insert(low, new Step(at, 0, null)); // shipments of the same time come before
        }
    }

    private void AddSteps()
    {
        bool isReleased = Item.ReleaseAt <= now;
        steps.Add(new Step(isReleased ? now : Item.ReleaseAt, FreeNow(), null));
        foreach (ExpectedSupply supply in Item.Expected)
        {
            if (supply.Remaining.IsZero || supply.ExpectedAt == Instant.Never || supply.Shipment is { HasArrived: true, RestUntil: var until } && until < now)
            {
                continue;
            }

            Step next = new(supply.ExpectedAt > Item.ReleaseAt ? supply.ExpectedAt : Item.ReleaseAt, supply.Remaining.Units, supply);
            if (!isReleased && next.At == Item.ReleaseAt)
            {
                Step before = steps[^1];
                steps[^1] = before with { WaitsForNext = true };
                next = next with { Latest = before.Latest > next.Latest ? before.Latest : next.Latest };
            }

            steps.Add(next);
        }

        foreach (PlanEntry entry in entries)
        {
            AddTime(entry.From);
            AddTime(entry.NotBefore);
        }
    }
}
