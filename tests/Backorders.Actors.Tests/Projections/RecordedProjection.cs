using System.Threading.Channels;
using Backorders.Actors.Projections;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Tests.Projections;

/// <summary>A projection whose runs end when a test says so.</summary>
internal sealed class RecordedProjection : IProjection
{
    private static readonly TimeSpan guard = TimeSpan.FromSeconds(30);

    private readonly Channel<Run> runs = Channel.CreateUnbounded<Run>();
    private int count;

    public string Name => "recorded";

    /// <summary>Runs that were begun.</summary>
    public int Runs => Volatile.Read(ref count);

    public Task RunAsync(WarehouseId warehouse, CancellationToken served, CancellationToken cutOff)
    {
        Interlocked.Increment(ref count);
        Run run = new(warehouse, served, new(TaskCreationOptions.RunContinuationsAsynchronously));
        runs.Writer.TryWrite(run);
        return run.End.Task;
    }

    /// <summary>The next run, when it has begun.</summary>
    public Task<Run> NextAsync() => runs.Reader.ReadAsync().AsTask().WaitAsync(guard);

    public sealed record Run(WarehouseId Warehouse, CancellationToken Served, TaskCompletionSource End);
}
