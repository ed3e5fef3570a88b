using Backorders.Domain;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine.Cluster;

/// <summary>
/// A node among others on one store: says that it lives, looks at nodes and shards, and takes, gives and frees shards as <see cref="Placement"/> decides.
/// What it believes serves liveness and routing; what is written is guarded by the journal's grants alone.
/// </summary>
/// <remarks>
/// <para><b>Heartbeats</b> go out from a loop of their own (<c>ClusterAgent.Heartbeats.cs</c>): neither a slow look nor a shard that takes long holds them up. A
/// failed one is not a surrender: the lease runs on until its deadline, shards stay in memory, and when a heartbeat is good again they are taken from itself.</para>
/// <para><b>Steps</b> run beside each other, one at a time for each shard (<c>ClusterAgent.Steps.cs</c>).</para>
/// </remarks>
internal sealed partial class ClusterAgent : IOwnership
{
    private const ConfigureAwaitOptions QuietWait = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private readonly IClusterStore store;
    private readonly Func<NodeIdentity> whoAmI;
    private readonly ClusterTiming timing;
    private readonly TimeProvider clock;
    private readonly ShardSlot[] slots = new ShardSlot[ShardMap.ShardCount];
    private readonly LoopStarter starter;
    private readonly NodeLease lease;
    private readonly ILogger log;
    private readonly EngineInstruments? instruments;
    private readonly SilenceWatch silence;
    private readonly Pulse changed = new();
    private readonly Pulse looked = new();
    private readonly Lock gate = new();
    private readonly Dictionary<int, HeldShard> held = [];
    private readonly Dictionary<int, (long Epoch, long At)> givenIn = [];
    private readonly HashSet<int> evicting = [];
    private readonly HashSet<(int Shard, Guid Incarnation)> unfit = [];
    private readonly Dictionary<int, ShardPreparation> prepared = [];
    private readonly HashSet<Task> steps = [];
    private readonly CancellationTokenSource ending = new();
    private NodeIdentity self = new(string.Empty, Guid.Empty, string.Empty, 0);
    private Task heartbeats = Task.CompletedTask;
    private Task looks = Task.CompletedTask;
    private volatile ClusterRecord? seen;
    private volatile bool leaving;
    private volatile string? trouble;
    private volatile bool hasJoined;
    private volatile bool hasLooked;
    private volatile bool replaced;
    private double clockOffset;

    public ClusterAgent(ClusterSeat seat, IReadOnlyList<ShardSlot> places, LoopStarter starter, NodeLease lease, ILogger log, EngineInstruments? instruments)
    {
        (store, whoAmI, timing, clock) = (seat.Store, seat.Self, seat.Timing, seat.Waiting);
        (this.starter, this.lease, this.log, this.instruments) = (starter, lease, log, instruments);
        silence = new(timing, clock);
        foreach (ShardSlot place in places)
        {
            slots[place.Shard] = place;
        }

        instruments?.ObserveCluster(Figures);
    }

    public EngineState State => replaced ? EngineState.Stopped : !hasJoined ? EngineState.Starting : lease.Holds ? EngineState.Ready : EngineState.Recovering;

    public string? Trouble => trouble;

    public Task NextChange => changed.Next;

    public ShardRoute RouteOf(int shard)
    {
        ShardRecord? record = seen?.Shards.FirstOrDefault(s => s.Shard == shard);
        return record switch
        {
            { State: ShardState.Sealed } => new(RoutePlace.Sealed, shard, Why: record.Why),
            { OwnerIncarnation: { } owner } when owner != self.Incarnation && LiveNode(owner) is { } node =>
                new(RoutePlace.Elsewhere, shard, node.NodeId, node.Address),
            _ => new(RoutePlace.Moving, shard),
        };
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        self = whoAmI();
        await JoinAsync(cancellation);
        hasJoined = true;
        heartbeats = HeartbeatAsync();
        looks = LookAsync();
        await SettleAsync(cancellation);
    }

    public async Task LeaveAsync(CancellationToken cancellation)
    {
        if (!hasJoined || replaced)
        {
            return;
        }

        leaving = true;
        bool isSaid = false;
        while (!cancellation.IsCancellationRequested && lease.Holds)
        {
            // Its row must say so: by what others see they would go on giving it shards, and leave to it what was given to it before.
            isSaid = isSaid || await SayDrainingAsync(cancellation);
            ClusterRecord? now = seen;
            bool canGive = now is not null && now.Nodes.Any(n => n.IsLive && !n.Draining && n.Identity.Weight > 0 && n.Identity.Incarnation != self.Incarnation);
            if (!canGive || HeldCount == 0)
            {
                break;
            }

            await Task.Delay(timing.LookEvery, clock, cancellation).ConfigureAwait(QuietWait);
        }

        Left(self.NodeId, HeldCount);
    }

