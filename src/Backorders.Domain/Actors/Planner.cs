using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Actors.Skus;
using Backorders.Domain.Events;
using Backorders.Domain.Planning;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors;

/// <summary>
/// Plans the items of which something changed in a turn, after all units are given away: what must be complete is covered or not, lines get their first date and with
/// it their promise place, and in the end customers are told. What the plan says is what a scan does, if the shipments come as expected.
/// </summary>
internal sealed class Planner(ITurn turn)
{
    private Dictionary<SkuData, QueuePlan>? plans;

    /// <summary>By owner and SKU; null before there are any, as in most turns.</summary>
    private List<SkuData>? changed;

    /// <summary>Brings up to date what must be complete in items that have changed and for which lines wait.</summary>
    public void UpdateCover(List<SkuData> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        changed = changed is null ? items : [.. changed.Union(items).OrderBy(static i => i.Key)];
        Covering.Update(items, turn);
    }

    /// <summary>
    /// Whether nothing is left to be planned before customers are told. Where lines stand that are looked at one by one, those that get a date for the first time
    /// take their promise places, which changes the order; then it is planned again, until no line gets its first date.
    /// </summary>
    public bool IsSettled(PlanList due)
    {
        if (!due.IsEmpty || changed is null)
        {
            return due.IsEmpty;
        }

        plans?.Clear();
        foreach (SkuData item in changed)
        {
            PlanOf(item);
        }

        foreach (SkuData item in changed)
        {
            if (PlanOf(item).Entries.Count > 0)
            {
                foreach (BackorderLine line in FirstDated(item))
                {
                    turn.Emit(new LinePlaced(line.Key));
                }
            }
        }

        return due.IsEmpty;
    }

    /// <summary>Tells customers what they were not told yet.</summary>
    public void TellAll()
    {
        if (changed is null)
        {
            return;
        }

        SortedDictionary<Ids.OrderKey, OrderData> whole = [];
        foreach (SkuData item in changed)
        {
            QueuePlan plan = PlanOf(item);
            Telling.Plain(plan, turn);
            foreach (PlanEntry entry in plan.Entries)
            {
                BackorderLine line = entry.Line!;
                if (line.Order.Terms.ShipMode == ShipMode.OrderComplete)
                {
                    whole[line.Order.Key] = line.Order;
                }
                else
                {
                    int step = plan.StepOf(entry);
                    Telling.Tell(line, plan.DateOf(step), plan.AsnOf(step), turn);
                }
            }
        }

        foreach (OrderData order in whole.Values)
        {
            (Instant at, Ids.AsnKey? on) = DateOf(order);
            if (at == Instant.Never && order.Planned is { IsUntold: true })
            {
                continue;
            }

            foreach (BackorderLine line in order.Lines.Where(static l => !l.Waiting.IsZero))
            {
                Telling.Tell(line, at, on, turn);
            }

            (order.Planned ??= new PlannedOrder()).IsUntold = order.Lines.TrueForAll(static l => l.FirstPromise == Instant.Never);
        }
    }

    /// <summary>Lines of an item that are planned for the first time, front to back.</summary>
    private List<BackorderLine> FirstDated(SkuData item)
    {
        QueuePlan plan = PlanOf(item);
        List<BackorderLine> first = [];
        if (!plan.IsSpread)
        {
            item.Queue.Ranked.AddUnplaced(plan.PlainAfter(plan.Steps.Count - 1), first);
        }
        else
        {
            first.AddRange(item.Queue.InOrder().Where(l => l.Place == 0 && l.Node.Role == PlanRole.Plain && plan.StepOf(l) != PlanEntry.NotFilled));
        }

        first.AddRange(plan.Entries.Where(e => e.Line!.Place == 0 && HasDate(e)).Select(e => e.Line!));
        first.Sort(static (a, b) => a.Rank.CompareTo(b.Rank));
        return first;
    }

    private bool HasDate(PlanEntry entry) => entry.Line!.Order.Terms.ShipMode == ShipMode.OrderComplete
        ? DateOf(entry.Line.Order).At != Instant.Never
        : PlanOf(entry.Line.Item).StepOf(entry) != PlanEntry.NotFilled;

    /// <summary>An order that ships complete has the date of its latest line.</summary>
    private (Instant At, Ids.AsnKey? On) DateOf(OrderData order)
    {
        (Instant at, Ids.AsnKey? on) = (new Instant(long.MinValue), null);
        foreach (BackorderLine line in order.Lines)
        {
            if (line.Open.IsZero)
            {
                continue;
            }

            if (line.Planned is not { IsDateKnown: true })
            {
                PlanOf(line.Item);
            }

            if (line.Planned is not { IsDateKnown: true } part || part.At == Instant.Never)
            {
                return (Instant.Never, null); // it takes nothing as things stand, or nobody can say when
            }

            (at, on) = part.At > at ? (part.At, part.On) : (at, on);
        }

        return (at, on);
    }

    private QueuePlan PlanOf(SkuData item)
    {
        plans ??= [];
        if (!plans.TryGetValue(item, out QueuePlan? plan))
        {
            plans.Add(item, plan = QueuePlan.Of(item, turn.RankingOf(item.Key.Owner), turn.Now).PlayDates());
            foreach (PlanEntry entry in plan.Entries)
            {
                if (entry.Line is { IsWhole: true } line)
                {
                    PlannedPart part = line.Planned ??= new PlannedPart();
                    int step = plan.StepOf(entry);
                    part.IsDateKnown = true;
                    part.At = plan.DateOf(step);
                    part.On = plan.AsnOf(step);
                }
            }
        }

        return plan;
    }
}
