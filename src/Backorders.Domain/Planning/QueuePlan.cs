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
    private long leastLeft;

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
                plan.entries.Add(new PlanEntry(line, line.Rank, plainBefore, line.Open.Units, line.Order.Terms));
            }
        }

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
        Play(entries.Count, static e => e.Line is null || (e.Line.Lot.Value.Length == 0 && (!e.Line.IsWhole || e.Line.IsCovered)) ? e.From : Instant.Never, FreeNow() + more, until: null);
        return this;
    }

    /// <summary>When a special line has all of its units; nothing else of the plan is known after that.</summary>
    /// <param name="at">Its number among the special lines.</param>
    /// <param name="count">How many special lines are looked at, it among them.</param>
    /// <param name="from">From when on each of them takes any; <see cref="Instant.Never"/> when nothing.</param>
    /// <param name="first">Units that are there at the first step.</param>
    /// <returns>The step, or <see cref="PlanEntry.NotFilled"/>.</returns>
    public int PlayUntilFilled(int at, int count, Func<PlanEntry, Instant> from, long first)
    {
        Play(count, from, first, entries[at]);
        return entries[at].FilledAt;
    }

    /// <summary>Units that are free now and that nobody ever takes: so many lie there at each step, so whoever takes them now takes nothing from anybody.</summary>
    /// <param name="from">From when on each of the special lines takes any; <see cref="Instant.Never"/> when nothing.</param>
    public long LeftNow(Func<PlanEntry, Instant> from)
    {
        Play(entries.Count, from, FreeNow(), until: null);
        return leastLeft;
    }

    /// <summary>Plays the plan for the first special lines and the plain lines before and between them, to its end or until one of them is filled.</summary>
    private void Play(int count, Func<PlanEntry, Instant> from, long first, PlanEntry? until)
    {
        plainAfter = plainAfter.Length == steps.Count ? plainAfter : new long[steps.Count];
        playing.Clear();
        for (int i = 0; i < count; i++)
        {
            entries[i].Begin(from(entries[i]));
            if (entries[i].Takes)
            {
                playing.Add(entries[i]);
            }
        }

        (long pool, long filled, long plain) = (0, 0, count == entries.Count ? Plain : entries[count - 1].PlainBefore);
        int front = 0;
        leastLeft = long.MaxValue;
        for (int k = 0; k < steps.Count && until is not { Left: 0 }; k++)
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

            for (int i = front; i < playing.Count; i++)
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
            leastLeft = Math.Min(leastLeft, pool);
        }

        Unclaimed = pool;
    }

    /// <summary>
    /// The step that gives a line its last open unit, or <see cref="PlanEntry.NotFilled"/>. Where a shortage is spread, that is the step with which enough has come for
    /// all of its class, and for the classes before.
    /// </summary>
    public int StepOf(BackorderLine line)
    {
        PlanEntry? entry = entries.Find(e => e.Line == line);
        int own = entry?.FilledAt ?? StepOfPlain(Item.Queue.Ranked.PlainBefore(line.Rank) + line.Open.Units);
        if (own == PlanEntry.NotFilled || !IsSpread)
        {
            return own;
        }

        RankKey end = line.Rank.EndOfClass(mode);
        int all = StepOfSum(Item.Queue.Ranked.PlainBefore(end) + entries.Where(e => e.Takes && e.Rank.CompareTo(end) < 0).Sum(static e => e.Open));
        return all == PlanEntry.NotFilled ? all : Math.Max(own, all);
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
        if (at > now && at > Item.ReleaseAt && !steps.Exists(s => s.At == at && s.Units == 0))
        {
            int after = steps.FindIndex(1, s => s.At > at);
            steps.Insert(after < 0 ? steps.Count : after, new Step(at, 0, null)); // shipments of the same time come before
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
