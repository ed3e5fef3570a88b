using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Spreads an item's free units in proportion to what the waiting lines want, in whole sellable units, exactly. Each line gets the floor of its pro-rata
/// share. A line whose share is below its minimum useful quantity gets nothing, and its part goes to the others. The remainder goes to the largest fractions;
/// between equal ones the ordering keys decide. Lines are taken class by class, and only the class in which the units run out is spread.
/// Of a shipment that comes in cartons the shares are those of all that it was announced with, less what each line has of it already: else each carton would be rounded in
/// favour of whoever wants most.
/// </summary>
/// <remarks>Costs O(n log n) in the lines that could take any: each of them has to be asked what it wants.</remarks>
internal static class FairShare
{
    public static void Run(SkuData item, DistributionMode mode, ITurn turn)
    {
        ExpectedSupply? shipment = turn.ShipmentOf(item);
        Int128 left = item.Stock.Free.Units;
        Int128 coming = left + (shipment?.Remaining.Units ?? 0);
        List<Claim> claims = Claims(item, turn);
        for (int from = 0; from < claims.Count && left > 0;)
        {
            int to = from + 1;
            while (to < claims.Count && InOneClass(claims[from].Line, claims[to].Line, mode))
            {
                to++;
            }

            List<Claim> ofClass = claims.GetRange(from, to - from);
            if (shipment is not null)
            {
                coming -= Entitle(ofClass, shipment, coming);
                ofClass.RemoveAll(static c => c.Wants == 0);
            }

            left -= Spread(ofClass, left);
            from = to;
        }

        foreach (Claim claim in claims.Where(c => c.Share > 0))
        {
            Grant(claim, turn);
        }

        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
    }

    /// <summary>
    /// Lets those of one class want no more than is due to them: their share of what is still to come of a shipment and of what they have of it, less what they have.
    /// </summary>
    /// <returns>All that is due to them.</returns>
    private static Int128 Entitle(List<Claim> claims, ExpectedSupply shipment, Int128 coming)
    {
        List<Claim> whole = claims.ConvertAll(c => c.With(shipment.GivenTo(c.Line.Key)));
        Int128 has = claims.Aggregate(Int128.Zero, (sum, c) => sum + shipment.GivenTo(c.Line.Key));
        Spread(whole, coming + has);
        for (int i = 0; i < claims.Count; i++)
        {
            claims[i].Limit(whole[i].Share - shipment.GivenTo(claims[i].Line.Key));
        }

        return Wanted(claims);
    }

    /// <summary>Sets the shares of one class. Their sum is all that is left, or all that the class can use.</summary>
    internal static Int128 Spread(List<Claim> claims, Int128 left)
    {
        Int128 wanted = Wanted(claims);
        if (wanted > left)
        {
            List<Claim> kept = DropUseless(claims, left, wanted);
            Int128 keptWant = Wanted(kept);
            foreach (Claim claim in kept)
            {
                (claim.Share, claim.Fraction) = claim.ProRata(Int128.Min(left, keptWant), keptWant);
            }

            HandOutRest(kept, left);
        }
        else
        {
            claims.ForEach(c => c.Share = c.Wants);
        }

        return claims.Aggregate(Int128.Zero, (sum, c) => sum + c.Share);
    }

    /// <summary>
    /// Drops lines whose share is below their minimum useful quantity, the last in the queue first. Each dropped line raises the shares of the others, so one
    /// pass from back to front is enough: a line that was kept would be kept again.
    /// </summary>
    private static List<Claim> DropUseless(List<Claim> claims, Int128 left, Int128 wanted)
    {
        List<Claim> kept = [];
        for (int i = claims.Count - 1; i >= 0; i--)
        {
            Claim claim = claims[i];
            if (claim.ProRata(Int128.Min(left, wanted), wanted).Share < claim.Least && claim.Least > claim.Unit)
            {
                wanted -= claim.Wants;
            }
            else
            {
                kept.Add(claim);
            }
        }

        kept.Reverse();
        return kept;
    }

    /// <summary>One sellable unit more for each, by the size of the fraction that the floor cut off, as long as units last.</summary>
    private static void HandOutRest(List<Claim> kept, Int128 left)
    {
        left -= kept.Aggregate(Int128.Zero, (sum, c) => sum + c.Share);
        foreach (Claim claim in kept.OrderBy(c => c, Comparer<Claim>.Create(ByFraction))) // a stable sort: between equals the ordering keys decide
        {
            long more = Math.Min(claim.Unit, claim.Wants - claim.Share);
            if (more > 0 && more <= left)
            {
                claim.Share += more;
                left -= more;
            }
        }
    }

    /// <summary>Fractions of different sellable units are compared crosswise, for no division is exact.</summary>
    private static int ByFraction(Claim a, Claim b) => (b.Fraction * a.Unit).CompareTo(a.Fraction * b.Unit);

    private static Int128 Wanted(List<Claim> claims) => claims.Aggregate(Int128.Zero, (sum, c) => sum + c.Wants);

    /// <summary>Whether a shortage of two lines is shared between them.</summary>
    internal static bool InOneClass(BackorderLine a, BackorderLine b, DistributionMode mode) =>
        mode == DistributionMode.TieredFairShare ? a.Rank.CompareClass(b.Rank) == 0 : a.Rank.Pinned == b.Rank.Pinned;

    private static List<Claim> Claims(SkuData item, ITurn turn)
    {
        List<Claim> claims = [];
        HashSet<OrderData> orders = [];
        RankKey? after = null;
        while (item.Queue.NextTaker(after, item.Stock.Free) is { } line)
        {
            after = line.Rank;
            bool whole = line.IsWhole;
            if (Eligibility.Check(line, turn.Now) != SkipReason.None || (line.Order.Terms.ShipMode == ShipMode.OrderComplete && !orders.Add(line.Order)))
            {
                continue;
            }

            // What must be complete claims for all of its lines at once, all or nothing; what it may hold of less is left to the walk that follows.
            Quantity wants = whole ? Completion.OpenOf(line) : line.Open;
            if (!whole || (line.MayHold(turn.Now) && wants <= item.Stock.Free))
            {
                claims.Add(new Claim(line, wants.Units, whole ? wants.Units : Eligibility.Need(line), whole ? 1 : line.UnitSize));
            }
        }

        return claims;
    }

    private static void Grant(Claim claim, ITurn turn)
    {
        BackorderLine line = claim.Line;
        if (claim.IsWhole)
        {
            Completion.Serve(line, turn);
        }
        else if (Quantity.Min(new Quantity(claim.Share), Quantity.Min(line.Open, line.Item.Stock.Free)) is { IsZero: false } units)
        {
            Giving.Give(line, units, turn);
        }
    }
}
