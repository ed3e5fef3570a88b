using Backorders.Domain;
using Backorders.Engine.Sessions;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Taking the shard, losing it and getting it back.</summary>
internal sealed partial class ShardLoop
{
    private ShardFold? preparedState;

    /// <summary>Whether the session holds the state of the journal: not before it was built for the first time, and not after it could not be built.</summary>
    private bool isBuilt;

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
                RefuseQueued(WarehouseSession.NotStored);
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
        IReadOnlyList<StoredTurn> landed = [];
        bool kept = isBuilt && session.TryResume(new ShardHead(grant.LastSeq, grant.Head), out landed);
        long from = kept ? grant.LastSeq : await BuildAsync(grant);
        term = termBefore;
        double seconds = time.GetElapsedTime(begun).TotalSeconds;
        instruments?.Recovered(seconds);
        if (kept)
        {
            instruments?.Landed(landed.Count);
            Revalidated(shard, grant.LastSeq, grant.Epoch);
        }
        else
        {
            Recovered(shard, grant.LastSeq, grant.Epoch, seconds, grant.LastSeq - from);
        }

        Publish(landed);
        HandOut();
        Trouble = null;
        State = EngineState.Ready;
        ready.TrySetResult();
    }

    /// <summary>Builds the state anew from the journal.</summary>
    /// <returns>The turn from which on turns were folded.</returns>
    private async Task<long> BuildAsync(ShardGrant grant)
    {
        isBuilt = false;
        session.Abandon();
        (ShardFold built, long from) = await BuildOnPreparedAsync(grant) is { } prepared
            ? prepared
            : await LoadAsync(grant.LastSeq);
        if (built.Head != grant.Head)
        {
            throw new JournalCorruptException(shard, grant.LastSeq, "the shard's head is not the hash of its last row.");
        }

        Feed.Begin(grant.LastSeq);
        Begin(built);
        foreach (WorkSignal signal in work.Values)
        {
            signal.RaiseForAll(); // of turns that landed without a word nobody has been told
        }

        return from;
    }

    private async Task<(ShardFold Built, long From)> LoadAsync(long upToSeq)
    {
        ShardFold built = await recovery.LoadAsync(upToSeq, abort.Token);
        return (built, built.SnapshotSeq);
    }

    private void Begin(ShardFold built)
    {
        lastSnapshot = built.SnapshotSeq;
        armedFor = Instant.Never;
        session.Begin(built);
        isBuilt = true;
    }

    /// <summary>Folds what came after the state that was prepared, if one was.</summary>
    /// <returns>The state, and from where on; null when there is none, or when it does not stand on this journal: then the shard is folded as if there had been none.</returns>
    private async Task<(ShardFold Built, long From)?> BuildOnPreparedAsync(ShardGrant grant)
    {
        if (prepared is not { } preparation)
        {
            return null;
        }

        using CancellationTokenRegistration hurry = abort.Token.Register(preparation.Cancel);
        await preparation.Ended;
        preparedState ??= preparation.Take();
        (ShardFold Built, long From)? built = preparedState is { } state ? await ContinueAsync(state, grant) : null;
        (prepared, preparedState) = (null, null);
        return built;
    }

    private async Task<(ShardFold Built, long From)?> ContinueAsync(ShardFold state, ShardGrant grant)
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

        return (state, from);
    }

    /// <summary>After a command made the domain fail: everything decided before it is durable by now, and the state is built anew from that.</summary>
    private async Task RebuildAsync()
    {
        State = EngineState.Recovering;
        isBuilt = false;
        Begin((await LoadAsync(session.Durable.LastSeq)).Built);
        HandOut();
        State = EngineState.Ready;
    }

    /// <summary>Those who wait go on waiting: only when the shard is taken again is it known what landed.</summary>
    private void NoteFailure(Exception failure)
    {
        session.FailBatch();
        Trouble = failure.Message;
        State = EngineState.Recovering;
        instruments?.StoreFailed();
        StoreFailed(shard, session.Durable.LastSeq, failure);
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
                ShardLost(shard, session.Durable.LastSeq, failure.Message);
                return ShardLoopEnd.Lost;
            case JournalUnavailableException or JournalOutcomeUnknownException:
                Trouble = failure.Message;
                ShardNotTaken(shard, failure.Message);
                return ShardLoopEnd.Unavailable;
            default:
                Trouble = failure.Message;
                ShardSealed(shard, session.Durable.LastSeq, failure);
                return ShardLoopEnd.Broken;
        }
    }

    private void RefuseAll(Refused why)
    {
        session.Abandon();
        session.RefuseLost();
        RefuseQueued(why);
    }

    private void RefuseQueued(Refused why)
    {
        while (mailbox.TryTake(out object? item))
        {
            switch (item)
            {
                case StoredAnswer answer:
                    session.AnswerUnread(answer.Item, why);
                    break;
                case IParked parked:
                    parked.Refuse(why);
                    break;
            }
        }

        HandOut();
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
