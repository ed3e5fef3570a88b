using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>An order: what becomes of it as a whole, and what its customer is asked and told. What it knows is in <see cref="OrderData"/>.</summary>
internal sealed class OrderActor(OrderKey key, OrderTerms terms, Instant acceptedAt) : OrderData(key, terms, acceptedAt)
{
    public void Receive(OrderMessage message, ITurn turn)
    {
        switch (message)
        {
            case ReconsiderOrder:
                Completion.Reconsider(this, turn);
                break;
            case OrderLostUnits m:
                FallBack.Begin(this, m.Reason, turn);
                break;
            case ConsiderSubstitute m when Find(m.Line.LineNo) is { } line:
                Substitution.Consider(line, turn);
                break;
            case GiveUpUnits m when Find(m.Line.LineNo) is { } line:
                Refunding.GiveUp(line, m.Units, m.Reason, turn);
                break;
            case DelayAnswered m when Find(m.Line.LineNo) is { } line:
                DelayConsent.Answer(line, m.Accepted, turn);
                break;
            case OrderDue due:
                FallDue(due, turn);
                break;
            case ConsiderSubstitute or GiveUpUnits or DelayAnswered:
                break; // the line is gone
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "An order does not answer to it.");
        }
    }

    private void FallDue(OrderDue due, ITurn turn)
    {
        switch (due.Kind)
        {
            case DueKind.HoldEnds:
                Completion.HoldTimedOut(this, due.LineNo, turn);
                break;
            case DueKind.HoldPauseEnds or DueKind.NotBefore or DueKind.CoverBegins:
                Lines.ForEach(static line => line.Item.PlanAgain()); // first all that changes by it, for each of its items asks about the others
                turn.Send(new ReconsiderOrder(Key)); // what it holds may go now, whether or not anything is open
                UnitSearch.AskQueues(this, turn);
                break;
            case DueKind.CancelBy:
                Cancellation.CancelByPassed(this, turn);
                break;
            case DueKind.Cutoff:
                MissedCutoff.Run(this, turn);
                break;
            case DueKind.ConsentEnds when Find(due.LineNo) is { } line:
                DelayConsent.Expire(line, turn);
                break;
            case DueKind.AuthorisationEnds:
                PaymentDeadline.Lapse(this, turn);
                break;
            case DueKind.PaymentParkEnds:
                PaymentDeadline.Yield(this, turn);
                break;
            case DueKind.FallBackEnds:
                FallBack.Expire(this, turn);
                break;
            case DueKind.PromiseBroken when Find(due.LineNo) is { } line:
                Compensation.Run(line, turn);
                break;
            case DueKind.PenaltyNear:
                Lines.ForEach(line => Urgency.Begin(line, UrgentReasons.Penalty, turn));
                break;
            case DueKind.ConsentNear when Find(due.LineNo) is { } line:
                Urgency.Begin(line, UrgentReasons.Consent, turn);
                break;
            case DueKind.NoticeDue when Find(due.LineNo) is { } line:
                line.IsQuiet = false;
                line.Item.Queue.Changed(line);
                break;
            case DueKind.ConsentEnds or DueKind.PromiseBroken or DueKind.ConsentNear or DueKind.NoticeDue:
                break; // the line is gone
            default:
                throw new ArgumentOutOfRangeException(nameof(due), due, "It is not an order that this is about.");
        }
    }
}
