using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>
/// Who of an item's special lines takes units and from when on, while it is decided who is covered; and the plan of the item, played for one of them.
/// </summary>
/// <remarks>
/// Most of them must be complete, and take whatever reaches them from a time on. Lines like that which stand one behind the other are filled from front to back, as plain lines
/// are, so what they take together hangs only on what they want by then. So a plan is played with sums, and only the line that is asked about and the odd ones, which take by
/// a rule of their own, are looked at by themselves. A question costs O((steps + times × log n) × odd lines); a line that takes from another time on costs O(log n).
/// </remarks>
internal sealed class Takers
{
    private readonly QueuePlan plan;
    private readonly Instant now;
    private readonly WantedByTime wanted;
    private readonly WantedByTime taking;
    private readonly Instant[] from;
    private readonly List<int> odd = [];
    private readonly List<int> stops = [];
    private readonly Instant lastSupply;
    private long[] coming = [];
    private long[] unfilled = [];
    private long[] passed = [];
    private int runs;
    private bool isSummedByRun;
    private long leastLeft;

    /// <summary>Nobody takes anything yet.</summary>
    public Takers(QueuePlan plan, FreeUnits free, Instant now)
    {
        (this.plan, Free, this.now) = (plan, free, now);
        int count = plan.Entries.Count;
        (wanted, taking, from) = (new WantedByTime(count), new WantedByTime(count), new Instant[count]);
        lastSupply = plan.Steps.Where(static (s, k) => k == 0 || s.Units > 0).Max(static s => s.At) is var last && last > now ? last : now;
        for (int i = 0; i < count; i++)
        {
            from[i] = Instant.Never;
            if (IsOdd(plan.Entries[i]))
            {
                odd.Add(i);
            }
        }
    }

    public QueuePlan Plan => plan;

    /// <summary>What the lines of the item may have now.</summary>
    public FreeUnits Free { get; }

    /// <summary>Those who stand behind the one that is decided, and have not been passed by it; they are told apart by whoever decides.</summary>
    public PriorityQueue<PlanEntry, Candidate>? Behind { get; set; }

    /// <summary>Whether all that must be complete and stand behind one that was decided are decided anew.</summary>
    public bool IsOpened { get; set; }

    /// <summary>From when on a special line takes any; <see cref="Instant.Never"/> when nothing.</summary>
    public void Set(int at, Instant takesFrom)
    {
        if (from[at] == takesFrom)
        {
            return;
        }

        PlanEntry entry = plan.Entries[at];
        from[at] = takesFrom;
        taking.Set(at, takesFrom == Instant.Never ? takesFrom : default, entry.Open);
        if (takesFrom != Instant.Never)
        {
            plan.AddTime(takesFrom);
        }

        if (!IsOdd(entry))
        {
            wanted.Set(at, takesFrom >= entry.CancelBy ? Instant.Never : takesFrom > now ? takesFrom : default, entry.Open);
        }
    }

    /// <summary>Whether a special line takes anything.</summary>
    public bool Takes(int at) => from[at] != Instant.Never;

    /// <summary>Open units of the special lines before a rank that take anything.</summary>
    public long TakenBefore(in RankKey rank)
    {
        plan.Item.Looked(taking.SumBefore(plan.IndexOf(rank)));
        return taking.Times == 0 ? 0 : taking.SumOf(0);
    }

    /// <summary>When a special line has all of its units; its <see cref="PlanEntry.BegunAt"/> tells when it has the first.</summary>
    /// <param name="at">Its number among the special lines.</param>
    /// <param name="all">Whether those behind it take what reaches them.</param>
    /// <param name="first">Units that are there at the first step.</param>
    /// <returns>The step, or <see cref="PlanEntry.NotFilled"/>.</returns>
    public int PlayUntilFilled(int at, bool all, long first)
    {
        Play(all ? plan.Entries.Count : at + 1, at, first);
        return plan.Entries[at].FilledAt;
    }

    /// <summary>Units that are free now and that nobody ever takes: so many lie there at each step, so whoever takes them now takes nothing from anybody.</summary>
    public long LeftNow()
    {
        Play(plan.Entries.Count, asked: -1, plan.FreeNow());
        return leastLeft;
    }

