using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Moves;

/// <summary>Takes units back from a task: unpicked ones are free at once, for picked ones a put-back task is made.</summary>
internal static class TakingBack
{
    /// <summary>Takes units back from a task, picked or not.</summary>
    public static void Units(WorkTask task, Quantity units, bool removed, ReasonCode reason, bool requeued, ITurn turn)
    {
        LineKey line = task.Line!.Key;
        turn.Emit(task.IsPicked || task.State == TaskState.Packed
            ? new PickedUnitsTakenBack(task.Id, line, task.Item.Key, units, turn.NextTask, removed, reason, requeued)
            : new AllocationTakenBack(task.Id, line, task.Item.Key, units, reason, requeued)
            {
                BackTo = task.Source == Source.Storage ? Source.Storage : Source.Dock,
            });
    }
}
