using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Planning;

/// <summary>When a line is planned, and on what.</summary>
/// <param name="Date">The date; <see cref="Instant.Never"/> when there is none.</param>
/// <param name="On">The shipment that it hangs on; null when it hangs on none.</param>
/// <param name="Pegs">The shipments that bring its open units, earliest first.</param>
internal sealed record LinePlan(Instant Date, AsnNo? On, IReadOnlyList<PegView> Pegs)
{
    public static LinePlan Of(BackorderLine line, Ranking ranking, Instant now)
    {
        (Instant at, AsnNo? on, IReadOnlyList<PegView> pegs) = OfLine(line, ranking, now);
        if (line.Order.Terms.ShipMode == ShipMode.OrderComplete && !line.Open.IsZero)
        {
            (at, on) = (new Instant(long.MinValue), null);
            foreach (BackorderLine part in line.Order.Lines.Where(static l => !l.Open.IsZero))
            {
                (Instant partAt, AsnNo? partOn, _) = OfLine(part, ranking, now);
                (at, on) = partAt > at ? (partAt, partOn) : (at, on); // of several that come last, the first line's
            }
        }

        return new LinePlan(at, at == Instant.Never ? null : on, pegs);
    }

    private static (Instant At, AsnNo? On, IReadOnlyList<PegView> Pegs) OfLine(BackorderLine line, Ranking ranking, Instant now)
    {
        if (!line.IsQueued || Eligibility.RoleOf(line, now) == PlanRole.Out)
        {
            return (Instant.Never, null, []);
        }

        QueuePlan plan = QueuePlan.Of(line.Item, ranking, now);
        PlanEntry? entry = plan.Entries.FirstOrDefault(e => e.Line == line);
        List<(int Step, long Units)> parts = [];
        if (entry is not null)
        {
            entry.Parts = parts;
        }

        plan.PlayDates();
        if (entry is null)
        {
            AddPlainParts(plan, line, parts);
        }

        int filledAt = plan.StepOf(line);
        return (plan.DateOf(filledAt), plan.AsnOf(filledAt)?.AsnNo, PegsOf(plan, parts));
    }

    /// <summary>A plain line gets what each step fills between its first and its last unit.</summary>
    private static void AddPlainParts(QueuePlan plan, BackorderLine line, List<(int Step, long Units)> parts)
    {
        long before = plan.Item.Queue.Ranked.PlainBefore(line.Rank);
        long last = before + line.Open.Units;
        for (int step = 0; step < plan.Steps.Count; step++)
        {
            long units = Math.Min(last, plan.PlainAfter(step)) - Math.Max(before, plan.PlainAfter(step - 1));
            if (units > 0)
            {
                parts.Add((step, units));
            }
        }
    }

    private static IReadOnlyList<PegView> PegsOf(QueuePlan plan, List<(int Step, long Units)> parts) =>
    [
        .. parts.Where(p => plan.Steps[p.Step].Supply is not null)
            .Select(p => new PegView(plan.Steps[p.Step].Asn!.Value, new Quantity(p.Units), plan.Steps[p.Step].Supply!.ExpectedAt)),
    ];
}
