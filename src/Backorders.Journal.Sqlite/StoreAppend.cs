namespace Backorders.Journal.Sqlite;

/// <summary>An append.</summary>
internal sealed class StoreAppend(JournalBatch batch) : IStoreWork
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JournalBatch Batch { get; } = batch;

    public Task Task => done.Task;

    public void Succeed() => done.TrySetResult();

    public void Fail(Exception why) => done.TrySetException(why);
}