    private async Task<bool> SayDrainingAsync(CancellationToken cancellation)
    {
        try
        {
            return await store.SetDrainingAsync(self.NodeId, true, cancellation);
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            DrainingNotSaid(self.NodeId, e.Message);
            return false;
        }
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        leaving = true;
        ending.Cancel();
        await Task.WhenAll(heartbeats, looks);
        ShardLoop[] loops;
        Task[] running;
        lock (gate)
        {
            loops = [.. held.Values.Select(h => h.Loop)];
            running = [.. steps];
            ForgetPrepared(prepared.Keys);
        }

        Array.ForEach(loops, l => l.RequestStop());
        using (cancellation.Register(() => Array.ForEach(loops, l => l.Abort())))
        {
            await Task.WhenAll(loops.Select(l => l.Completion));
        }

        await Task.WhenAll(running);
        await GiveUpAsync(loops, cancellation);
        lease.End();
        changed.Fire();
    }

    public async Task<bool> SealAsync(int shard, string why, CancellationToken cancellation)
    {
        bool sealedNow = await store.SealAsync(shard, why, cancellation);
        if (sealedNow)
        {
            Sealed(shard, why);
            await NextLookAsync(cancellation);
        }

        return sealedNow;
    }

    public async Task<bool> UnsealAsync(int shard, CancellationToken cancellation)
    {
        bool opened = await store.UnsealAsync(shard, cancellation);
        if (opened)
        {
            Unsealed(shard);
            await NextLookAsync(cancellation);
        }

        return opened;
    }

    private int HeldCount
    {
        get
        {
            lock (gate)
            {
                return held.Count;
            }
        }
    }

    private NodeIdentity? LiveNode(Guid incarnation) => seen?.Nodes.FirstOrDefault(n => n.Identity.Incarnation == incarnation && n.IsLive)?.Identity;

    /// <summary>Waits until everything that this node takes at its first look is served, or cannot be.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        while (!hasLooked)
        {
            await Task.Delay(timing.LookEvery, clock, cancellation);
        }

        Task[] first;
        lock (gate)
        {
            first = [.. steps];
        }

        await Task.WhenAll(first).WaitAsync(cancellation);
    }

    /// <summary>Waits until this node has acted on what it did to a shard's row: two looks, for one may have been under way.</summary>
    private Task NextLookAsync(CancellationToken cancellation) => Task.Delay(timing.LookEvery * 2, clock, cancellation);

    /// <summary>At an orderly end: what nobody was there to take is freed for whoever comes next, and the node's row goes.</summary>
    private async Task GiveUpAsync(ShardLoop[] loops, CancellationToken cancellation)
    {
        if (replaced || cancellation.IsCancellationRequested || !hasJoined)
        {
            return;
        }

        foreach (ShardLoop loop in loops.Where(l => l is { End: ShardLoopEnd.Stopped, Grant: not null }))
        {
            await TryAsync(async () => await store.GiveAsync(loop.Grant!, loop.DurableSeq, null, cancellation));
        }

        // Without its row the node is gone for all others at once, and what it could not free they free themselves.
        await TryAsync(async () => await store.LeaveAsync(self, cancellation));
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            NotLeft(self.NodeId, e.Message);
        }
    }

    private ClusterFigures Figures()
    {
        ClusterRecord? now = seen;
        return new ClusterFigures(
            HeldCount, lease.Holds, lease.Age.TotalSeconds, now?.Nodes.Count(n => n.IsLive) ?? 0, now?.Nodes.Count(n => !n.IsLive) ?? 0, now?.Nodes.Count(n => n is { IsLive: true, Draining: true }) ?? 0,
            now?.Shards.Count(s => s.State == ShardState.Draining || (s.State == ShardState.Free && s.TargetNode is not null)) ?? 0,
            now?.Shards.Count(s => s.State == ShardState.Free) ?? 0, now?.Shards.Count(s => s.State == ShardState.Sealed) ?? 0,
            clockOffset);
    }

    private sealed class HeldShard(ShardLoop loop)
    {
        public ShardLoop Loop { get; } = loop;

        /// <summary>Whether a step about it is under way: until that has ended nothing else is done about it.</summary>
        public bool IsBusy { get; set; } = true;
    }
}
