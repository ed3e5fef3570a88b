using Akka.Actor;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>The persistent actor's life: starting it, what its end means, and starting it again.</summary>
internal sealed partial class WarehouseGateway
{
    /// <summary>
    /// Failed writes in a row after which the next try is at once. The session is kept after the first and given up after the second. Later failures come from turns that the
    /// warehouse makes by itself, such as due dates. Without a pause these would be decided, refused and recovered from in a loop for as long as the store takes no rows.
    /// </summary>
    private const int triesAtOnce = 2;

    private readonly SnapshotKeeper snapshots;
    private readonly StateLoader loader;
    private readonly GrowingPause unread;
    private readonly GrowingPause unwritten;
    private Ended? end;
    private Refused? broken;
    private int failedWrites;
    private long startedAt;
    private int actors;
    private bool isOpening;
    private bool isOpened;
    private bool wasAway;

    /// <inheritdoc/>
    /// <remarks>A persistent actor is never resumed or restarted: after any fault only a recovery tells where it stands.</remarks>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(fault =>
    {
        end = new Ended(WarehouseEnd.WriteFailed, fault);
        return Directive.Stop;
    });

    /// <summary>Starts the persistent actor with the session that is in memory, or has the state built first.</summary>
    private void StartActor()
    {
        if (actor is not null || loader.IsUnderWay || isClosed || broken is not null)
        {
            return;
        }

        startedAt = parts.Time.GetTimestamp();
        if (hasState)
        {
            parts.Kept.Offer(setup.Id, session);
            RunActor();
        }
        else
        {
            loader.Begin(Self);
        }
    }

    private void NoteLoaded(StateLoader.Done loaded)
    {
        loader.NoteDone();
        if (loaded.State is { } state)
        {
            parts.Kept.Offer(setup.Id, state);
            RunActor();
        }
        else if (loaded.IsDamaged)
        {
            Break(loaded.Failure!);
        }
        else
        {
            NoteNotRecovered(loaded.Failure);
        }
    }

    private void RunActor()
    {
        end = null;
        actor = Context.Watch(Context.ActorOf(WarehouseActor.Props(setup.Id, session, parts, place), $"journal-{++actors}"));
    }

    private void Serve(Recovered recovered)
    {
        parts.Kept.Withdraw(setup.Id);
        (isServing, hasState) = (true, true);
        unread.Reset();
        double seconds = parts.Time.GetElapsedTime(startedAt).TotalSeconds;
        parts.Instruments?.Recovered(seconds);
        NoteRecovered(setup.Id.Value, recovered.LastSeq, recovered.Row, seconds, recovered.WasKept);
        snapshots.Begin(recovered);
        TellDurable();
        place.Stand();
        place.Trouble = null;
        SayWhoSits();
        if (isClosed)
        {
            Give();
            return;
        }

        if (!isOpened)
        {
            OpenWarehouse();
        }
        else
        {
            place.State = WarehouseHostState.Ready;
        }

        Give();
    }

    private void NoteOpened(Opened opened)
    {
        isOpening = false;
        isOpened = opened.Refused is not { } why || !(why.Reason.IsTransient() || why.Reason == Refusal.ShardSealed);
        if (!isOpened)
        {
            // That was the store's word, not the warehouse's: whoever serves next asks again.
            OpenIfNeeded();
            return;
        }

        if (opened.Refused is { } refused)
        {
            NotOpened(setup.Id.Value, refused.Message);
            place.Trouble = $"Warehouse '{setup.Id}' keeps its earlier description: {refused.Message}";
        }

        if (isServing && !isClosed)
        {
            place.State = WarehouseHostState.Ready;
        }
    }

    /// <summary>The persistent actor has ended; nothing else uses the session now.</summary>
    private void NoteEnd()
    {
        parts.Kept.Withdraw(setup.Id);
        Ended last = end ?? new Ended(WarehouseEnd.WriteFailed, null);
        (actor, isServing) = (null, false);
        session.SuspendSeats();
        if (session.IsWriting)
        {
            session.FailBatch();
        }

        queue.TakeBack(session.CallsDecided);
        foreach (CommandItem item in session.TakeBackReading().Reverse())
        {
            queue.AddFirst(item);
        }

        HandOut();
        if (isClosed)
        {
            if (!isLast || last.End != WarehouseEnd.Stopped || !session.IsIdle || session.MustRebuild || !snapshots.TryWriteLast(session.DurableState, Self))
            {
                Context.Stop(Self);
            }

            return;
        }

        place.State = WarehouseHostState.Recovering;
        switch (last.End)
        {
            case WarehouseEnd.NotRecovered:
                NoteNotRecovered(last.Cause);
                break;
            case WarehouseEnd.Damaged:
                Break(last.Cause!);
                break;
            case WarehouseEnd.InDoubt:
                hasState = false;
                StartActor();
                break;
            default:
                NoteWriteFailed(last.Cause);
                break;
        }
    }

    private void NoteWriteFailed(Exception? cause)
    {
        StoreFailure? failure = cause is null ? null : parts.Store.Explain(cause);
        place.Trouble = failure?.Message ?? "The persistent actor ended.";
        parts.Instruments?.StoreFailed();
        WriteFailed(setup.Id.Value, session.Durable.LastSeq, place.Trouble, cause);
        if (failure?.Kind == StoreFailureKind.Sealed)
        {
            // Which shard, and why: rows of several warehouses may have shared the transaction.
            parts.Store.Watch.LookNow();
            ReadSealAsync().PipeTo(Self);
            return;
        }

        TryAgain();
    }

    private void TryAgain()
    {
        if (++failedWrites <= triesAtOnce)
        {
            StartActor();
            return;
        }

        TimeSpan pause = unwritten.Next();
        StillNotWritten(setup.Id.Value, failedWrites, pause.TotalMilliseconds);
        RefuseQueued(WarehouseSession.NotStored);
        Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, pause);
    }

    /// <summary>On the watch's thread. Pauses have grown while the store was away, and callers would wait for the rest of the last one after it is back.</summary>
    private void SeeLook(StoreLook look)
    {
        bool isBack = wasAway && look.Trouble is null;
        wasAway = look.Trouble is not null;
        if (isBack)
        {
            self.Tell(StoreIsBack.Instance);
        }
    }

    /// <summary>What is due after a pause is tried now; should it fail again, as by a connection of before, pauses begin anew.</summary>
    private void EndPause()
    {
        unread.Reset();
        unwritten.Reset();
        if (Timers.IsTimerActive(StartAgain.Instance))
        {
            Timers.Cancel(StartAgain.Instance);
            StartActor();
        }
    }

    private async Task<SealRead> ReadSealAsync()
    {
        try
        {
            int shard = ShardMap.ShardOf(setup.Id);
            return new((await parts.Store.Seals.ListAsync(CancellationToken.None).ConfigureAwait(false)).FirstOrDefault(s => s.Shard == shard)?.Why);
        }
        catch (JournalException)
        {
            return new(Why: null);
        }
    }

    /// <summary>
    /// The shard is sealed, so nothing that was decided meanwhile can be stored: all waiting callers are told so. The watch of the seals stops this gateway. Until then it tries
    /// again from time to time, because the shard may be unsealed.
    /// </summary>
    private void NoteSealRead(SealRead read)
    {
        if (isClosed || actor is not null)
        {
            return;
        }

        if (read.Why is not { } why)
        {
            TryAgain();
            return;
        }

        Refused closed = Sealed(why);
        session.Abandon();
        session.RefuseLost(closed);
        hasState = false;
        HandOut();
        RefuseQueued(closed);
        Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, unwritten.Next());
    }

    private void NoteNotRecovered(Exception? cause)
    {
        if (cause is SessionOvertakenException)
        {
            // The session is of no more use; the journal is.
            hasState = false;
            StartActor();
            return;
        }

        place.Trouble = cause is null ? "The persistent actor ended." : cause is JournalException ? cause.Message : parts.Store.Explain(cause).Message;
        TimeSpan pause = unread.Next();
        StillNotRecovered(setup.Id.Value, pause.TotalMilliseconds, place.Trouble);
        RefuseQueued(WarehouseSession.NotStored);
        Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, pause);
    }

    /// <summary>The journal is damaged, or holds what this version cannot fold. Nothing is tried again: somebody has to look.</summary>
    private void Break(Exception cause)
    {
        broken = Refused.Because(
            Refusal.NotReady, $"Warehouse {setup.Id} cannot be served: its journal cannot be folded. {cause.Message} An operator must look.", ("warehouse", setup.Id));
        place.Break(broken.Message);
        Broken(setup.Id.Value, cause);
        session.Abandon();
        session.RefuseLost();
        HandOut();
        RefuseQueued(broken);
    }
}
