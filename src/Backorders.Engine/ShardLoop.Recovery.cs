using Backorders.Domain;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Taking the shard, losing it and getting it back.</summary>
internal sealed partial class ShardLoop
{
    private readonly List<IParked> parkedByFailure = [];
    private bool isBuilding;
    private ShardFold? preparedState;

    /// <summary>Takes the shard and builds its state. Says false when it was told to stop before it could.</summary>
    private async Task<bool> TakeShardAsync()
    {
        State = EngineState.Recovering;
        TimeSpan wait = options.RetryAfter;
        while (!abort.IsCancellationRequested)
        {
            try
            {
                await RecoverAsync();
                return true;
            }
            catch (Exception e) when (e is JournalUnavailableException or JournalOutcomeUnknownException && ready.Task.IsCompletedSuccessfully)
            {
                StoreStillFails(shard, wait.TotalMilliseconds, e.Message);
                RefuseQueued(notStored);
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                break;
            }

            await PauseAsync(wait);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, options.RetryAfterMax.Ticks));
        }

        ready.TrySetCanceled(CancellationToken.None);
        return false;
    }

    private async Task RecoverAsync()
    {
        long begun = time.GetTimestamp();
        long termBefore = lease?.Term ?? 0;
        ShardGrant grant = await journal.TakeAsync(shard, abort.Token);
        Grant = grant;
        bool kept = MemoryIsWhole && commit.TryResume(grant);
        long from = grant.LastSeq;
        if (!kept)
        {
            parkedByFailure.AddRange(commit.Abandon());
            mustRebuild = false;
            if (await BuildOnPreparedAsync(grant) is { } preparedUpTo)
            {
                from = preparedUpTo;
            }
            else
            {
                await BuildAsync(grant.LastSeq);
                from = fold.SnapshotSeq;
            }

            if (fold.Head != grant.Head)
            {
                throw new JournalCorruptException(shard, grant.LastSeq, "the shard's head is not the hash of its last row.");
            }

            lastSnapshot = fold.SnapshotSeq;

            commit.Begin(grant);
            Feed.Begin(grant.LastSeq);
            foreach (WorkSignal signal in work.Values)
            {
                signal.RaiseForAll(); // of turns that landed without a word nobody has been told
            }
        }

        term = termBefore;
        double seconds = time.GetElapsedTime(begun).TotalSeconds;
        instruments?.Recovered(seconds);
        if (kept)
        {
            Revalidated(shard, grant.LastSeq, grant.Epoch);
        }
        else
        {
            Recovered(shard, grant.LastSeq, grant.Epoch, seconds, grant.LastSeq - from);
        }

        AnswerParked();
        Trouble = null;
        State = EngineState.Ready;
        ready.TrySetResult();
    }

    private async Task BuildAsync(long upToSeq)
    {
        isBuilding = true;
        fold = new();
        fold = await recovery.LoadAsync(upToSeq, abort.Token);
        isBuilding = false;
        armedFor = Instant.Never;
    }

    /// <summary>Folds what came after the state that was prepared, if one was.</summary>
    /// <returns>From where on; null when there is none, or when it does not stand on this journal: then the shard is folded as if there had been none.</returns>
    private async Task<long?> BuildOnPreparedAsync(ShardGrant grant)
    {
        if (prepared is not { } preparation)
        {
            return null;
        }

        using CancellationTokenRegistration hurry = abort.Token.Register(preparation.Cancel);
        await preparation.Ended;
        preparedState ??= preparation.Take();
        long? from = preparedState is { } state ? await ContinueAsync(state, grant) : null;
        (prepared, preparedState) = (null, null);
        return from;
    }

    private async Task<long?> ContinueAsync(ShardFold state, ShardGrant grant)
    {
        long from = state.LastSeq;
        try
        {
            await recovery.AdvanceAsync(state, grant.LastSeq, abort.Token);
        }
        catch (JournalCorruptException e)
        {
            PreparationUnfit(shard, from, e.Message);
            return null;
        }

        if (state.Head != grant.Head)
        {
            PreparationUnfit(shard, from, "its head is another.");
            return null;
        }

        fold = state;
        return from;
    }

    /// <summary>After a command made the domain fail: everything decided before it is durable by now, and the state is built anew from that.</summary>
    private async Task RebuildAsync()
    {
        State = EngineState.Recovering;
        await BuildAsync(commit.DurableSeq);
        mustRebuild = false;
        State = EngineState.Ready;
    }

    /// <summary>Whether the state is that of all turns decided so far: not while it waits to be built anew.</summary>
    private bool MemoryIsWhole => ready.Task.IsCompletedSuccessfully && !mustRebuild && !isBuilding;

    /// <summary>Those who wait go on waiting: only when the shard is taken again is it known what landed.</summary>
    private void NoteFailure(Exception failure)
    {
        Trouble = failure.Message;
        State = EngineState.Recovering;
        instruments?.StoreFailed();
        StoreFailed(shard, commit.DurableSeq, failure);
    }

    /// <summary>Those who waited when the store failed: what the journal holds of theirs was done, and nothing else.</summary>
    private void AnswerParked()
    {
        foreach (IParked parked in parkedByFailure)
        {
            if (parked is CommandItem { Outcome: not null } item
                && fold.Find(item.Request.Warehouse) is { } hosted
                && hosted.Answers.TryGet(item.Request.Key, out _)
                && AnswerAgain(item, hosted))
            {
                continue;
            }

            parked.Refuse(notStored);
        }

        parkedByFailure.Clear();
    }

    /// <summary>Why the loop cannot go on, for whoever decides what becomes of the shard.</summary>
    private ShardLoopEnd EndWith(Exception failure)
    {
        ready.TrySetException(failure);
        switch (failure)
        {
            case OperationCanceledException when abort.IsCancellationRequested:
                return ShardLoopEnd.Stopped;
            case JournalHeldException or JournalFencedException:
                Trouble = failure.Message;
                ShardLost(shard, commit.DurableSeq, failure.Message);
                return ShardLoopEnd.Lost;
            case JournalUnavailableException or JournalOutcomeUnknownException:
                Trouble = failure.Message;
                ShardNotTaken(shard, failure.Message);
                return ShardLoopEnd.Unavailable;
            default:
                Trouble = failure.Message;
                ShardSealed(shard, commit.DurableSeq, failure);
                return ShardLoopEnd.Broken;
        }
    }

    private void RefuseAll(Refused why)
    {
        foreach (IParked answer in commit.Abandon())
        {
            answer.Refuse(notStored);
        }

        foreach (IParked answer in parkedByFailure)
        {
            answer.Refuse(notStored);
        }

        parkedByFailure.Clear();
        RefuseQueued(why);
    }

    private void RefuseQueued(Refused why)
    {
        while (mailbox.TryTake(out object? item))
        {
            switch (item)
            {
                case StoredAnswer answer:
                    reading--;
                    answer.Item.Refuse(why);
                    break;
                case IParked parked:
                    parked.Refuse(why);
                    break;
            }
        }
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, abort.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the caller looks.
        }
    }
}
