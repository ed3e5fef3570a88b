using Backorders.Domain;

namespace Backorders.Engine.Cluster;

/// <summary>
/// The place of one shard on this node: empty, or with the loop that serves it. What outlives a loop stands here, so that whoever waits for a warehouse's work
/// need not know that the shard left and came back.
/// </summary>
internal sealed class ShardSlot
{
    private readonly Lock gate = new();
    private readonly Dictionary<WarehouseId, WorkSignal> work;
    private volatile ShardLoop? loop;
    private CancellationTokenSource served = new();

    public ShardSlot(int shard, IEnumerable<WarehouseSetup> setups)
    {
        (Shard, Setups) = (shard, [.. setups]);
        work = Setups.ToDictionary(s => s.Id, _ => new WorkSignal());
        served.Cancel();
    }

    public int Shard { get; }

    /// <summary>The warehouses that the host opens in this shard; often none.</summary>
    public IReadOnlyList<WarehouseSetup> Setups { get; }

    public IReadOnlyDictionary<WarehouseId, WorkSignal> Work => work;

    /// <summary>The loop that serves the shard; null when this node does not.</summary>
    public ShardLoop? Loop => loop;

    /// <summary>Fires when the shard is served here no more.</summary>
    public CancellationToken Served
    {
        get
        {
            lock (gate)
            {
                return served.Token;
            }
        }
    }

    /// <summary>Lets everybody reach the loop.</summary>
    public void Publish(ShardLoop serving)
    {
        lock (gate)
        {
            loop = serving;
            served = new CancellationTokenSource();
        }

        RaiseWork();
    }

    /// <summary>Lets nobody reach the loop any more. Does nothing when another one is there.</summary>
    public void Withdraw(ShardLoop ended)
    {
        CancellationTokenSource over;
        lock (gate)
        {
            if (loop != ended)
            {
                return;
            }

            loop = null;
            over = served;
        }

        over.Cancel();
        RaiseWork();
    }

    /// <summary>Whoever waits for work looks again, and learns where the warehouse is now.</summary>
    private void RaiseWork()
    {
        foreach (WorkSignal signal in work.Values)
        {
            signal.RaiseForAll();
        }
    }
}
