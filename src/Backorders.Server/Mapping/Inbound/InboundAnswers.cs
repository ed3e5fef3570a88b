using Backorders.Actors.Port;
using Backorders.Domain.Events;

namespace Backorders.Server.Mapping.Inbound;

/// <summary>Answers of the Inbound service.</summary>
internal static class InboundAnswers
{
    public static V1.AnnounceShipmentResponse Announce(CommandOutcome outcome)
    {
        ShipmentAnnounced e = outcome.Find<ShipmentAnnounced>();
        return new V1.AnnounceShipmentResponse
        {
            AsnNo = e.Asn.AsnNo.Value,
            Quantity = e.Lines.Sum(l => l.Quantity.Units),
            Promises = { Promises(outcome) },
            Dispositions = { UnitFlow.Of(outcome.Events).All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.UpdateShipmentResponse Update(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.UpdateShipmentResponse
        {
            Promises = { Promises(outcome) },
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.SplitShipmentResponse Split(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.SplitShipmentResponse
        {
            Promises = { Promises(outcome) },
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.CancelShipmentResponse Cancel(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.CancelShipmentResponse
        {
            Promises = { Promises(outcome) },
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.CloseShipmentResponse Close(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.CloseShipmentResponse
        {
            Differences = { outcome.Find<ShipmentClosed>().Differences.Select(Forms.Difference) },
            Promises = { Promises(outcome) },
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    private static IEnumerable<V1.LinePromise> Promises(CommandOutcome outcome)
    {
        foreach (Event change in outcome.Events)
        {
            if (change is PromiseGiven given)
            {
                yield return new V1.LinePromise
                {
                    OrderNo = given.Line.Order.OrderNo.Value, LineNo = given.Line.LineNo, Promise = given.Promise.ToTimestamp(),
                };
            }
            else if (change is PromiseChanged changed)
            {
                yield return new V1.LinePromise
                {
                    OrderNo = changed.Line.Order.OrderNo.Value,
                    LineNo = changed.Line.LineNo,
                    Previous = changed.From.ToTimestamp(),
                    Promise = changed.To.ToTimestamp(),
                    Cause = (V1.PromiseCause)changed.Cause,
                };
            }
        }
    }
}
