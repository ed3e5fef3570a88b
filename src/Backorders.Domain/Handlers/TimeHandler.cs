using Backorders.Domain.Actors;
using Backorders.Domain.Allocation;
using Backorders.Domain.Events;
using Backorders.Domain.Promising;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>What falls due by time alone: leases, and whatever stands on the <see cref="Agenda"/>. So every lease and every hold ends.</summary>
internal static class TimeHandler
{
    public static Refused? Handle(TurnContext turn)
    {
        foreach (WorkTask task in turn.State.Board.Expired(turn.Now))
        {
            turn.Emit(new LeaseExpired(task.Id, task.Station, task.Attempts + 1 >= turn.State.Policy.TaskAttemptsMax));
        }

        // A day on which very much falls due is worked off in several turns, so that scanners are answered in between.
        while (turn.Events.Count < Limits.DueEventsMax && turn.State.Agenda.TryTake(turn.Now, out DueKey due))
        {
            Due(due, turn);
        }

        return null;
    }

    private static void Break(BackorderLine line, TurnContext turn)
    {
        Instant promise = turn.State.BindingPromise(line);
        if (!line.IsClosed && promise <= turn.Now && line.Side?.Broken != promise)
        {
            turn.Emit(new CompensationDue(line.Key, promise, (int)(turn.Now - promise).TotalDays, line.Ordered - line.Shipped - line.Cancelled));
        }
    }

    private static void Due(DueKey due, TurnContext turn)
    {
        switch (due.Kind)
        {
            case DueKind.HoldEnds when turn.State.FindOrder(due.Order) is { } order:
                Completion.EndHolds(order, ReasonCode.TimedOut, turn);
                break;
            case DueKind.HoldPauseEnds or DueKind.NotBefore when turn.State.FindOrder(due.Order) is { } order:
                OrderHandler.Distribute(order, turn);
                break;
            case DueKind.CancelBy when turn.State.FindOrder(due.Order) is { } order:
                OrderHandler.CancelByPassed(order, turn);
                break;
            case DueKind.Cutoff when turn.State.FindOrder(due.Order) is { } order:
                PlaceHandler.CutoffCame(order, turn);
                break;
            case DueKind.ConsentEnds when turn.State.FindLine(due.Line) is { } line:
                DelayConsent.Expire(line, turn);
                break;
            case DueKind.AuthorisationEnds when turn.State.FindOrder(due.Order) is { } order:
                PaymentHandler.Lapse(order, turn);
                break;
            case DueKind.PaymentParkEnds when turn.State.FindOrder(due.Order) is { } order:
                PaymentHandler.Yield(order, turn);
                break;
            case DueKind.FallBackEnds when turn.State.FindOrder(due.Order) is { } order:
                FallBack.Expire(order, turn);
                break;
            case DueKind.PromiseBroken when turn.State.FindLine(due.Line) is { } line:
                Break(line, turn);
                break;
            case DueKind.ItemReleased when turn.State.FindSku(due.Item) is { } item:
                turn.Send(new DistributeUnits(item));
                break;
            case DueKind.BackInStockAgain when turn.State.FindSku(due.Item) is { } item:
                BackInStockDesk.Run(item, turn);
                break;
            default:
                break; // it is gone
        }
    }
}
