using Backorders.Domain.Values;
using Backorders.Server.Audit;
using Backorders.Server.Audit.Stores;

namespace Backorders.Server.Tests.Audit;

/// <summary>An audit in memory that can be away.</summary>
internal sealed class BrokenAuditStore : IAuditStore
{
    private readonly SqliteAuditStore inner = SqliteAuditStore.InMemory();
    private TaskCompletionSource put = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public volatile bool IsAway;

    /// <summary>What was put last.</summary>
    public IReadOnlyList<AuditRecord>? Last { get; private set; }

    /// <summary>Ends when something is stored.</summary>
    public Task NextPut => put.Task;

    public async Task PutAsync(IReadOnlyList<AuditRecord> records)
    {
        Check();
        await inner.PutAsync(records);
        Last = records;
        Interlocked.Exchange(ref put, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public Task RemoveAsync(string id)
    {
        Check();
        return inner.RemoveAsync(id);
    }

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int max, CancellationToken cancellation)
    {
        Check();
        return inner.ListAsync(query, max, cancellation);
    }

    public Task<int> DeleteBeforeAsync(Instant before, int max)
    {
        Check();
        return inner.DeleteBeforeAsync(before, max);
    }

    public Task<int> TrimRefusalsAsync(long keep, int max)
    {
        Check();
        return inner.TrimRefusalsAsync(keep, max);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Check()
    {
        if (IsAway)
        {
            throw new AuditStoreException("The disk is gone.", null);
        }
    }
}
