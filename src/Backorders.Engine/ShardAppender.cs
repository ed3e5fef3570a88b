// A receipt goes on in Backorders.Journal.Sqlite/SqliteJournal.cs (or any other IJournal); its answer leaves by Sessions/SessionOutbox.cs.
using System.Runtime.ExceptionServices;
using Backorders.Engine.Sessions;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Appends a session's batches to the journal, one at a time. Used by the loop alone; only the end of an append comes from elsewhere, as a wake-up.</summary>
/// <remarks>An append that has begun is seen through.</remarks>
internal sealed class ShardAppender(IJournal journal, TimeProvider time, EngineInstruments? instruments, WakeSignal wake)
{
    private volatile bool hasEnded;
    private ExceptionDispatchInfo? failure;
    private double seconds;
    private int turns;

    /// <summary>Whether the append under way has ended.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>Starts an append.</summary>
    public void Start(ShardGrant grant, ShardHead after, ReadOnlySpan<DecidedTurn> batch)
    {
        JournalRow[] rows = new JournalRow[batch.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            StoredTurn turn = batch[i].Stored;
            rows[i] = new(turn.Seq, grant.Epoch, RowKind.Turn, batch[i].Body, turn.Hash, turn.Turn.At.UnixMicroseconds);
        }

        turns = rows.Length;
        _ = AppendAsync(new JournalBatch(grant, after.LastSeq, after.Head, rows));
    }

    /// <summary>Notes the end of the append under way. False when it has not ended.</summary>
    /// <exception cref="JournalException">The append failed.</exception>
    public bool TakeEnd()
    {
        if (!hasEnded)
        {
            return false;
        }

        hasEnded = false;
        ExceptionDispatchInfo? why = failure;
        failure = null;
        why?.Throw();
        instruments?.Committed(turns, seconds);
        return true;
    }

    private async Task AppendAsync(JournalBatch batch)
    {
        long begun = time.GetTimestamp();
        try
        {
            await journal.AppendAsync(batch);
            seconds = time.GetElapsedTime(begun).TotalSeconds;
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        hasEnded = true;
        wake.Set();
    }
}
