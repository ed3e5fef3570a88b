// A receipt comes from ShardRouter.cs and goes on in Sessions/WarehouseSession.Turns.cs; what was decided goes on in ShardAppender.cs.
using Backorders.Domain;
using Backorders.Engine.Cluster;
using Backorders.Engine.Sessions;
using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

/// <summary>
/// The one writer of a shard: it gives its session one call at a time from a bounded mailbox, stores what was decided, and hands out what the session lets go. It owns
/// the session: nothing else touches it, so there is no lock on it.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Commands and questions are taken in the order in which they were put in. State runs ahead of the journal; answers do not.</para>
/// <para><b>Failure.</b> When an append fails or its outcome is unknown, the shard is taken anew, and the store's head says what landed. If that is a place
/// that the loop has been at, its memory is right: what landed is answered and the rest is appended under the new grant. If not, the state is thrown away and
/// built anew from the journal; whoever waited gets the stored answer if the journal holds it, and a transient refusal if not. The loop ends when another
/// writer has taken the shard, and when its journal cannot be folded (<see cref="End"/>).</para>
/// <para><b>Lease.</b> A node that cannot say that it lives may have lost the shard without knowing. While its lease does not hold the loop decides and answers
/// nothing, and before it goes on it takes the shard from itself.</para>
/// <para><b>Cancellation.</b> Nobody's cancellation reaches a turn or an append.</para>
/// <para><b>Threads.</b> The loop runs wherever it is woken, on one thread at a time, and never waits for the store on it.</para>
/// </remarks>
internal sealed partial class ShardLoop : ISessionObserver
{
    /// <summary>The timer fires at least this often while something is due later: a clock that was set is noticed within the hour.</summary>
    private const double timerMillisecondsMax = 3_600_000;

    private static readonly Refused stopping = Refused.Because(Refusal.NotReady, "The warehouse's node is stopping. Send the same command again.");
    private static readonly Refused cutOff = Refused.Because(
        Refusal.NotReady, "The warehouse's node is cut off from the store and may have lost the warehouse to another node. Send the same command again.");

    private readonly int shard;
    private readonly EngineOptions options;
    private readonly IJournal journal;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly EngineInstruments? instruments;
    private readonly IReadOnlyDictionary<WarehouseId, WorkSignal> work;
    private readonly WakeSignal wake = new();
    private readonly Mailbox mailbox;
    private readonly ShardAppender appender;
    private readonly WarehouseSession session;
    private readonly ShardRecovery recovery;
    private readonly CancellationTokenSource abort = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer timer;
    private Instant armedFor = Instant.Never;
    private volatile bool timerFired;
    private volatile bool stopRequested;
    private readonly NodeLease? lease;
    private ShardPreparation? prepared;
    private long term;

