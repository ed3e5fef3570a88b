using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>
/// Changes to an accepted order. A lowered quantity keeps its place; a raised one keeps the old quantity's place, and the increment queues as a new line.
/// Otherwise an amendment could be used to jump the queue.
/// </summary>
internal static class AmendHandler
{
    public static Refused? Handle(AmendOrder c, TurnContext turn)
    {
        if (Check.OpenOrder(turn.State, c.Order, out OrderData order) is { } refused)
        {
            return refused;
        }

        if ((TermsChange(c, turn) ?? LineChanges(c, order, turn.Now)) is { } wrong)
        {
            return wrong;
        }

        OrderTerms terms = order.Terms with
        {
            Tier = c.Tier ?? order.Terms.Tier,
            ShipMode = c.ShipMode ?? order.Terms.ShipMode,
            Lane = c.Lane ?? order.Terms.Lane,
            ShipBy = c.ShipBy ?? order.Terms.ShipBy,
            NotBefore = c.NotBefore ?? order.Terms.NotBefore,
        };
        if (terms.CancelBy <= terms.NotBefore)
        {
            return Refused.Because(
                Refusal.InvalidValue, "Cancel-by must be later than not-before, or the order could never ship.", ("cancel_by", terms.CancelBy), ("not_before", terms.NotBefore));
        }

        if (terms != order.Terms)
        {
            turn.Emit(new OrderAmended(c.Order, terms));
        }

        foreach (LineChange change in c.Lines)
        {
            Change(order, order.Find(change.LineNo)!, new Quantity(change.Quantity), turn);
        }

        turn.Send(new ReconsiderOrder(order.Key));
        UnitSearch.AskQueues(order, turn);
        UnitSearch.AskLowerClasses(order.Lines, turn);
        return null;
    }

    private static void Change(OrderData order, BackorderLine line, Quantity wanted, TurnContext turn)
    {
        Quantity now = line.Ordered - line.Cancelled;
        if (wanted < now)
        {
            turn.Deliver(new GiveUpUnits(line.Key, now - wanted, ReasonCode.CustomerRequest));
        }
        else if (wanted > now)
        {
            int lineNo = order.Lines[^1].Key.LineNo + 1;
            AcceptedLine increment = new(lineNo, line.Item.Key.Sku, wanted - now, Quantity.Zero, line.MaxSplits)
            {
                UnitSize = line.UnitSize, Lot = line.Lot, MinRemainingDays = line.MinRemainingDays,
            };
            turn.Emit(new LineAdded(order.Key, increment, line.Key.LineNo));
        }
    }

    private static Refused? TermsChange(AmendOrder c, TurnContext turn)
    {
        if (c.Tier is < 0 or > Limits.TierMax)
        {
            return Refused.Because(Refusal.InvalidValue, $"Tier {c.Tier} is not between 0 (served last) and {Limits.TierMax}.", ("tier", c.Tier), ("max", Limits.TierMax));
        }

        if (c.ShipMode is { } mode && !Enum.IsDefined(mode))
        {
            return Refused.Because(Refusal.InvalidValue, $"Ship mode {(int)mode} is not known.", ("ship_mode", (int)mode));
        }

        return c.Lane is { } lane ? Check.Lane(turn.State, lane) : null;
    }

    private static Refused? LineChanges(AmendOrder c, OrderData order, Instant now)
    {
        HashSet<int> seen = [];
        foreach (LineChange change in c.Lines)
        {
            if (Check.Lines(order, [change.LineNo], out _) is { } unknown)
            {
                return unknown;
            }

            if (change.Quantity is <= 0 or > Limits.QuantityMax || !seen.Add(change.LineNo))
            {
                return Refused.Because(
                    Refusal.InvalidQuantity, $"Line {change.LineNo}: name it once, with 1 to {Limits.QuantityMax} units. To give it up, cancel it.",
                    ("line_no", change.LineNo), ("quantity", change.Quantity), ("max", Limits.QuantityMax));
            }

            BackorderLine line = order.Find(change.LineNo)!;
            if (order.Terms.CancelBy <= now && change.Quantity > (line.Ordered - line.Cancelled).Units)
            {
                return Refused.Because(
                    Refusal.TooLate, $"The cancel-by time of order {order.Key.OrderNo} has passed: nothing can be added to it.", ("cancel_by", order.Terms.CancelBy));
            }

            if (change.Quantity % line.UnitSize != 0)
            {
                return Refused.Because(
                    Refusal.InvalidQuantity, $"Line {change.LineNo} was ordered in units of {line.UnitSize} that may not be broken; {change.Quantity} is not a multiple.",
                    ("line_no", change.LineNo), ("quantity", change.Quantity), ("unit_size", line.UnitSize));
            }

            if (change.Quantity < (line.Packed + line.Shipped).Units)
            {
                return Refused.Because(
                    Refusal.TooLate, $"{line.Packed + line.Shipped} of line {change.LineNo} are packed or shipped already.",
                    ("line_no", change.LineNo), ("packed_or_shipped", line.Packed + line.Shipped));
            }
        }

        return order.Lines.Count + seen.Count > Limits.OrderLinesMax
            ? Refused.Because(Refusal.InvalidCount, $"An order has at most {Limits.OrderLinesMax} lines.", ("max", Limits.OrderLinesMax))
            : null;
    }
}
