namespace Backorders.Journal.Postgres;

/// <summary>An append on its way.</summary>
internal sealed class LaneAppend(JournalBatch batch)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JournalBatch Batch { get; } = batch;

    public long Bytes { get; } = batch.Rows.Sum(r => (long)r.Body.Length);

    public Task Task => done.Task;

    public void Succeed() => done.TrySetResult();

    public void Fail(Exception why) => done.TrySetException(why);
}
