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
        if (shard.Loop.Grant is { } grant && await AnnounceAsync(shard.Loop, grant, target))
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
    private async Task<bool> AnnounceAsync(ShardLoop loop, ShardGrant announced, string? target)
    {
        try
        {
            if (!await store.BeginMoveAsync(announced, target, ending.Token))
            {
                return false;
            }
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            StepFailed(loop.Shard, "announce", e.Message);
            return false;
        }

        // One without turns needs no preparation.
        return target is null || loop.DurableSeq == 0 || await MayGoAsync(loop, announced, target);
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
            string? to = await store.GiveAsync(loop.Grant!, loop.DurableSeq, target, ending.Token) ? target : null;
            if (to is not null || await store.GiveAsync(loop.Grant!, loop.DurableSeq, null, ending.Token))
            {
                lock (gate)
                {
                    givenIn[slot.Shard] = (loop.Grant!.Epoch, clock.GetTimestamp());
                }

                instruments?.ShardGiven();
                Given(slot.Shard, loop.DurableSeq, to ?? "whoever should have it", clock.GetElapsedTime(begun).TotalSeconds);
            }
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            // It is still this node's by its row, and is taken from itself at the next look.
            StepFailed(slot.Shard, "give", e.Message);
        }
    }

    /// <summary>
    /// Waits until the next owner has the shard's state ready. Says false when the shard had better stay for now: somebody else should have it, its next owner cannot
    /// fold it, it was taken anew meanwhile, which wiped what was announced, or this node ends, and what is left then is given at the end.
    /// </summary>
    private async Task<bool> MayGoAsync(ShardLoop loop, ShardGrant announced, string target)
    {
        long? mustSince = null;
        while (true)
        {
            Task next = looked.Next;
            if (ending.IsCancellationRequested)
            {
                return false;
            }

            ClusterRecord now = seen!;
            ShardRecord? row = now.Shards.FirstOrDefault(s => s.Shard == loop.Shard);
            if (loop.End is not null || row is null || (row.Epoch >= announced.Epoch && row.OwnerIncarnation != self.Incarnation))
            {
                // It is lost or closed: giving it finds that out.
                return true;
            }

            if (row.Epoch > announced.Epoch || loop.Grant!.GrantId != announced.GrantId)
            {
                return false;
            }

            Guid? taker = now.Nodes.FirstOrDefault(n => n.Identity.NodeId == target)?.Identity.Incarnation;
            bool isSaid = row.Epoch == announced.Epoch && row.PreparedBy == taker;
            if (isSaid && row.Prepared == ShardPreparedness.Unfit)
            {
                Refuse(loop.Shard, taker!.Value, target);
            }

            if (NextOwner(now, row) != target)
            {
                return false;
            }

            if (isSaid && row.Prepared == ShardPreparedness.Ready)
            {
                return true;
            }

            mustSince = leaving || drainingSince is not null ? mustSince ?? clock.GetTimestamp() : null;
            if (mustSince is { } since && clock.GetElapsedTime(since) > timing.PreparedWithin)
            {
                GivenUnprepared(loop.Shard, target, timing.PreparedWithin.TotalSeconds);
                return true;
            }

            await next;
        }
    }

    private string? NextOwner(ClusterRecord now, ShardRecord shard)
    {
        lock (gate)
        {
            return PlacementOf(now, 0, 0).NextOwner(shard);
        }
    }

    /// <summary>Another start of the same node may run another program: it is asked again.</summary>
    private void Refuse(int shard, Guid incarnation, string target)
    {
        lock (gate)
        {
            if (unfit.Add((shard, incarnation)))
            {
                NotTakenThere(shard, target);
            }
        }
    }

    private async Task KeepAsync(ShardSlot slot, HeldShard shard)
    {
        bool isSaid = shard.Loop.Grant is null;
        while (!isSaid)
        {
            Task next = looked.Next;
            if (ending.IsCancellationRequested)
            {
                break;
            }

            try
            {
                await store.EndMoveAsync(shard.Loop.Grant!, ending.Token);
                isSaid = true;
            }
            catch (Exception e) when (e is JournalException or OperationCanceledException)
            {
                // When the store can be read again it may be written again.
                StepFailed(slot.Shard, "keep", e.Message);
                await next;
            }
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

    /// <summary>The one that is there already when its owner was not told of it, or has forgotten it; under the lock.</summary>
    private ShardPreparation PreparationOf(ShardStep step)
    {
        if (!prepared.TryGetValue(step.Shard, out ShardPreparation? preparation) || preparation.Epoch != step.Epoch)
        {
            preparation?.Cancel();
            preparation = prepared[step.Shard] = new(step.Epoch);
        }

        preparation.IsNoting = true;
        return preparation;
    }

    private async Task PrepareAsync(int shard, ShardPreparation preparation)
    {
        await Task.Yield();
        bool again = false;
        try
        {
            if (!preparation.Ended.IsCompleted)
            {
                await FoldAsync(shard, preparation);
            }

            await store.NotePreparedAsync(
                shard, preparation.Epoch, self, preparation.IsUnfit ? ShardPreparedness.Unfit : ShardPreparedness.Ready, preparation.Needless);
        }
        catch (OperationCanceledException)
        {
            // The shard is not coming.
        }
        catch (JournalException e)
        {
            // Whatever the store said: while this counts as under way, nobody tells the owner again.
            StepFailed(shard, "prepare", e.Message);
            again = !preparation.Ended.IsCompleted;
        }

        preparation.Fail(preparation.IsUnfit);
        lock (gate)
        {
            preparation.IsNoting = false;
            if (again && prepared.GetValueOrDefault(shard) == preparation)
            {
                prepared.Remove(shard);
            }
        }
    }

    private async Task FoldAsync(int shard, ShardPreparation preparation)
    {
        long begun = clock.GetTimestamp();
        try
        {
            ShardFold fold = await starter.LoadAsync(shard, preparation.Needless);
            Prepared(shard, fold.LastSeq, clock.GetElapsedTime(begun).TotalSeconds);
            preparation.Fold(fold);
        }
        catch (Exception e) when (e is not (JournalUnavailableException or OperationCanceledException or OutOfMemoryException))
        {
            // Its owner can read it, and had better keep it or give it to somebody else.
            NotPrepared(shard, e);
            preparation.Fail(unfit: true);
        }
    }

    /// <summary>Whether what was prepared of a shard is of no use: it has gone elsewhere, or is not given after all.</summary>
    private bool IsNotComing(ShardRecord shard) => prepared.TryGetValue(shard.Shard, out ShardPreparation? preparation) && !held.ContainsKey(shard.Shard)
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
