using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Units at the dock that no line waits for replace units in storage that were allocated to a line and that nobody works on yet: the units at the dock need
/// not be fetched, and those in storage stay on hand. Items with lots are excluded: their units go out by expiry, wherever they are.
/// </summary>
internal static class DockSwap
{
    public static void Run(SkuData item, ITurn turn)
    {
        if (!turn.PolicyOf(item.Key.Owner).SwapToDock || item.Stock.Usable.IsZero || item.Lots is not null)
        {
            return;
        }

        WorkTask[] picks = [.. item.LiveTasks.Where(CanSwap).OrderBy(t => t.ShipBy).ThenBy(t => t.Id)];
        foreach (WorkTask pick in picks)
        {
            Quantity part = Quantity.Min(pick.Quantity, item.Stock.Usable);
            if (part.IsZero)
            {
                return;
            }

            DockOrigin origin = item.Origin;
            BackorderLine line = pick.Line!;
            turn.Emit(new AllocationTakenBack(pick.Id, line.Key, item.Key, part, ReasonCode.DockSwap, Requeued: false) { BackTo = Source.Storage });
            Giving.Allocate(line, part, Source.Dock, origin, turn);
        }
    }

    private static bool CanSwap(WorkTask task) =>
        task is { Source: Source.Storage, State: TaskState.Ready, HasHolder: false, Line: { Order.IsStopped: false } };
}
