using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Planning;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What owners ask for: orders, and what becomes of them before they ship.</summary>
internal static class OrderHandler
{
    /// <summary>Old closed orders that each new order removes from memory: enough that they never pile up, few enough that the turn stays short.</summary>
    private const int ForgottenPerOrder = 8;

    public static Refused? Handle(SubmitOrder c, TurnContext turn)
    {
        if ((Check.Count("lines", c.Lines.Count, Limits.OrderLinesMax) ?? Terms(c.Terms, turn)) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindOrder(c.Order) is { } known)
        {
            return Refused.Because(
                Refusal.AlreadyExists, $"Order {c.Order.OrderNo} was accepted at {known.AcceptedAt}. Amend it, or use another number.", ("order_no", c.Order.OrderNo));
        }

        List<AcceptedLine> accepted = [];
        List<RefusedLine> notAccepted = [];
        foreach (RequestedLine line in c.Lines)
        {
            if ((Line(c.Order.Owner, line, accepted, turn, out AcceptedLine? good) ?? NotPromisable(c, good!, accepted, turn)) is { } wrong)
            {
                notAccepted.Add(new RefusedLine(line.LineNo, wrong.Reason, wrong.Message));
            }
            else
            {
                accepted.Add(good!);
            }
        }

        if (accepted.Count == 0 || (c.AllOrNothing && notAccepted.Count > 0))
        {
            return Refused.Because(
                Refusal.NoLineAccepted,
                $"{notAccepted.Count} of {c.Lines.Count} lines cannot be accepted; the first: line {notAccepted[0].LineNo}: {notAccepted[0].Message}",
                [.. notAccepted.Take(100).Select(r => ($"line_{r.LineNo}", (object?)r.Reason))]);
        }

        Accept(c, accepted, notAccepted, turn);
        return null;
    }

