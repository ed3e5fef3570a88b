using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>
/// How a shard goes from one live node to another: its owner announces it; the node that it is meant for folds it beforehand, and says so; then the owner admits
/// nothing more, finishes what it took, and gives it. Its callers wait for that last part alone, however long its journal is and however cold its next owner.
/// </summary>
internal sealed partial class ClusterAgent
{
    private async Task GiveAsync(ShardSlot slot, HeldShard shard, string? target)
    {
        await Task.Yield();
        if (await AnnounceAsync(shard.Loop, target))
        {
            await HandOverAsync(slot, shard.Loop, target);
            Forget(slot, shard);
        }
        else
        {
            await KeepAsync(slot, shard);
        }
    }

    /// <summary>Says that the shard is about to go, and waits for its next owner. Says whether it may go now.</summary>
    private async Task<bool> AnnounceAsync(ShardLoop loop, string? target)
    {
        try
        {
            await store.BeginMoveAsync(loop.Grant!, target, ending.Token);
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            StepFailed(loop.Shard, "announce", e.Message);
            return false;
        }

        // One without turns needs no preparation.
        return target is null || loop.DurableSeq == 0 || await MayGoAsync(loop, target);
    }

    private async Task HandOverAsync(ShardSlot slot, ShardLoop loop, string? target)
    {
        long begun = clock.GetTimestamp();
        slot.Withdraw(loop);
        changed.Fire();
        loop.RequestHandOver();
        await loop.Completion;
        try
        {
            bool given = await store.GiveAsync(loop.Grant!, loop.DurableSeq, target, ending.Token)
                || await store.GiveAsync(loop.Grant!, loop.DurableSeq, null, ending.Token);
            if (given)
            {
                lock (gate)
                {
                    givenIn[slot.Shard] = loop.Grant!.Epoch;
                }

                instruments?.ShardGiven();
                Given(slot.Shard, loop.DurableSeq, target ?? "whoever should have it", clock.GetElapsedTime(begun).TotalSeconds);
            }
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            // It is still this node's by its row, and is taken from itself at the next look.
            StepFailed(slot.Shard, "give", e.Message);
        }
    }

    /// <summary>
    /// Waits until the next owner has the shard's state ready. Says false when the shard had better stay: its next owner is none any more, or this node ends, and
    /// what is left then is given at the end.
    /// </summary>
    private async Task<bool> MayGoAsync(ShardLoop loop, string target)
    {
        long begun = clock.GetTimestamp();
        while (!ending.IsCancellationRequested)
        {
            Task next = looked.Next;
            ShardRecord? row = seen?.Shards.FirstOrDefault(s => s.Shard == loop.Shard);
            if (loop.End is not null || row is null || row.Epoch != loop.Grant!.Epoch || row.OwnerIncarnation != self.Incarnation)
            {
                // It is lost or closed: giving it finds that out.
                return true;
            }

            NodeRecord? taker = seen?.Nodes.FirstOrDefault(n => n.Identity.NodeId == target && n.IsLive && !n.Draining && n.Identity.Weight > 0);
            if (taker is not null && row.PreparedBy == taker.Identity.Incarnation)
            {
                return true;
            }

            bool must = leaving || drainingSince is not null;
            if (must && clock.GetElapsedTime(begun) > timing.PreparedWithin)
            {
                GivenUnprepared(loop.Shard, target, timing.PreparedWithin.TotalSeconds);
                return true;
            }

            if (taker is null)
            {
                return must;
            }

            await next;
        }

        return false;
    }

    private async Task KeepAsync(ShardSlot slot, HeldShard shard)
    {
        while (!ending.IsCancellationRequested)
        {
            Task next = looked.Next;
            try
            {
                await store.EndMoveAsync(shard.Loop.Grant!, ending.Token);
                break;
            }
            catch (Exception e) when (e is JournalException or OperationCanceledException)
            {
                StepFailed(slot.Shard, "keep", e.Message);
            }

            // When the store can be read again it may be written again.
            await next;
        }

        lock (gate)
        {
            shard.IsBusy = false;
        }

        // While it was busy nobody else cared for its end.
        if (shard.Loop.Completion.IsCompleted && !ending.IsCancellationRequested)
        {
            await EndedAsync(slot, shard, null);
        }
    }

    private async Task PrepareAsync(int shard, ShardPreparation preparation)
    {
        await Task.Yield();
        long begun = clock.GetTimestamp();
        bool again = false;
        try
        {
            ShardFold fold = await starter.LoadAsync(shard, preparation.Needless);
            long seq = fold.LastSeq;
            preparation.End(fold);
            await store.NotePreparedAsync(shard, preparation.Epoch, self, preparation.Needless);
            Prepared(shard, seq, clock.GetElapsedTime(begun).TotalSeconds);
        }
        catch (OperationCanceledException)
        {
            // The shard is not coming.
        }
        catch (JournalUnavailableException e)
        {
            StepFailed(shard, "prepare", e.Message);
            again = true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its owner can read it. It stays there as long as it may.
            NotPrepared(shard, e);
        }

        preparation.End(null);
        lock (gate)
        {
            if (again && prepared.GetValueOrDefault(shard) == preparation)
            {
                prepared.Remove(shard);
            }
        }
    }

    /// <summary>Whether what was prepared of a shard is of no use: it has gone elsewhere, or is not given after all.</summary>
    private bool IsNotComing(ShardRecord shard) => prepared.TryGetValue(shard.Shard, out ShardPreparation? preparation)
        && (shard.Epoch != preparation.Epoch || shard.State is ShardState.Owned or ShardState.Sealed || (shard.TargetNode is { } target && target != self.NodeId));

    private void ForgetPrepared(IEnumerable<int> shards)
    {
        foreach (int shard in shards.ToArray())
        {
            if (prepared.Remove(shard, out ShardPreparation? preparation))
            {
                preparation.Cancel();
            }
        }
    }
}
