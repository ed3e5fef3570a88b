using Backorders.Actors.Port;
using Backorders.Domain;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <inheritdoc/>
internal sealed class QueryItem<T>(WarehouseId warehouse, Question<T> question) : QueryItem(warehouse)
{
    private readonly TaskCompletionSource<QueryOutcome<T>> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueryOutcome<T>? outcome;
    private Exception? failure;

    public Task<QueryOutcome<T>> Task => answered.Task;

    public override bool IsAnswered => answered.Task.IsCompleted;

    public override void Ask(Warehouse warehouse, Instant now, long seq)
    {
        try
        {
            outcome = new(null, question.Answer(warehouse, now), now, seq);
        }
        catch (Exception e)
        {
            // The asker's own fault, and the asker's to see: a question changes nothing.
            failure = e;
        }
    }

    public override void Release()
    {
        if (failure is not null)
        {
            answered.TrySetException(failure);
        }
        else
        {
            answered.TrySetResult(outcome ?? throw new InvalidOperationException("A question is released before it was asked."));
        }
    }

    public override void Refuse(Refused refused) => answered.TrySetResult(new(refused, default, default, 0));
}
