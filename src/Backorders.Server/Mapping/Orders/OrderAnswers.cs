using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping.Orders;

/// <summary>Answers of the Orders service.</summary>
internal static class OrderAnswers
{
    public static V1.SubmitOrderResponse Submit(CommandOutcome outcome)
    {
        OrderAccepted order = outcome.Find<OrderAccepted>();
        V1.SubmitOrderResponse answer = new()
        {
            OrderNo = order.Order.OrderNo.Value, Lane = order.Terms.Lane.Value, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
        };
        Dictionary<int, V1.SubmitOrderResponse.Types.Line> byNo = [];
        foreach (AcceptedLine line in order.Lines)
        {
            V1.SubmitOrderResponse.Types.Line said = new()
            {
                LineNo = line.LineNo, Sku = line.Sku.Value, Quantity = line.Quantity.Units, Waiting = line.Quantity.Units,
            };
            byNo.Add(line.LineNo, said);
            answer.Lines.Add(said);
        }

        answer.RefusedLines.AddRange(order.RefusedLines.Select(Forms.RefusedLine));
        Serve(order.Order, outcome, byNo, answer);
        return answer;
    }

    public static V1.AmendOrderResponse Amend(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        V1.AmendOrderResponse answer = new()
        {
            Cancelled = { Cancelled(outcome) },
            TakenBack = { flow.NotOutranked },
            TakenFrom = { flow.Outranked },
            Dispositions = { flow.All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
        foreach (LineAdded e in outcome.Events.OfType<LineAdded>())
        {
            answer.Added.Add(new V1.AmendOrderResponse.Types.Added { LineNo = e.Line.LineNo, Continues = e.Continues, Quantity = e.Line.Quantity.Units });
        }

        return answer;
    }

    public static V1.CancelOrderResponse Cancel(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.CancelOrderResponse
        {
            Cancelled = { Cancelled(outcome) },
            TakenBack = { flow.TakenBack },
            Dispositions = { flow.All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.HoldOrderResponse Hold(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.HoldOrderResponse
        {
            TakenBack = { flow.TakenBack }, Dispositions = { flow.All }, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
        };
    }

    public static V1.ReleaseOrderResponse Release(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.ReleaseOrderResponse { Dispositions = { flow.All }, TakenFrom = { flow.Outranked }, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq };
    }

    public static V1.ExpediteResponse Expedite(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.ExpediteResponse
        {
            LineNos = { outcome.Events.OfType<LineExpedited>().Select(e => e.Line.LineNo) },
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    internal static IEnumerable<V1.LineCancellation> Cancelled(CommandOutcome outcome) => outcome.Events.OfType<LineCancelled>()
        .Select(e => new V1.LineCancellation { LineNo = e.Line.LineNo, Quantity = e.Quantity.Units });

    private static void Serve(
        OrderKey order, CommandOutcome outcome, Dictionary<int, V1.SubmitOrderResponse.Types.Line> byNo, V1.SubmitOrderResponse answer)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        answer.TakenFrom.AddRange(flow.Outranked);
        foreach (V1.Disposition disposition in flow.All)
        {
            answer.Dispositions.Add(disposition);
            if (disposition.OrderNo == answer.OrderNo && byNo.TryGetValue(disposition.LineNo, out V1.SubmitOrderResponse.Types.Line? line))
            {
                line.Waiting -= disposition.Quantity;
                line.Allocated += disposition.What == V1.Disposition.Types.What.ToLane ? disposition.Quantity : 0;
                line.Held += disposition.What == V1.Disposition.Types.What.Held ? disposition.Quantity : 0;
            }
        }

        foreach (PromiseGiven promise in outcome.Events.OfType<PromiseGiven>())
        {
            if (promise.Line.Order == order && byNo.TryGetValue(promise.Line.LineNo, out V1.SubmitOrderResponse.Types.Line? line))
            {
                line.Promise = promise.Promise.ToTimestamp();
                line.AsnNo = promise.Asn.AsnNo.Value;
            }
        }
    }
}
