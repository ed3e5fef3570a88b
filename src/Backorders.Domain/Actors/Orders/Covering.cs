using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Planning;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// Brings up to date which of those that must be complete are covered (<see cref="Cover"/>), before units are given away and when a turn ends. One that becomes
/// covered looks for units; one that is covered no more gives up what it holds.
/// </summary>
internal static class Covering
{
    /// <summary>
    /// While units are still being taken back and given away, somebody may seem uncovered who is covered in the end. So one may be covered again in a turn, but not
    /// without end: after so many losses it must wait for the next turn.
    /// </summary>
    private const int LossesMax = 3;

    /// <summary>Decides anew for one item. Most have plain lines only, or none, and cost nothing here.</summary>
    public static void Update(SkuData item, ITurn turn)
    {
        if (AnySpecial(item, turn))
        {
            Update([item], turn);
        }
    }

    /// <summary>Decides anew for several items at once: an order that must be complete may want units of all of them.</summary>
    public static void Update(IEnumerable<SkuData> items, ITurn turn)
    {
        foreach (IGrouping<OwnerId, SkuData> owners in items.Where(i => AnySpecial(i, turn) && !i.IsCoverKnown).ToArray().GroupBy(static i => i.Key.Owner))
        {
            foreach (SkuData item in owners)
            {
                item.CoverIsKnown(item.Changes); // what is decided here changes something again when anybody's cover changes
            }

            Cover cover = new(turn.RankingOf(owners.Key), turn.Now);
            foreach (Candidate who in cover.Decide(owners, c => turn.LostCover.GetValueOrDefault(KeyOf(c)) < LossesMax))
            {
                bool isCovered = who.Decided == true;
                turn.Emit(new CoverChanged(who.Order.Key, who.Only?.Key.LineNo ?? 0, isCovered) { From = who.From });
                if (isCovered && who.From == default)
                {
                    LookForUnits(who, turn);
                }
                else if (!isCovered)
                {
                    turn.LostCover[KeyOf(who)] = turn.LostCover.GetValueOrDefault(KeyOf(who)) + 1;
                    GiveUpHolds(who, turn);
                }
            }

            foreach (Candidate who in cover.Gainers)
            {
                LookForUnits(who, turn); // it may have been covered before, and lost units only now
            }
        }
    }

    private static bool AnySpecial(SkuData item, ITurn turn)
    {
        item.Queue.Refresh(turn.RankingOf(item.Key.Owner), turn.Now);
        return item.Queue.Ranked.AnySpecial;
    }

    private static void LookForUnits(Candidate who, ITurn turn)
    {
        foreach (BackorderLine line in who.Lines)
        {
            if (!line.Item.Stock.Free.IsZero)
            {
                turn.Send(new DistributeUnits(line.Item.Key));
            }

            if (line.Item.Holders.Count > 0)
            {
                turn.Send(new PreemptUnits(line.Item.Key)); // it counts on what is held for lower classes
            }
        }
    }

    private static void GiveUpHolds(Candidate who, ITurn turn)
    {
        if (who.Order.HasFallenBack)
        {
            return; // it keeps what it has for its time, whatever is expected
        }

        foreach (BackorderLine line in who.Only is { } only ? [only] : who.Order.Lines)
        {
            Completion.EndHold(line, Values.ReasonCode.Supplier, turn);
        }
    }

    /// <summary>What stands for a candidate: its line, or line 0 of its order.</summary>
    private static LineKey KeyOf(Candidate who) => who.Only?.Key ?? new LineKey(who.Order.Key, 0);
}