    /// <summary>Cancels all units that are not packed. Freed units go to the front-most eligible line, not to storage.</summary>
    public static Refused? Handle(CancelOrder c, TurnContext turn)
    {
        if ((Check.OpenOrder(turn.State, c.Order, out OrderData order) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (Check.Lines(order, c.LineNos, out IReadOnlyList<BackorderLine> lines) is { } unknown)
        {
            return unknown;
        }

        if (lines.All(l => l.Unpacked.IsZero))
        {
            return Refused.Because(Refusal.TooLate, $"All of order {c.Order.OrderNo} that was named is packed, shipped or cancelled.", ("order_no", c.Order.OrderNo));
        }

        foreach (BackorderLine line in lines)
        {
            Refunding.GiveUp(line, line.Unpacked, c.Reason, turn);
        }

        turn.Send(new ReconsiderOrder(order.Key));
        return null;
    }

    public static Refused? Handle(HoldOrder c, TurnContext turn)
    {
        if ((Check.OpenOrder(turn.State, c.Order, out OrderData order) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (order.Hold is { } reason)
        {
            return Refused.Because(Refusal.OrderOnHold, $"Order {c.Order.OrderNo} is on hold already ({ListedName.Of(reason)}).", ("order_no", c.Order.OrderNo), ("reason", reason));
        }

        turn.Emit(new OrderHeld(c.Order, c.Reason));
        return null;
    }

    public static Refused? Handle(ReleaseOrder c, TurnContext turn)
    {
        if (Check.OpenOrder(turn.State, c.Order, out OrderData order) is { } refused)
        {
            return refused;
        }

        if (order.Hold is null)
        {
            return Refused.Because(Refusal.OrderNotOnHold, $"Order {c.Order.OrderNo} is not on hold.", ("order_no", c.Order.OrderNo));
        }

        turn.Emit(new OrderReleased(c.Order));
        turn.Send(new ReconsiderOrder(order.Key));
        UnitSearch.AskQueues(order, turn);
        UnitSearch.AskLowerClasses(order.Lines, turn);
        return null;
    }

    public static Refused? Handle(ExpediteOrder c, TurnContext turn)
    {
        if ((Check.OpenOrder(turn.State, c.Order, out OrderData order) ?? Check.Reason(c.Reason)) is { } refused)
        {
            return refused;
        }

        if (Check.Lines(order, c.LineNos, out IReadOnlyList<BackorderLine> lines) is { } unknown)
        {
            return unknown;
        }

        foreach (BackorderLine line in lines.Where(l => l.Pinned != c.Pinned && !l.IsClosed))
        {
            turn.Emit(new LineExpedited(line.Key, c.Pinned, c.Reason) { Sku = line.Item.Key.Sku });
            turn.Send(new DistributeUnits(line.Item.Key));
        }

        if (c.Pinned)
        {
            UnitSearch.AskLowerClasses(lines, turn);
        }
        else
        {
            UnitSearch.AskHigherClasses(lines, turn);
        }

        return null;
    }

    private static void Accept(SubmitOrder c, List<AcceptedLine> accepted, List<RefusedLine> notAccepted, TurnContext turn)
    {
        IReadOnlyList<OrderKey> old = turn.State.ForgettableOrders(turn.Now, ForgottenPerOrder);
        if (old.Count > 0)
        {
            turn.Emit(new OrdersForgotten(old));
        }

        OrderTerms terms = c.Terms.Lane.Value.Length > 0 ? c.Terms : c.Terms with { Lane = ChooseLane(c.Order, turn.State.Lanes) };
        turn.Emit(new OrderAccepted(c.Order, terms, accepted, notAccepted));
        OrderData order = turn.State.FindOrder(c.Order)!;
        UnitSearch.AskQueues(order, turn);
        foreach (BackorderLine line in order.Lines)
        {
            if (turn.State.FindItem(line.Item.Key) is { Substitutes.Count: > 0 })
            {
                turn.SendLast(new ConsiderSubstitute(line.Key)); // when it is known whether the line has a date
            }
        }

        UnitSearch.AskLowerClasses(order.Lines, turn);
    }

    /// <summary>All of an order goes to one lane. Without a lane given, orders spread evenly, and a replay spreads them the same.</summary>
    private static LaneId ChooseLane(OrderKey order, IReadOnlyList<LaneId> lanes)
    {
        uint hash = 2166136261; // FNV-1a: stable between runs and machines, unlike string.GetHashCode
        foreach (char c in order.OrderNo.Value)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return lanes[(int)(hash % (uint)lanes.Count)];
    }

    private static Refused? Terms(OrderTerms terms, TurnContext turn)
    {
        if (terms.Tier is < 0 or > Limits.TierMax)
        {
            return Refused.Because(Refusal.InvalidValue, $"Tier {terms.Tier} is not between 0 (served last) and {Limits.TierMax}.", ("tier", terms.Tier), ("max", Limits.TierMax));
        }

        if (!Enum.IsDefined(terms.ShipMode))
        {
            return Refused.Because(Refusal.InvalidValue, $"Ship mode {(int)terms.ShipMode} is not known.", ("ship_mode", (int)terms.ShipMode));
        }

        if (terms.CancelBy <= terms.NotBefore)
        {
            return Refused.Because(
                Refusal.InvalidValue, "Cancel-by must be later than not-before, or the order could never ship.", ("cancel_by", terms.CancelBy), ("not_before", terms.NotBefore));
        }

        if (terms.CancelBy <= turn.Now)
        {
            return Refused.Because(Refusal.InvalidValue, "The cancel-by time has passed: the order would be cancelled at once.", ("cancel_by", terms.CancelBy));
        }

        return Check.Text("customer", terms.Customer) ?? (terms.Lane.Value.Length > 0 ? Check.Lane(turn.State, terms.Lane) : null);
    }

    /// <summary>Whether a line is refused as out of stock: it may not wait without a date, and the plan has none for it where it would stand.</summary>
    private static Refused? NotPromisable(SubmitOrder c, AcceptedLine line, List<AcceptedLine> soFar, TurnContext turn)
    {
        if (!c.RefuseUnpromised && !turn.State.PolicyOf(c.Order.Owner).RefuseUnpromised)
        {
            return null;
        }

        SkuKey item = new(c.Order.Owner, line.Sku);
        Quantity before = soFar.Where(l => l.Sku == line.Sku).Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity);
        Prospect prospect = Prospect.Of(turn.State.FindSku(item), c.Terms, before, turn.RankingOf(item.Owner), turn.Now);
        return prospect.DateFor(line.Quantity) < c.Terms.CancelBy
            ? null
            : Refused.Because(
                Refusal.OutOfStock,
                $"{line.Quantity} of {line.Sku} are neither free on hand nor under way for whoever orders them now. Use RequestBackInStock to be told when they are there.",
                ("sku", line.Sku), ("quantity", line.Quantity), ("available", prospect.FreeNow));
    }

    private static Refused? Line(OwnerId owner, RequestedLine line, List<AcceptedLine> soFar, TurnContext turn, out AcceptedLine? accepted)
    {
        accepted = null;
        if (line.LineNo < 1)
        {
            return Refused.Because(Refusal.InvalidValue, $"Line number {line.LineNo} is not 1 or more.", ("line_no", line.LineNo));
        }

        // Lines usually come in order, so the last one tells; else look at all.
        if (soFar.Count > 0 && soFar[^1].LineNo >= line.LineNo && soFar.Exists(l => l.LineNo == line.LineNo))
        {
            return Refused.Because(Refusal.AlreadyExists, $"Line number {line.LineNo} stands twice in the order.", ("line_no", line.LineNo));
        }

        if (Check.Goods(turn.State, new SkuKey(owner, line.Sku), line.Quantity, line.Unit, out Quantity units) is { } refused)
        {
            return refused;
        }

        if (line.MinPartial < 0 || line.MinPartial > line.Quantity || line.MaxSplits < 0)
        {
            return Refused.Because(
                Refusal.InvalidValue, "The minimum useful quantity must be between 0 and the quantity ordered, and splits 0 (no limit) or more.",
                ("min_partial", line.MinPartial), ("max_splits", line.MaxSplits));
        }

        if (line.MinRemainingDays is < 0 or > Limits.ShelfLifeDaysMax)
        {
            return Refused.Because(
                Refusal.InvalidValue, $"Minimum remaining days are 0 to {Limits.ShelfLifeDaysMax}.",
                ("min_remaining_days", line.MinRemainingDays), ("max", Limits.ShelfLifeDaysMax));
        }

        Item item = turn.State.FindItem(new SkuKey(owner, line.Sku))!;
        accepted = new AcceptedLine(line.LineNo, line.Sku, units, new Quantity(line.MinPartial * (units.Units / line.Quantity)), line.MaxSplits)
        {
            Lot = item.IsLotControlled ? line.Lot : default, MinRemainingDays = item.IsExpiryControlled ? line.MinRemainingDays ?? item.MinRemainingDays : 0,
            UnitSize = item.SmallestPart(line.Unit),
        };
        return null;
    }
}
