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
/// Otherwise an amendment could be used to jump the queue. A quantity is the line's total with its increments: what is sent last is what the customer wants.
/// </summary>
internal static class AmendHandler
{
    public static Refused? Handle(AmendOrder c, TurnContext turn)
    {
        if (Check.OpenOrder(turn.State, c.Order, out OrderData order) is { } refused)
        {
            return refused;
        }

        if ((TermsChange(c, turn) ?? LaneChange(c, order) ?? LineChanges(c, order, turn.Now)) is { } wrong)
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

        bool isLower = terms.Tier < order.Terms.Tier;
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
        if (isLower)
        {
            UnitSearch.AskHigherClasses(order.Lines, turn);
        }

        return null;
    }

    private static void Change(OrderData order, BackorderLine line, Quantity wanted, TurnContext turn)
    {
        IReadOnlyList<BackorderLine> parts = order.WithIncrements(line);
        Quantity now = Sum(parts, static l => l.Wanted);
        if (wanted < now)
        {
            Lower(parts, now - wanted, turn);
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

    /// <summary>What waits is given up before what is in work. Of either, what was added last goes first, since it stands last in the queue.</summary>
    private static void Lower(IReadOnlyList<BackorderLine> parts, Quantity units, TurnContext turn)
    {
        foreach (Func<BackorderLine, Quantity> within in (Func<BackorderLine, Quantity>[])[static l => l.Waiting, static l => l.Unpacked])
        {
            foreach (BackorderLine part in parts.Reverse())
            {
                Quantity given = Quantity.Min(units, within(part));
                if (!given.IsZero)
                {
                    turn.Deliver(new GiveUpUnits(part.Key, given, ReasonCode.CustomerRequest));
                    units -= given;
                }
            }
        }
    }

    private static Quantity Sum(IEnumerable<BackorderLine> lines, Func<BackorderLine, Quantity> of) => lines.Aggregate(Quantity.Zero, (sum, l) => sum + of(l));

    /// <summary>A lane is where an order is built: what is packed stands there, and a parcel's label names it.</summary>
    private static Refused? LaneChange(AmendOrder c, OrderData order) =>
        c.Lane is not { } lane || lane == order.Terms.Lane || order.Lines.Exists(static l => !l.Unpacked.IsZero)
            ? null
            : Refused.Because(
                Refusal.TooLate, $"Order {order.Key.OrderNo} is packed in whole for lane {order.Terms.Lane}: its lane can be changed only while some of it is not packed.",
                ("order_no", order.Key.OrderNo), ("lane", order.Terms.Lane));

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
            IReadOnlyList<BackorderLine> parts = order.WithIncrements(line);
            if (parts.Skip(1).FirstOrDefault(p => c.Lines.Any(other => other.LineNo == p.Key.LineNo)) is { } increment)
            {
                return Refused.Because(
                    Refusal.InvalidQuantity, $"Line {increment.Key.LineNo} is an increment of line {change.LineNo}, whose quantity counts both: name line {change.LineNo} alone.",
                    ("line_no", increment.Key.LineNo), ("continues", change.LineNo));
            }

            if (order.Terms.CancelBy <= now && change.Quantity > Sum(parts, static l => l.Wanted).Units)
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

            Quantity gone = Sum(parts, static l => l.Packed + l.Shipped);
            if (change.Quantity < gone.Units)
            {
                return Refused.Because(
                    Refusal.TooLate, $"{gone} of line {change.LineNo}, with its increments, are packed or shipped already.",
                    ("line_no", change.LineNo), ("packed_or_shipped", gone));
            }
        }

        return order.Lines.Count + seen.Count > Limits.OrderLinesMax
            ? Refused.Because(Refusal.InvalidCount, $"An order has at most {Limits.OrderLinesMax} lines.", ("max", Limits.OrderLinesMax))
            : null;
    }
}
