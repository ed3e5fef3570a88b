namespace Backorders.Journal.Sqlite;

/// <summary>Anything but an append.</summary>
internal abstract class StoreCall : IStoreWork
{
    /// <summary>Does it, and reports that it was done.</summary>
    public abstract void Perform(SqliteStore store);

    public abstract void Fail(Exception why);
}

/// <inheritdoc/>
internal sealed class StoreCall<T>(Func<SqliteStore, T> call) : StoreCall
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => done.Task;

    public override void Perform(SqliteStore store) => done.TrySetResult(call(store));

    public override void Fail(Exception why) => done.TrySetException(why);
}
