using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Gives away units that are told apart by lot: front to back like any, but each line only from the lots that it may have, first expired first. Lines are
/// served one by one, since what is free for one is not free for the next.
/// </summary>
internal static class LotDistribution
{
    public static void Run(SkuData item, ITurn turn)
    {
        while (item.Queue.Count > 0 && !item.Stock.Free.IsZero && PassOnce(item, turn))
        {
        }

        foreach (LotStock lot in item.Lots!.All.Where(l => !l.Stock.Usable.IsZero).ToArray())
        {
            turn.Emit(new UnitsPutAway(item.Key, lot.Stock.Usable, item.Origin.Receipt) { Lot = lot.Lot });
        }
    }

    /// <summary>True when a line that must be complete took part: then the queues have changed, and the walk begins again.</summary>
    private static bool PassOnce(SkuData item, ITurn turn)
    {
        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
        foreach (BackorderLine line in item.Queue.InOrder().ToArray())
        {
            Quantity free = item.Lots!.FreeFor(line);
            if (free.IsZero || Eligibility.Check(line, turn.Now) != SkipReason.None)
            {
                continue;
            }

            if (line.IsWhole)
            {
                if (line.MayHold(turn.Now))
                {
                    Completion.Serve(line, turn);
                    return true;
                }
            }
            else if (Eligibility.Take(line, free).Take is { IsZero: false } units)
            {
                Giving.Give(line, units, turn);
            }
        }

        return false;
    }
}
