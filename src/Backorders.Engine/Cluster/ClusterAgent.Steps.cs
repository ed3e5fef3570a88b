using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>Looking, and what is done about what was seen.</summary>
internal sealed partial class ClusterAgent
{
    /// <summary>While shards are on their way, or will be, everybody looks more often: the pause that callers notice is made of looks.</summary>
    private const int looksWhileMoving = 5;

    private long? drainingSince;

    private async Task LookAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            bool moving = false;
            try
            {
                long readAt = clock.GetTimestamp();
                ClusterRecord now = await store.ReadAsync(ending.Token);
                Volatile.Write(ref clockOffset, (now.StoreTime - clock.GetUtcNow()).TotalSeconds);
                silence.Look(now.Nodes);
                bool differs = Differs(seen, now);
                seen = now;
                moving = Act(now, readAt);
                hasLooked = true;
                if (differs)
                {
                    changed.Fire();
                }

                looked.Fire();
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it was: a node that no longer looks would keep its shards for ever and take none.
                LookFailed(self.NodeId, e);
            }

            await PauseAsync(moving ? timing.LookEvery / looksWhileMoving : timing.LookEvery);
        }

        looked.Fire();
    }

    /// <summary>Takes the steps that are to be taken. Says whether anything moves.</summary>
    private bool Act(ClusterRecord now, long readAt)
    {
        if (!lease.Holds || replaced)
        {
            return false;
        }

        List<ShardStep> todo;
        lock (gate)
        {
            ForgetPrepared(now.Shards.Where(IsNotComing).Select(s => s.Shard));
            todo = [.. PlacementOf(now, readAt, HasBeenSeenDraining(now) ? timing.MovesMax : 0).Decide().Where(s => !evicting.Contains(s.Shard))];
            foreach (ShardStep step in todo)
            {
                steps.Add(Begin(step));
            }

            steps.RemoveWhere(s => s.IsCompleted);
            return steps.Count > 0 || now.Shards.Any(s => s.State is ShardState.Free or ShardState.Draining) || now.Nodes.Any(n => n is { IsLive: true, Draining: true });
        }
    }

    /// <summary>What this node goes by; under the lock.</summary>
    private Placement PlacementOf(ClusterRecord now, long readAt, int movesMax)
    {
        // A look that began after a shard was given tells the truth about it, whatever that is: a store that failed over may have forgotten the gift.
        foreach (int shard in givenIn.Where(g => g.Value.At < readAt).Select(g => g.Key).ToArray())
        {
            givenIn.Remove(shard);
        }

        return new Placement(
            self, now, silence.IsSilent, held.ToDictionary(h => h.Key, h => h.Value.IsBusy ? 0 : h.Value.Loop.Grant?.Epoch ?? 0),
            givenIn.ToDictionary(g => g.Key, g => g.Value.Epoch),
            prepared.Where(p => p.Value.IsNoting || !p.Value.Ended.IsCompleted).ToDictionary(p => p.Key, p => p.Value.Epoch),
            (shard, incarnation) => unfit.Contains((shard, incarnation)), leaving, movesMax);
    }

    /// <summary>A node that drains gives nothing before all others had the time to see that it does, and look often from then on. Another node need not be seen.</summary>
    private bool HasBeenSeenDraining(ClusterRecord now)
    {
        if (!leaving && !now.Nodes.Any(n => n.Draining && n.Identity.Incarnation == self.Incarnation))
        {
            drainingSince = null;
            return true;
        }

        drainingSince ??= clock.GetTimestamp();
        return clock.GetElapsedTime(drainingSince.Value) >= timing.LookEvery;
    }

    /// <summary>Starts a step; none of it runs within this call, which holds the lock.</summary>
    private Task Begin(ShardStep step)
    {
        ShardSlot slot = slots[step.Shard];
        switch (step.Kind)
        {
            case StepKind.Take:
                HeldShard taken = new(starter.Create(slot, prepared.GetValueOrDefault(step.Shard)));
                held.Add(step.Shard, taken);
                return TakeAsync(slot, taken);
            case StepKind.Evict:
                evicting.Add(step.Shard);
                return EvictAsync(step);
            case StepKind.Give:
                HeldShard given = held[step.Shard];
                given.IsBusy = true;
                return GiveAsync(slot, given, step.Target);
            case StepKind.Prepare:
                return PrepareAsync(step.Shard, PreparationOf(step));
            default:
                HeldShard lost = held[step.Shard];
                lost.IsBusy = true;
                return DropAsync(slot, lost);
        }
    }

    private async Task TakeAsync(ShardSlot slot, HeldShard shard)
    {
        await Task.Yield();
        ShardLoop loop = shard.Loop;
        loop.Start();
        try
        {
            await LoopStarter.OpenAsync(slot, loop, ending.Token);
        }
        catch (InvalidOperationException e)
        {
            // The warehouse is as it was described before: better served so than not at all.
            WarehouseNotOpened(slot.Shard, e.Message);
        }
        catch (Exception e)
        {
            loop.Abort();
            await loop.Completion;
            await EndedAsync(slot, shard, e is OperationCanceledException ? null : e);
            return;
        }

        // Reached before it may be given again: a withdrawal must find what it withdraws.
        slot.Publish(loop);
        lock (gate)
        {
            shard.IsBusy = false;
            ForgetPrepared([slot.Shard]);
        }

        instruments?.ShardTaken();
        changed.Fire();
        _ = WatchAsync(slot, shard);
    }

    /// <summary>A loop may end by itself: because the shard is another's, or because its journal cannot be folded.</summary>
    private async Task WatchAsync(ShardSlot slot, HeldShard shard)
    {
        await shard.Loop.Completion;
        slot.Withdraw(shard.Loop);
        bool byItself;
        lock (gate)
        {
            byItself = !shard.IsBusy && !ending.IsCancellationRequested;
        }

        if (byItself)
        {
            await EndedAsync(slot, shard, null);
        }

        changed.Fire();
    }

    private async Task EndedAsync(ShardSlot slot, HeldShard shard, Exception? failure)
    {
        if (shard.Loop.End == ShardLoopEnd.Broken)
        {
            string why = shard.Loop.Trouble ?? failure?.Message ?? "its journal cannot be read.";
            try
            {
                if (await store.SealAsync(slot.Shard, why, ending.Token))
                {
                    Sealed(slot.Shard, why);
                }
            }
            catch (Exception e) when (e is JournalException or OperationCanceledException)
            {
                StepFailed(slot.Shard, "seal", e.Message);
            }
        }

        Forget(slot, shard);
    }

    private async Task EvictAsync(ShardStep step)
    {
        await Task.Yield();
        try
        {
            if (await store.EvictAsync(step.Shard, step.Epoch, ending.Token))
            {
                Evicted(step.Shard, step.Epoch);
            }
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            StepFailed(step.Shard, "free", e.Message);
        }

        lock (gate)
        {
            evicting.Remove(step.Shard);
        }
    }

    private async Task DropAsync(ShardSlot slot, HeldShard shard)
    {
        await Task.Yield();
        slot.Withdraw(shard.Loop);
        shard.Loop.Abort();
        await shard.Loop.Completion;
        Forget(slot, shard);
    }

    private void Forget(ShardSlot slot, HeldShard shard)
    {
        lock (gate)
        {
            if (held.GetValueOrDefault(slot.Shard) == shard)
            {
                held.Remove(slot.Shard);
            }
        }

        changed.Fire();
    }

    private static bool Differs(ClusterRecord? before, ClusterRecord now) => before is null
        || !before.Shards.Select(Route).SequenceEqual(now.Shards.Select(Route))
        || !before.Nodes.Select(n => (n.Identity, n.IsLive)).SequenceEqual(now.Nodes.Select(n => (n.Identity, n.IsLive)));

    private static (ShardState State, Guid? Owner, long Epoch) Route(ShardRecord shard) => (shard.State, shard.OwnerIncarnation, shard.Epoch);
}
