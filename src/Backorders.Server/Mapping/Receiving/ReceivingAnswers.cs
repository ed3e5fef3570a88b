using Backorders.Actors.Port;
using Backorders.Domain.Events;

namespace Backorders.Server.Mapping.Receiving;

/// <summary>Answers of the Receiving service: pure functions of a turn's events, so a repeated scan gets the first answer again.</summary>
internal static class ReceivingAnswers
{
    public static V1.ReceiveResponse Receive(CommandOutcome outcome)
    {
        ReceiptRecorded receipt = outcome.Find<ReceiptRecorded>();
        V1.ReceiveResponse answer = new()
        {
            ReceiptId = receipt.Receipt.Value,
            Quantity = receipt.Quantity.Units,
            Kind = (V1.ReceiptKind)receipt.Kind,
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
        UnitFlow.Of(outcome.Events).Divide(answer.Dispositions, answer.Released);
        return answer;
    }

    public static V1.ReverseReceiptResponse Reverse(CommandOutcome outcome)
    {
        ReceiptReversed reversal = outcome.Find<ReceiptReversed>();
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.ReverseReceiptResponse
        {
            ReceiptId = reversal.Receipt.Value,
            Quantity = reversal.Quantity.Units,
            Variance = reversal.Variance.Units,
            TakenBack = { flow.TakenBack },
            Dispositions = { flow.All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.SetQualityResponse SetQuality(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.SetQualityResponse
        {
            Quantity = outcome.Events.OfType<QualityChanged>().Sum(e => e.Quantity.Units),
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.CountStockResponse Count(CommandOutcome outcome)
    {
        StockAdjusted adjustment = outcome.Find<StockAdjusted>();
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.CountStockResponse
        {
            Difference = adjustment.Difference,
            Missing = adjustment.Missing.Units,
            Dispositions = { flow.All },
            TakenBack = { flow.TakenBack },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.DisposeUnitsResponse Dispose(CommandOutcome outcome) => new()
    {
        Quantity = outcome.Events.OfType<UnitsDisposed>().Sum(e => e.Quantity.Units),
        Dispositions = { UnitFlow.Of(outcome.Events).All },
        DecidedAt = outcome.At.ToTimestamp(),
        Cursor = outcome.Seq,
    };

    public static V1.DecideOverageResponse DecideOverage(CommandOutcome outcome) => new()
    {
        Quantity = outcome.Find<OverageDecided>().Quantity.Units,
        Dispositions = { UnitFlow.Of(outcome.Events).All },
        DecidedAt = outcome.At.ToTimestamp(),
        Cursor = outcome.Seq,
    };

    public static V1.ApproveVarianceResponse ApproveVariance(CommandOutcome outcome) => new()
    {
        Quantity = outcome.Find<VarianceApproved>().Quantity.Units, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
    };
}