    /// <summary>
    /// Whether a line must be looked at by itself. One that is given up at a time takes like the others when nothing comes after that time: what is there then was left by all.
    /// </summary>
    private bool IsOdd(PlanEntry entry) => !entry.Line!.IsWhole || entry.CancelBy <= lastSupply;

    /// <summary>Plays the plan for the first special lines and the plain lines before and between them, to its end or until the one that is asked about is filled.</summary>
    private void Play(int count, int asked, long first)
    {
        int times = Prepare(count, asked);
        PlanEntry? until = asked < 0 ? null : plan.Entries[asked];
        (long pool, int begun, int looked) = (0, 0, stops.Count);
        leastLeft = long.MaxValue;
        ReadOnlySpan<Step> steps = plan.AllSteps;
        for (int k = 0; k < steps.Length && until is not { Left: 0 }; k++)
        {
            ref readonly Step step = ref steps[k];
            pool += k == 0 ? first : step.Units;
            if (step.WaitsForNext)
            {
                continue;
            }

            Instant at = step.At > now ? step.At : now;
            for (; begun < times && wanted.TimeOf(begun) <= at; begun++)
            {
                for (int run = 0; run < runs; run++)
                {
                    unfilled[run] += ComingTo(run, begun);
                }

                looked++;
            }

            for (int run = 0; run < runs && pool > 0; run++)
            {
                long taken = Math.Min(pool, unfilled[run]);
                unfilled[run] -= taken;
                pool -= taken;
                pool -= run < stops.Count ? plan.Entries[stops[run]].Take(pool, k, at) : 0;
                looked++;
            }

            leastLeft = Math.Min(leastLeft, pool);
        }

        plan.Item.Looked(looked);
    }

    /// <summary>Finds the lines that are looked at by themselves, and sums up what is wanted before, between and behind them: plain lines at once, others from their times on.</summary>
    /// <returns>How many times there are.</returns>
    private int Prepare(int count, int asked)
    {
        stops.Clear();
        foreach (int i in odd)
        {
            if (i < count && from[i] != Instant.Never && i != asked)
            {
                stops.Add(i);
            }
        }

        if (asked >= 0)
        {
            int place = stops.Count;
            while (place > 0 && stops[place - 1] > asked)
            {
                place--;
            }

            stops.Insert(place, asked);
        }

        int times = wanted.Times;
        isSummedByRun = stops.Count > 1;
        if (isSummedByRun)
        {
            coming = coming.Length >= (stops.Count + 1) * times ? coming : new long[2 * (stops.Count + 1) * times];
            passed = passed.Length >= times ? passed : new long[2 * times];
        }
        else if (stops.Count == 1)
        {
            plan.Item.Looked(wanted.SumBefore(stops[0]));
        }

        runs = stops.Count + (count == plan.Entries.Count ? 1 : 0); // else the one that is asked about is the last
        unfilled = unfilled.Length >= runs ? unfilled : new long[2 * runs];
        long plain = 0;
        for (int run = 0; run < runs; run++)
        {
            int end = run < stops.Count ? stops[run] : count;
            long plainEnd = run < stops.Count ? plan.Entries[end].PlainBefore : plan.Plain;
            (unfilled[run], plain) = (plainEnd - plain, plainEnd);
            if (isSummedByRun)
            {
                SumRun(run, end, times);
            }
        }

        foreach (int stop in stops)
        {
            plan.Entries[stop].Begin(from[stop]);
        }

        return times;
    }

    /// <summary>What a run wants from a time on.</summary>
    private long ComingTo(int run, int slot) => isSummedByRun ? coming[run * wanted.Times + slot]
        : stops.Count == 0 ? wanted.TotalOf(slot)
        : run == 0 ? wanted.SumOf(slot)
        : wanted.TotalOf(slot) - wanted.SumOf(slot) - wanted.UnitsOf(stops[0], slot);

    /// <summary>Sums up what is wanted behind the stop before a run, up to its end.</summary>
    private void SumRun(int run, int end, int times)
    {
        bool isLast = end == plan.Entries.Count;
        plan.Item.Looked(times + (isLast ? 0 : wanted.SumBefore(end)));
        for (int slot = 0; slot < times; slot++)
        {
            long before = isLast ? wanted.TotalOf(slot) : wanted.SumOf(slot);
            coming[run * times + slot] = before - (run == 0 ? 0 : passed[slot]);
            passed[slot] = before + (isLast ? 0 : wanted.UnitsOf(end, slot));
        }
    }
}
