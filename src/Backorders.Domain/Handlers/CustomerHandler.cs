using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>What customers answer and ask: whether they wait, whether they take another item, and to be told when something is there again.</summary>
internal static class CustomerHandler
{
    public static Refused? Handle(AnswerDelay c, TurnContext turn)
    {
        if (Check.OpenOrder(turn.State, c.Order, out OrderData order) is { } refused)
        {
            return refused;
        }

        if (Check.Lines(order, c.LineNos, out IReadOnlyList<BackorderLine> lines) is { } unknown)
        {
            return unknown;
        }

        BackorderLine[] asked = [.. lines.Where(l => l.Side?.Asked is not null)];
        if (asked.Length == 0)
        {
            return Refused.Because(
                Refusal.NothingAsked, $"Nobody asked whether order {c.Order.OrderNo} waits, or it was answered. To give it up, cancel it.", ("order_no", c.Order.OrderNo));
        }

        foreach (BackorderLine line in asked)
        {
            turn.Deliver(new DelayAnswered(line.Key, c.Accepted));
        }

        return null;
    }

    public static Refused? Handle(OfferSubstitution c, TurnContext turn)
    {
        if (Line(c.Line, turn, out BackorderLine line) is { } refused)
        {
            return refused;
        }

        if (Substitution.Find(line, turn) is not { } sku)
        {
            return Refused.Because(
                Refusal.NoSubstitute,
                $"Nothing can stand for the {line.Open} open units of {line.Item.Key.Sku}: the owner named no substitute, or not so many of one are free on hand.",
                ("line_no", c.Line.LineNo), ("sku", line.Item.Key.Sku), ("open", line.Open));
        }

        if (line.Side?.Offered is { } before)
        {
            if (before == sku)
            {
                return null;
            }

            turn.Emit(new SubstitutionEnded(line.Key, SubstitutionAnswer.Replaced) { Sku = line.Item.Key.Sku });
        }

        turn.Emit(new SubstitutionOffered(line.Key, line.Item.Key, sku, line.Open));
        return null;
    }

    public static Refused? Handle(AnswerSubstitution c, TurnContext turn)
    {
        if (Line(c.Line, turn, out BackorderLine line) is { } refused)
        {
            return refused;
        }

        if (line.Side?.Offered is not { } sku)
        {
            return Refused.Because(
                Refusal.SubstitutionNotOffered, $"No substitute is offered for line {c.Line.LineNo} of order {c.Line.Order.OrderNo}.", ("line_no", c.Line.LineNo));
        }

        if (c.Accepted && NotPossible(line, sku, turn) is { } wrong)
        {
            return wrong;
        }

        turn.Emit(new SubstitutionEnded(line.Key, c.Accepted ? SubstitutionAnswer.Accepted : SubstitutionAnswer.Declined) { Sku = line.Item.Key.Sku });
        if (c.Accepted)
        {
            Substitute(line, sku, turn);
        }

        return null;
    }

    public static Refused? Handle(RequestBackInStock c, TurnContext turn)
    {
        if ((Check.Goods(turn.State, c.Item, c.Quantity, c.Unit, out Quantity units) ?? Check.Text("reference", c.Reference)) is { } refused)
        {
            return refused;
        }

        if (c.Reference.Length == 0)
        {
            return Refused.Because(Refusal.InvalidText, "A reference is required, so that it can be said who is to be told.", ("field", "reference"));
        }

        BackInStockList? wishes = turn.State.FindSku(c.Item)?.Wishes;
        if (wishes is not null && wishes.Has(c.Reference))
        {
            return Refused.Because(
                Refusal.AlreadyExists, $"{c.Reference} asked to be told of {c.Item.Sku} before. Withdraw that first.", ("reference", c.Reference), ("sku", c.Item.Sku));
        }

        if (wishes is { Count: >= Limits.BackInStockMax })
        {
            return Refused.Because(
                Refusal.TooManyRequests, $"{Limits.BackInStockMax} customers wait to be told of {c.Item.Sku}.", ("sku", c.Item.Sku), ("max", Limits.BackInStockMax));
        }

        turn.Emit(new BackInStockRequested(c.Item, c.Reference, units));
        turn.Deliver(new TellBackInStock(c.Item));
        return null;
    }

    public static Refused? Handle(WithdrawBackInStock c, TurnContext turn)
    {
        if (turn.State.FindSku(c.Item)?.Wishes is not { } wishes || !wishes.Has(c.Reference))
        {
            return Refused.Because(
                Refusal.UnknownRequest, $"Nobody waits under {c.Reference} to be told of {c.Item.Sku}; whoever was told waits no more.",
                ("reference", c.Reference), ("sku", c.Item.Sku));
        }

        turn.Emit(new BackInStockWithdrawn(c.Item, c.Reference));
        return null;
    }

    /// <summary>The new line keeps the waiting time of the old one, so that accepting a substitute does not cost the customer his place.</summary>
    private static void Substitute(BackorderLine line, Sku sku, TurnContext turn)
    {
        Quantity units = line.Open;
        if (line.Side!.Asked is not null)
        {
            turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.Overtaken, line.Agreed) { Sku = line.Item.Key.Sku });
        }

        int lineNo = line.Order.Lines[^1].Key.LineNo + 1;
        turn.Emit(new LineSubstituted(line.Key, new AcceptedLine(lineNo, sku, units, Quantity.Zero, 0)) { Sku = line.Item.Key.Sku });
        turn.Emit(new LineCancelled(line.Key, units, ReasonCode.Substituted) { Sku = line.Item.Key.Sku });
        turn.Send(new DistributeUnits(new SkuKey(line.Key.Order.Owner, sku)));
        turn.Send(new ReconsiderOrder(line.Order.Key));
    }

    private static Refused? NotPossible(BackorderLine line, Sku sku, TurnContext turn)
    {
        Quantity free = turn.State.FindSku(new SkuKey(line.Key.Order.Owner, sku))?.Surplus ?? Quantity.Zero;
        if (line.Open.IsZero || free < line.Open)
        {
            return Refused.Because(
                Refusal.NotEnoughStock, $"{line.Open} units are open, and {free} of {sku} are free now. Ask for another offer.",
                ("open", line.Open), ("sku", sku), ("available", free));
        }

        return line.Order.Lines.Count < Limits.OrderLinesMax
            ? null
            : Refused.Because(Refusal.InvalidCount, $"An order has at most {Limits.OrderLinesMax} lines.", ("max", Limits.OrderLinesMax));
    }

    private static Refused? Line(LineKey key, TurnContext turn, out BackorderLine line)
    {
        line = null!;
        if (Check.OpenOrder(turn.State, key.Order, out OrderData order) is { } refused)
        {
            return refused;
        }

        Refused? unknown = Check.Lines(order, [key.LineNo], out IReadOnlyList<BackorderLine> lines);
        line = unknown is null ? lines[0] : line;
        return unknown;
    }
}