    public ShardLoop(
        int shard, IReadOnlyDictionary<WarehouseId, WorkSignal> work, EngineOptions options, IJournal journal, TimeProvider time, ILogger log,
        EngineInstruments? instruments, NodeLease? lease, ShardPreparation? prepared)
    {
        (this.shard, this.work, this.options, this.journal, this.time, this.log, this.instruments) = (shard, work, options, journal, time, log, instruments);
        (this.lease, this.prepared) = (lease, prepared);
        mailbox = new(options.MailboxCapacity, wake);
        appender = new(journal, time, instruments, wake);
        recovery = new(journal, shard, options.ReadPageRows, log);
        Feed = new(options.FeedTurns, options.FeedBytes);
        session = new(new SessionOptions($"{shard}", [.. work.Keys], options.BatchTurnsMax, options.BatchBytesMax, options.CheckInvariantsEvery), Feed, this);
        timer = time.CreateTimer(static loop => ((ShardLoop)loop!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Shard => shard;

    public TurnFeed Feed { get; }

    public int MailboxCount => mailbox.Count;

    /// <summary>Where the shard stands.</summary>
    public EngineState State { get; private set; } = EngineState.Starting;

    /// <summary>Why it is not ready; null when it is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Invariants that were found broken.</summary>
    public long InvariantFaults { get; private set; }

    /// <summary>Why the loop has ended; null while it runs.</summary>
    public ShardLoopEnd? End { get; private set; }

    /// <summary>The last grant; null before the first.</summary>
    public ShardGrant? Grant { get; private set; }

    /// <summary>The last turn known to be durable.</summary>
    public long DurableSeq => session.Durable.LastSeq;

    /// <summary>Ends when the shard takes commands for the first time; fails when it never will.</summary>
    public Task Ready => ready.Task;

    /// <summary>Ends when the loop has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it runs, or has run.</summary>
    public bool HasStarted { get; private set; }

    public void Start()
    {
        HasStarted = true;
        Completion = RunAsync();
    }

    /// <summary>Whether the node's lease holds, and has held ever since the shard was taken.</summary>
    private bool MayDecide => lease is null || (lease.Holds && lease.Term == term);

    /// <summary>Puts a command or a question into the mailbox, or refuses it at once.</summary>
    public void Take(IParked item)
    {
        (bool added, bool closed) = mailbox.TryAdd(item);
        if (!added)
        {
            item.Refuse(closed ? stopping : Full());
        }
    }

    /// <summary>Takes no more from outside, and ends when everything that was taken is answered.</summary>
    public void RequestStop()
    {
        mailbox.Close();
        stopRequested = true;
        wake.Set();
    }

    /// <summary>Lets the loop look whether something that it goes by has changed.</summary>
    public void Wake() => wake.Set();

    /// <summary>Ends as soon as possible, whatever waits.</summary>
    public void Abort()
    {
        abort.Cancel();
        snapshots.Cancel();
        RequestStop();
    }

    private async Task RunAsync()
    {
        ShardLoopEnd end = ShardLoopEnd.Stopped;
        try
        {
            while (!await LiveAsync())
            {
            }

            await WriteLastSnapshotAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            end = EndWith(e);
        }

        State = EngineState.Stopped;
        End = end;
        mailbox.End();
        Feed.Close();
        await timer.DisposeAsync();
        RefuseAll(stopping);
    }

    /// <summary>From taking the shard to losing it or stopping. Says whether that was the end.</summary>
    private async Task<bool> LiveAsync()
    {
        try
        {
            return !await TakeShardAsync() || await ServeAsync();
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalOutcomeUnknownException && ready.Task.IsCompletedSuccessfully)
        {
            NoteFailure(e);
            return false;
        }
    }

    /// <summary>Serves until it stops, or until the shard must be taken anew. Says whether it stopped.</summary>
    private async Task<bool> ServeAsync()
    {
        while (true)
        {
            if (appender.TakeEnd())
            {
                Publish(session.Land());
            }

            TakeFromMailbox();
            StartAppend();
            HandOut();
            if (abort.IsCancellationRequested)
            {
                return true;
            }

            if (lease is { Holds: true } && lease.Term != term && session.IsIdle)
            {
                return false;
            }

            if (session.MustRebuild && session.IsIdle)
            {
                await RebuildAsync();
                continue;
            }

            if (stopRequested && session.IsIdle && session.Reading == 0 && mailbox.Count == 0)
            {
                return true;
            }

            if (appender.HasEnded)
            {
                continue;
            }

            ArmTimer();
            await wake.WaitAsync();
        }
    }

    private void TakeFromMailbox()
    {
        if (MayDecide)
        {
            session.LetTimePass(Clock());
        }

        while (session.MayDecide && !appender.HasEnded && mailbox.Count > 0)
        {
            if (!MayDecide)
            {
                RefuseQueued(cutOff);
                return;
            }

            if (!mailbox.TryTake(out object? item))
            {
                return;
            }

            switch (item)
            {
                case IParked call:
                    session.Decide(call, Clock());
                    break;
                case StoredAnswer answer:
                    session.AnswerStored(answer.Item, answer.Turn);
                    break;
                default:
                    throw new InvalidOperationException($"A {item.GetType().Name} in the mailbox.");
            }
        }
    }

    private void StartAppend()
    {
        ShardHead after = session.Durable;
        ReadOnlySpan<DecidedTurn> batch = session.StartBatch();
        if (batch.Length > 0)
        {
            appender.Start(Grant!, after, batch);
        }
    }

    private void Publish(IReadOnlyList<StoredTurn> landed)
    {
        if (landed.Count == 0)
        {
            return;
        }

        // The next append is under way before the answers to the last one are handed out.
        StartAppend();
        Feed.Publish(landed);
        HandOut();
        RaiseWork(landed);
        MaybeSnapshot();
    }

    private void HandOut()
    {
        if (session.Outbox.IsEmpty)
        {
            return;
        }

        foreach (SessionAnswer answer in session.Outbox.Answers)
        {
            answer.HandOut();
        }

        foreach (StoredAnswerWanted wanted in session.Outbox.Wanted)
        {
            _ = ReadAnswerAsync(wanted);
        }

        session.Outbox.Clear();
    }

    private async Task ReadAnswerAsync(StoredAnswerWanted wanted)
    {
        StoredTurn? turn = null;
        try
        {
            IReadOnlyList<JournalRow> rows = await journal.ReadAsync(shard, wanted.Seq - 1, 1, abort.Token);
            turn = new(wanted.Seq, TurnCodec.Decode(rows[0].Body.Span), rows[0].Hash, rows[0].Body.Length);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            AnswerNotRead(shard, wanted.Seq, e);
        }

        if (!mailbox.TryAddOwn(new StoredAnswer(wanted.Item, turn)))
        {
            wanted.Item.Refuse(stopping);
        }
    }

    private void ArmTimer()
    {
        if (timerFired)
        {
            timerFired = false;
            armedFor = Instant.Never;
        }

        Instant due = MayDecide ? session.NextDue : Instant.Never;
        if (due == armedFor)
        {
            return;
        }

        double wait = due == Instant.Never ? Timeout.Infinite : Math.Min(Math.Ceiling((due - Clock()).TotalMilliseconds), timerMillisecondsMax);
        if (due != Instant.Never && wait <= 0)
        {
            // Due since it was last looked at. While a full batch or a rebuild is in the way, the end of the append wakes the loop.
            if (session.MayDecide)
            {
                wake.Set();
            }

            return;
        }

        armedFor = due;
        timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private Instant Clock() => Instant.From(time.GetUtcNow());

    private void OnTimer()
    {
        timerFired = true;
        wake.Set();
    }

    private Refused Full()
    {
        instruments?.QueueWasFull();
        return Refused.Because(
            Refusal.Busy,
            "The warehouse's queue is full. Send the same command again a little later.",
            ("queue_capacity", options.MailboxCapacity),
            ("retry_after_ms", 200));
    }
}
