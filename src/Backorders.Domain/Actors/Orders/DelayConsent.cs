using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// Whether a customer whose promise slips waits or cancels, by the US Mail, Internet, or Telephone Order Merchandise Rule (16 CFR 435). A first delay to a
/// definite date at most 30 days later is agreed to by silence (435.2(b)(1)(ii)). A longer one, or one without a date, needs an explicit yes within 30 days of
/// the promise (435.2(b)(1)(iii)), and every further delay one by the date that was agreed before (435.2(b)(2)); without it the line is cancelled and refunded.
/// Until then the line keeps its place and takes units as before: what ships in time needs no answer.
/// </summary>
internal static class DelayConsent
{
    /// <summary>Asks, asks anew, or stops asking, after the promise of a line has moved.</summary>
    public static void PromiseMoved(BackorderLine line, Policy policy, ITurn turn)
    {
        if (!policy.AskDelayConsent || line.FirstPromise == Instant.Never)
        {
            return;
        }

        Instant agreed = line.Agreed;
        AskedDelay? asked = line.Side?.Asked;
        bool slipped = line.Promise > agreed && (line.Promise == Instant.Never || line.Promise - agreed > TimeSpan.FromHours(policy.PromiseThresholdHours));
        if (!slipped)
        {
            if (asked is not null)
            {
                turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.Overtaken, agreed) { Sku = line.Item.Key.Sku });
            }

            return;
        }

        if (asked is { } open && line.Promise <= open.To)
        {
            return; // he is asked about a longer delay already
        }

        bool first = (line.Side?.Delays ?? 0) == 0;
        bool silence = first && line.Promise != Instant.Never && line.Promise - agreed <= TimeSpan.FromDays(policy.ConsentSilentDaysMax);
        turn.Emit(new DelayConsentNeeded(line.Key, agreed, line.Promise, silence ? line.Promise : Deadline(agreed, asked, first, policy, turn.Now), silence)
        {
            Sku = line.Item.Key.Sku, Cause = turn.Cause,
        });
    }

    /// <summary>The answer, from the customer.</summary>
    public static void Answer(BackorderLine line, bool accepted, ITurn turn)
    {
        if (accepted)
        {
            turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.Accepted, line.Side!.Asked!.Value.To) { Sku = line.Item.Key.Sku });
        }
        else
        {
            turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.Cancelled, line.Agreed) { Sku = line.Item.Key.Sku });
            Cancel(line, ReasonCode.DelayRefused, turn);
        }
    }

    /// <summary>No answer came.</summary>
    public static void Expire(BackorderLine line, ITurn turn)
    {
        if (line.Side?.Asked is not { } asked)
        {
            return;
        }

        if (asked.SilenceConsents)
        {
            turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.AcceptedBySilence, asked.To) { Sku = line.Item.Key.Sku });
        }
        else if (line.Unpacked.IsZero)
        {
            turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.Overtaken, line.Agreed) { Sku = line.Item.Key.Sku }); // it is as good as gone
        }
        else
        {
            turn.Emit(new DelayConsentEnded(line.Key, DelayAnswer.NotAnswered, line.Agreed) { Sku = line.Item.Key.Sku });
            Cancel(line, ReasonCode.NoConsent, turn);
        }
    }

    private static void Cancel(BackorderLine line, ReasonCode reason, ITurn turn)
    {
        Refunding.GiveUp(line, line.Unpacked, reason, turn);
        turn.Send(new ReconsiderOrder(line.Order.Key));
    }

    /// <summary>
    /// The deadline of a question. One that needed an answer keeps its deadline when it is asked anew. Otherwise at least the policy's days to answer remain, so
    /// that a truck which slips on the last day does not cancel the line overnight.
    /// </summary>
    private static Instant Deadline(Instant agreed, AskedDelay? asked, bool first, Policy policy, Instant now)
    {
        Instant due = asked is { } open
            ? open.SilenceConsents ? open.To : open.Deadline
            : first ? agreed + TimeSpan.FromDays(policy.ConsentSilentDaysMax) : agreed;
        Instant earliest = now + TimeSpan.FromDays(policy.ConsentAnswerDaysMin);
        return asked is { SilenceConsents: false } || due > earliest ? due : earliest;
    }
}
