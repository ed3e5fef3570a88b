using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Links waiting units to the shipments that are expected to bring them, in queue order, earliest shipment first. From these links come the promise dates.
/// A link is kept as long as its shipment still brings the units: a later line does not take a promise away from an earlier one.
/// </summary>
internal static class Pegging
{
    /// <summary>Brings the links of an item up to date, and emits the promises that follow from them.</summary>
    public static void Run(SkuData item, ITurn turn)
    {
        HashSet<BackorderLine> touched = [];
        foreach (ExpectedSupply supply in item.Expected)
        {
            if (!supply.Excess.IsZero)
            {
                Trim(supply, supply.Excess, touched, turn);
                ReconsiderOrders(supply, turn); // the links that stay are certain now
            }
        }

        LinkWaiting(item, touched, turn);
        Announce(touched, null, turn);
    }

    private static void ReconsiderOrders(ExpectedSupply supply, ITurn turn)
    {
        foreach (Peg peg in supply.Pegs)
        {
            if (peg.Line.Order.Terms.ShipMode == ShipMode.OrderComplete)
            {
                turn.Send(new ReconsiderOrder(peg.Line.Order.Key));
            }
        }
    }

    /// <summary>All links to one shipment end: it will not come, or not when it was expected. Then what can be linked anew is.</summary>
    public static void Relink(ExpectedSupply supply, ITurn turn)
    {
        HashSet<BackorderLine> touched = [];
        bool onlyShipment = supply.Item.Expected.Count == 1 && supply.Shipment.IsOpen && supply.Excess.IsZero;
        if (onlyShipment)
        {
            touched.UnionWith(supply.Pegs.Select(p => p.Line)); // no other shipment could take them over: only the date moves
        }
        else
        {
            Trim(supply, supply.Pegged, touched, turn);
        }

        LinkWaiting(supply.Item, touched, turn);
        Announce(touched, supply.Shipment.Key, turn);
    }

    /// <summary>A shipment brings less than it did: links beyond that end, and what can be linked anew is.</summary>
    public static void Lessen(ExpectedSupply supply, AsnKey because, ITurn turn)
    {
        HashSet<BackorderLine> touched = [];
        Trim(supply, supply.Excess, touched, turn);
        LinkWaiting(supply.Item, touched, turn);
        Announce(touched, because, turn);
    }

    /// <summary>Works the promises of all lines of an item out again.</summary>
    public static void Retell(SkuData item, ITurn turn)
    {
        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
        Announce([.. item.Queue.InOrder()], null, turn);
    }

    /// <summary>Ends links, the last made first.</summary>
    private static void Trim(ExpectedSupply supply, Quantity excess, HashSet<BackorderLine> touched, ITurn turn)
    {
        while (!excess.IsZero)
        {
            Peg last = supply.Pegs.Last!.Value;
            Quantity part = Quantity.Min(excess, last.Quantity);
            touched.Add(last.Line);
            turn.Emit(new LineUnpegged(last.Line.Key, supply.Shipment.Key, supply.Item.Key.Sku, part));
            excess -= part;
        }
    }

    private static void LinkWaiting(SkuData item, HashSet<BackorderLine> touched, ITurn turn)
    {
        if (item.UnpeggedDemand.IsZero || item.Expected.Count == 0)
        {
            return;
        }

        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
        foreach (ExpectedSupply supply in item.Expected)
        {
            while (!supply.Free.IsZero && item.Queue.FirstUnpegged is { } line)
            {
                touched.Add(line);
                turn.Emit(new LinePegged(line.Key, supply.Shipment.Key, item.Key.Sku, Quantity.Min(supply.Free, line.Unpegged)));
            }
        }
    }

    /// <summary>A promise depends on the latest of the shipments that the open units need. A line with open units that no shipment covers has no date.</summary>
    private static void Announce(HashSet<BackorderLine> touched, AsnKey? because, ITurn turn)
    {
        foreach (BackorderLine line in touched.OrderBy(l => l.Key))
        {
            if (line.Open.IsZero)
            {
                continue;
            }

            (Instant promise, AsnKey on) = PromiseFor(line, turn);
            if (line.FirstPromise == Instant.Never)
            {
                if (promise != Instant.Never)
                {
                    turn.Emit(new PromiseGiven(line.Key, promise, on));
                }
            }
            else if (HasMoved(line.Promise, promise, turn.PolicyOf(line.Item.Key.Owner)))
            {
                turn.Emit(new PromiseChanged(line.Key, line.Promise, promise, because));
                DelayConsent.PromiseMoved(line, turn.PolicyOf(line.Item.Key.Owner), turn);
                Substitution.Consider(line, turn);
            }

            if (line.Order.Terms.ShipMode == ShipMode.OrderComplete)
            {
                turn.Send(new ReconsiderOrder(line.Order.Key));
            }
        }
    }

    /// <summary>
    /// When a line can be served, and the latest shipment that this depends on. Before an item's release nothing is allocated, so no date is earlier; until
    /// then units in storage count like announced ones.
    /// </summary>
    private static (Instant Promise, AsnKey On) PromiseFor(BackorderLine line, ITurn turn)
    {
        SkuData item = line.Item;
        bool kept = item.ReleaseAt > turn.Now && item.Stock.OnHand >= item.UnpeggedDemand;
        if (!line.Unpegged.IsZero && !kept)
        {
            return (Instant.Never, default);
        }

        Peg? last = line.Pegs.MaxBy(p => p.Supply);
        Instant there = last is not null && last.Supply.Shipment.Eta > item.ReleaseAt ? last.Supply.Shipment.Eta : item.ReleaseAt;
        return (there + TimeSpan.FromHours(turn.PolicyOf(item.Key.Owner).PromiseAllowanceHours), last?.Supply.Shipment.Key ?? new AsnKey(item.Key.Owner, default));
    }

    private static bool HasMoved(Instant from, Instant to, Policy policy)
    {
        if (from == Instant.Never || to == Instant.Never)
        {
            return from != to;
        }

        return (to - from).Duration() > TimeSpan.FromHours(policy.PromiseThresholdHours);
    }
}
