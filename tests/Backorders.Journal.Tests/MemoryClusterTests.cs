using Backorders.Journal.Cluster;
using Backorders.Testing;

namespace Backorders.Journal.Tests;

/// <summary>What the engine's tests run on keeps the same contract as a real database.</summary>
public sealed class MemoryClusterTests : ClusterStoreConformance
{
    private readonly ManualTimeProvider time = new();
    private readonly MemoryCluster cluster;

    public MemoryClusterTests() => cluster = new(256, time);

    protected override (IClusterStore Store, IJournal Journal) SeatOf(NodeIdentity node)
    {
        MemorySeat seat = cluster.SeatOf(node);
        return (seat, seat);
    }

    /// <summary>No test here lets another node's row live on.</summary>
    protected override Task ExpireAsync(NodeIdentity node)
    {
        time.Advance(TimeSpan.FromSeconds(61));
        return Task.CompletedTask;
    }
}
