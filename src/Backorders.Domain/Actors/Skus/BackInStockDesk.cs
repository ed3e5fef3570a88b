using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Tells customers who asked that units are there again: only of units on hand beyond all that waiting lines want, in the order in which they asked, and
/// each unit to one of them at a time. A request for more than is free is skipped and keeps its place.
/// </summary>
internal static class BackInStockDesk
{
    public static void Run(SkuData item, ITurn turn)
    {
        if (item.Wishes is not { Count: > 0 } wishes || item.ReleaseAt > turn.Now)
        {
            return;
        }

        Quantity free = Free(item, wishes, turn.Now);
        List<(string Reference, Quantity Units)> told = [];
        foreach ((string reference, Quantity wanted) in wishes.InOrder)
        {
            if (free.IsZero)
            {
                break;
            }

            if (wanted <= free)
            {
                told.Add((reference, wanted));
                free -= wanted;
            }
        }

        Instant until = turn.Now + TimeSpan.FromHours(turn.PolicyOf(item.Key.Owner).BackInStockHours);
        foreach ((string reference, Quantity units) in told)
        {
            turn.Emit(new BackInStock(item.Key, reference, units, until));
        }

        turn.Agenda.Set(DueKey.Of(DueKind.BackInStockAgain, item.Key), wishes.NextUnspoken(turn.Now));
    }

    /// <summary>Units beyond demand of which nobody was told lately.</summary>
    public static Quantity Free(SkuData item, BackInStockList wishes, Instant now)
    {
        Quantity spoken = wishes.SpokenFor(now);
        return item.Surplus > spoken ? item.Surplus - spoken : Quantity.Zero;
    }
}
