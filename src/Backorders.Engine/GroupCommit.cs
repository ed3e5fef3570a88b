// A receipt goes on in Backorders.Journal.Sqlite/SqliteJournal.cs (or any other IJournal); its answer leaves by CommitBatch.Answers.
using System.Runtime.ExceptionServices;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>
/// Makes turns durable, many at a time: whatever was decided while one append was under way is the next append. There is no timer, so one lonely turn
/// waits for nothing, and a crowd shares one write. Used by the loop alone; only the end of an append comes from elsewhere, as a wake-up.
/// </summary>
/// <remarks>
/// An append that has begun is seen through. When one fails, in whatever way, nothing more is appended until the shard has been taken anew. Then the store's
/// head tells what landed: <see cref="TryResume"/> goes on from there, or the loop takes everything that waits by <see cref="Abandon"/>.
/// </remarks>
internal sealed class GroupCommit(IJournal journal, EngineOptions options, TimeProvider time, EngineInstruments? instruments, WakeSignal wake)
{
    private CommitBatch pending = new();
    private CommitBatch? inFlight;
    private CommitBatch? spare;
    private volatile bool hasEnded;
    private ExceptionDispatchInfo? failure;
    private ShardGrant? grant;
    private ChainHash durableHead;
    private double appendSeconds;

    /// <summary>The last turn known to be durable.</summary>
    public long DurableSeq { get; private set; }

    /// <summary>Whether nothing waits and nothing is under way.</summary>
    public bool IsIdle => inFlight is null && pending.IsEmpty;

    /// <summary>Whether the next batch is as large as a batch may be: the loop decides nothing more until it is under way.</summary>
    public bool IsFull => pending.Rows.Count >= options.BatchTurnsMax || pending.Bytes >= options.BatchBytesMax;

    /// <summary>Whether the append under way has ended.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>Begins under a new grant.</summary>
    public void Begin(ShardGrant newGrant)
    {
        grant = newGrant;
        DurableSeq = newGrant.LastSeq;
        durableHead = newGrant.Head;
    }

    /// <summary>
    /// Goes on under a new grant, if the store stands where the failed append began or where it would have ended: then nobody else has written, and every turn
    /// decided since then still follows from what is stored. False when it stands anywhere else, and when this very batch had failed before: a store that takes
    /// the shard but not its rows must not keep its callers waiting.
    /// </summary>
    public bool TryResume(ShardGrant newGrant)
    {
        ShardHead now = new(newGrant.LastSeq, newGrant.Head);
        bool landed = inFlight is { } batch && now == new ShardHead(batch.Turns[^1].Seq, batch.Turns[^1].Hash);
        if (!landed && (now != new ShardHead(DurableSeq, durableHead) || inFlight is { TriedAgain: true }))
        {
            return false;
        }

        grant = newGrant;
        failure = null;
        if (inFlight is { } failed && !landed)
        {
            failed.Append(pending);
            failed.TriedAgain = true;
            (pending, inFlight, hasEnded) = (failed, null, false);
        }

        pending.SetEpoch(newGrant.Epoch);
        return true;
    }

    /// <summary>Adds a decided turn to the next batch.</summary>
    public void Add(StoredTurn turn, byte[] body)
    {
        pending.Rows.Add(new(turn.Seq, grant!.Epoch, RowKind.Turn, body, turn.Hash, turn.Turn.At.UnixMicroseconds));
        pending.Turns.Add(turn);
        pending.Bytes += body.Length;
    }

    /// <summary>Keeps an answer until everything decided so far is durable; releases it at once when it is.</summary>
    public void Park(IParked answer)
    {
        if (!pending.IsEmpty)
        {
            pending.Answers.Add(answer);
        }
        else if (inFlight is not null)
        {
            inFlight.Answers.Add(answer);
        }
        else
        {
            answer.Release();
        }
    }

    /// <summary>A turn that is decided but not known to be durable.</summary>
    public StoredTurn? Find(long seq) => pending.Find(seq) ?? inFlight?.Find(seq);

    /// <summary>Starts the next append, if there is something to append and none is under way.</summary>
    public void StartNext()
    {
        if (inFlight is not null || pending.IsEmpty)
        {
            return;
        }

        inFlight = pending;
        pending = spare ?? new();
        spare = null;
        _ = AppendAsync(new(grant!, DurableSeq, durableHead, inFlight.Rows));
    }

    /// <summary>The batch whose append has ended well; null when none has ended. Its answers are the caller's to release.</summary>
    /// <exception cref="JournalException">The append failed.</exception>
    public CommitBatch? TakeDurable()
    {
        if (!HasEnded)
        {
            return null;
        }

        failure?.Throw();
        CommitBatch batch = inFlight!;
        DurableSeq = batch.Turns[^1].Seq;
        durableHead = batch.Turns[^1].Hash;
        instruments?.Committed(batch.Turns.Count, appendSeconds);
        inFlight = null;
        hasEnded = false;
        return batch;
    }

    /// <summary>Gives back a batch whose answers were released, to be used again.</summary>
    public void Return(CommitBatch batch)
    {
        batch.Clear();
        spare = batch;
    }

    /// <summary>Forgets everything that is not durable, and hands over the answers that waited for it.</summary>
    public IReadOnlyList<IParked> Abandon()
    {
        IReadOnlyList<IParked> answers = [.. inFlight?.Answers ?? [], .. pending.Answers];
        inFlight = null;
        hasEnded = false;
        failure = null;
        pending = new();
        spare = null;
        return answers;
    }

    private async Task AppendAsync(JournalBatch batch)
    {
        long begun = time.GetTimestamp();
        try
        {
            await journal.AppendAsync(batch);
            appendSeconds = time.GetElapsedTime(begun).TotalSeconds;
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        hasEnded = true;
        wake.Set();
    }
}
