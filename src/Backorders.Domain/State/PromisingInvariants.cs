using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Skus;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>The part of <see cref="Invariants"/> about what customers were promised, asked and told. What is due but not yet worked off is not counted.</summary>
internal static class PromisingInvariants
{
    public static void Check(OrderData order, WarehouseState state, Instant now, List<string> wrong)
    {
        bool behind = state.Agenda.NextDue <= now;
        if (!behind && order.Terms.CancelBy <= now && order.Lines.Exists(l => !l.Unpacked.IsZero))
        {
            wrong.Add($"Order {order.Key}: its cancel-by time has passed, and units of it still wait.");
        }

        if (order.Payment is { Yielded: true } && (order.Lines.Exists(l => !(l.Held + l.Allocated + l.Picked).IsZero)
            || order.Tasks.Any(t => t.State == TaskState.Packed && !t.IsPaid)))
        {
            wrong.Add($"Order {order.Key}: its payment was declined and it has yielded, but it has units.");
        }

        if (order.HasFallenBack && (order.IsClosed || state.Agenda.NextDue > order.FellBackUntil))
        {
            wrong.Add($"Order {order.Key}: it fell back without an end.");
        }

        foreach (BackorderLine line in order.Lines)
        {
            CheckLine(line, state, wrong);
        }
    }

    private static void CheckLine(BackorderLine line, WarehouseState state, List<string> wrong)
    {
        if (line.Side is not { } side)
        {
            return;
        }

        if (side.Asked is { } asked && (line.IsClosed || state.Agenda.NextDue > asked.Deadline))
        {
            wrong.Add($"Line {line.Key}: its customer is asked to wait without an end.");
        }

        if (side.Substitutes != 0 && line.Order.Find(side.Substitutes)?.Side?.SubstitutedBy is null or 0)
        {
            wrong.Add($"Line {line.Key}: it stands for line {side.Substitutes}, which knows nothing of it.");
        }
    }

    public static void Check(SkuData item, WarehouseState state, Instant now, List<string> wrong)
    {
        if (item.Wishes is not { Count: > 0 } wishes || item.ReleaseAt > now || state.Agenda.NextDue <= now)
        {
            return;
        }

        Quantity free = BackInStockDesk.Free(item, wishes, now);
        foreach ((string reference, Quantity wanted) in wishes.InOrder)
        {
            if (wanted <= free)
            {
                wrong.Add($"Item {item.Key}: {free} units are free, and {reference} was not told of the {wanted} asked for.");
                return;
            }
        }
    }
}
