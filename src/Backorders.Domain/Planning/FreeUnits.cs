using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>
/// Units of an item that a line may have now. What is held for lines of a strictly lower class counts: it may take that. Of an item with lots only those count that it may
/// have.
/// </summary>
internal sealed class FreeUnits(SkuData item, Ranking ranking, Instant now)
{
    private List<(RankKey Class, long Units)>? heldBelow; // from the lowest class on: units that are held for it and for lower ones

    public long For(BackorderLine line)
    {
        if (item.Lots is { } lots)
        {
            return item.ReleaseAt > now ? item.Stock.Free.Units : lots.FreeFor(line).Units;
        }

        bool mayTake = item.Holders.Count > 0 && (line.Pinned || ranking.DistributionOf(item.Key.Sku) != DistributionMode.FairShare) && Eligibility.Check(line, now) == SkipReason.None;
        return item.Stock.Free.Units + (mayTake ? HeldBelow(line) : 0);
    }

    /// <summary>Units that are held for lines of a strictly lower class, and not for the line's own order.</summary>
    private long HeldBelow(BackorderLine line)
    {
        heldBelow ??= SumByClass();
        RankKey ours = ranking.ClassOf(line, now);
        (int low, int high) = (0, heldBelow.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ours.CompareClass(heldBelow[middle].Class) < 0 ? (middle + 1, high) : (low, middle);
        }

        long units = low == 0 ? 0 : heldBelow[low - 1].Units;
        foreach (BackorderLine own in line.OfItem())
        {
            units -= !own.Held.IsZero && ours.CompareClass(ranking.ClassOf(own, now)) < 0 ? own.Held.Units : 0;
        }

        return units;
    }

    private List<(RankKey Class, long Units)> SumByClass()
    {
        List<(RankKey Class, long Units)> holders = [.. item.Holders.Select(h => (ranking.ClassOf(h, now), h.Held.Units))];
        holders.Sort(static (a, b) => b.Class.CompareClass(a.Class));
        List<(RankKey Class, long Units)> sums = [];
        long units = 0;
        foreach ((RankKey rank, long held) in holders)
        {
            units += held;
            if (sums.Count > 0 && sums[^1].Class.CompareClass(rank) == 0)
            {
                sums.RemoveAt(sums.Count - 1);
            }

            sums.Add((rank, units));
        }

        item.Looked(holders.Count);
        return sums;
    }
}
