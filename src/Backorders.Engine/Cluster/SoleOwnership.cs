using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>
/// A node that shares its store with nobody: every shard that holds a warehouse is served here from the start to the end, unless an operator closed it. What
/// is submitted while a shard is still read waits in its mailbox.
/// </summary>
internal sealed class SoleOwnership : IOwnership
{
    private readonly IReadOnlyList<ShardSlot> slots;
    private readonly LoopStarter starter;
    private readonly IClusterStore? store;
    private readonly Lock gate = new();
    private readonly Dictionary<int, string> closed = [];
    private readonly SemaphoreSlim changes = new(1);
    private readonly Pulse pulse = new();
    private bool stopping;

    /// <param name="slots">The places of the shards that hold a warehouse.</param>
    /// <param name="starter">Makes loops.</param>
    /// <param name="store">Remembers which shards are closed; null when that is not remembered.</param>
    public SoleOwnership(IReadOnlyList<ShardSlot> slots, LoopStarter starter, IClusterStore? store)
    {
        (this.slots, this.starter, this.store) = (slots, starter, store);
        foreach (ShardSlot slot in slots)
        {
            slot.Publish(starter.Create(slot));
        }
    }

    public EngineState State => EngineState.Ready;

    public string? Trouble => null;

    public Task NextChange => pulse.Next;

    public ShardRoute RouteOf(int shard)
    {
        lock (gate)
        {
            return closed.TryGetValue(shard, out string? why) ? new(RoutePlace.Sealed, shard, Why: why) : new(RoutePlace.Moving, shard);
        }
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (store is not null)
        {
            foreach (ShardRecord record in (await store.ReadAsync(cancellation)).Shards.Where(s => s.State == ShardState.Sealed))
            {
                closed[record.Shard] = record.Why ?? string.Empty;
            }
        }

        ShardLoop[] open = [.. slots.Where(s => !closed.ContainsKey(s.Shard)).Select(s => s.Loop!)];
        foreach (ShardSlot slot in slots.Where(s => closed.ContainsKey(s.Shard)))
        {
            await EndAsync(slot);
        }

        Array.ForEach(open, l => l.Start());
        foreach (ShardSlot slot in slots.Where(s => !closed.ContainsKey(s.Shard)))
        {
            await LoopStarter.OpenAsync(slot, slot.Loop!, cancellation);
        }
    }

    public Task LeaveAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellation)
    {
        stopping = true;
        ShardLoop[] all = [.. slots.Select(s => s.Loop).OfType<ShardLoop>()];
        Array.ForEach(all, Stop);
        using CancellationTokenRegistration hurry = cancellation.Register(() => Array.ForEach(all, l => l.Abort()));
        await Task.WhenAll(all.Select(l => l.Completion));
    }

    public async Task<bool> SealAsync(int shard, string why, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation);
        try
        {
            if (stopping || slots.FirstOrDefault(s => s.Shard == shard) is not { } slot || closed.ContainsKey(shard))
            {
                return false;
            }

            // Closed before the loop ends: what comes meanwhile is told so. From here on it is seen through, whoever goes away.
            lock (gate)
            {
                closed.Add(shard, why);
            }

            await EndAsync(slot);
            try
            {
                await (store?.SealAsync(shard, why, CancellationToken.None) ?? default);
            }
            catch (JournalException)
            {
                // What is not stored does not hold: the next start would open the shard without a word.
                await OpenAsync(slot, CancellationToken.None);
                throw;
            }

            pulse.Fire();
            return true;
        }
        finally
        {
            changes.Release();
        }
    }

    public async Task<bool> UnsealAsync(int shard, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation);
        try
        {
            if (stopping || slots.FirstOrDefault(s => s.Shard == shard) is not { } slot || !closed.ContainsKey(shard))
            {
                return false;
            }

            if (store is not null)
            {
                await store.UnsealAsync(shard, CancellationToken.None);
            }

            await OpenAsync(slot, cancellation);
            return true;
        }
        finally
        {
            changes.Release();
        }
    }

    private async Task OpenAsync(ShardSlot slot, CancellationToken cancellation)
    {
        ShardLoop loop = starter.Create(slot);
        loop.Start();
        try
        {
            await LoopStarter.OpenAsync(slot, loop, cancellation);
        }
        catch
        {
            // Nobody would know of it, and another one would meet it at the journal.
            loop.Abort();
            await loop.Completion;
            throw;
        }

        slot.Publish(loop);
        lock (gate)
        {
            closed.Remove(slot.Shard);
        }

        pulse.Fire();
    }

    private static async Task EndAsync(ShardSlot slot)
    {
        ShardLoop loop = slot.Loop!;
        slot.Withdraw(loop);
        Stop(loop);
        await loop.Completion;
    }

    /// <summary>One that never ran has callers too: it runs to its end, so that they are answered.</summary>
    private static void Stop(ShardLoop loop)
    {
        if (loop.HasStarted)
        {
            loop.RequestStop();
        }
        else
        {
            loop.Abort();
            loop.Start();
        }
    }
}
