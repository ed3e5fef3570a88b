using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping.Orders;

/// <summary>Answers to what customers say, ask and pay.</summary>
internal static class CustomerAnswers
{
    public static V1.AnswerDelayResponse Delay(CommandOutcome outcome)
    {
        UnitFlow flow = UnitFlow.Of(outcome.Events);
        return new V1.AnswerDelayResponse
        {
            AcceptedLineNos = { outcome.Events.OfType<DelayConsentEnded>().Where(e => e.Answer == DelayAnswer.Accepted).Select(e => e.Line.LineNo) },
            Cancelled = { OrderAnswers.Cancelled(outcome) },
            TakenBack = { flow.TakenBack },
            Dispositions = { flow.All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.OfferSubstitutionResponse Offer(CommandOutcome outcome)
    {
        SubstitutionOffered? offered = outcome.FindOrNull<SubstitutionOffered>();
        return new V1.OfferSubstitutionResponse
        {
            Substitute = offered?.Substitute.Value ?? string.Empty,
            Quantity = offered?.Quantity.Units ?? 0,
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.AcceptSubstitutionResponse Substitution(CommandOutcome outcome)
    {
        LineSubstituted? taken = outcome.FindOrNull<LineSubstituted>();
        return new V1.AcceptSubstitutionResponse
        {
            LineNo = taken?.By.LineNo ?? 0,
            Sku = taken?.By.Sku.Value ?? string.Empty,
            Quantity = taken?.By.Quantity.Units ?? 0,
            Dispositions = { UnitFlow.Of(outcome.Events).All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.ReportPaymentResponse Payment(CommandOutcome outcome)
    {
        PaymentReported e = outcome.Find<PaymentReported>();
        return new V1.ReportPaymentResponse
        {
            Status = (V1.PaymentStatus)e.Status,
            Until = e.Until.ToTimestamp(),
            Dispositions = { UnitFlow.Of(outcome.Events).All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.RequestBackInStockResponse BackInStock(CommandOutcome outcome)
    {
        BackInStockRequested asked = outcome.Find<BackInStockRequested>();
        return new V1.RequestBackInStockResponse
        {
            Told = outcome.Events.OfType<BackInStock>().Any(e => e.Reference == asked.Reference), DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
        };
    }

    public static V1.WithdrawBackInStockResponse Withdraw(CommandOutcome outcome) => new() { DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq };
}
